/// Why bytes are not JSON, or not JSON that is taken.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    /// The text ends within a value.
    case unexpectedEnd
    case unexpectedByte(UInt8)
    /// Something follows the value.
    case trailingBytes
    /// A control character stands in a string as it is, where JSON wants it escaped.
    case controlCharacter(UInt8)
    case badEscape
    case badNumber
    /// Half of a surrogate pair; only where texts are taken strictly.
    case loneSurrogate
    /// A string is not UTF-8; only where texts are taken strictly.
    case invalidUTF8
    case tooDeep(limit: Int)
    case tooManyValues(limit: Int)
  }

  public var reason: Reason
  /// Byte at which it was seen, from 0.
  public var offset: Int

  public init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  public var description: String {
    let what =
      switch reason {
      case .unexpectedEnd: "the text ends too early"
      case .unexpectedByte(let byte): "unexpected \(Self.name(byte))"
      case .trailingBytes: "something follows the value"
      case .controlCharacter(let byte): "unescaped \(Self.name(byte)) in a string"
      case .badEscape: "not an escape sequence"
      case .badNumber: "not a number"
      case .loneSurrogate: "half of a surrogate pair"
      case .invalidUTF8: "a string that is not UTF-8"
      case .tooDeep(let limit): "nested deeper than \(limit)"
      case .tooManyValues(let limit): "more than \(limit) values"
      }
    return "not valid JSON at byte \(offset): \(what)"
  }

  private static func name(_ byte: UInt8) -> String {
    if 0x21...0x7E ~= byte { return "'\(Character(Unicode.Scalar(byte)))'" }
    return "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
