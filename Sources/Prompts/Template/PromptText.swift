/// A text with places for values: `{{name}}`, blanks allowed within the braces.
///
/// A backslash before `{{` takes its meaning away and is not part of the text; two of them are one
/// backslash before a place. What stands between braces and is no name is text.
public struct PromptText: Sendable, Equatable {
  public enum Piece: Sendable, Equatable {
    case literal(String)
    case variable(String)
  }

  public let pieces: [Piece]
  /// What stands between `{{` and `}}` and is no name: probably meant as one.
  public let oddities: [String]

  public init(_ source: String) {
    var reading = Reading(bytes: Array(source.utf8))
    reading.all()
    pieces = reading.pieces
    oddities = reading.oddities
  }

  /// The names of the places, each once, in order of appearance.
  public var variables: [String] {
    var names: [String] = []
    for case .variable(let name) in pieces where !names.contains(name) { names.append(name) }
    return names
  }

  /// The text with values in its places, as they are: nothing in a value is a place.
  public func filled(_ values: [String: String]) throws(PromptError) -> String {
    try filled(values) { $0 }
  }

  /// - Parameter transform: applied to each value.
  func filled(
    _ values: [String: String], _ transform: (String) -> String
  ) throws(PromptError) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .variable(let name):
        guard let value = values[name] else { throw .missingValue(name) }
        text += transform(value)
      }
    }
    return text
  }

  /// A text that reads as `literal`, without any place.
  public static func escaped(_ literal: String) -> String {
    let bytes = Array(literal.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: open) {
        let count = result.reversed().prefix { $0 == backslash }.count
        result += [UInt8](repeating: backslash, count: count + 1) + open
        index += 2
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a text may name a variable: letters, digits, - and _, at most 64.
  public static func isName(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    return !text.isEmpty && text.utf8.count <= 256 && scalars.count <= 64
      && scalars.allSatisfy {
        $0 == "_" || $0 == "-" || $0.properties.isAlphabetic
          || $0.properties.generalCategory == .decimalNumber
      }
  }

  private static let open = Array("{{".utf8)
  private static let backslash = UInt8(ascii: "\\")

  private struct Reading {
    let bytes: [UInt8]
    var pieces: [Piece] = []
    var oddities: [String] = []
    private var index = 0
    private var literal: [UInt8] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func all() {
      while index < bytes.count {
        if bytes[index...].starts(with: PromptText.open) {
          brace()
        } else {
          literal.append(bytes[index])
          index += 1
        }
      }
      endLiteral()
    }

    private mutating func brace() {
      var backslashes = 0
      while literal.last == PromptText.backslash {
        literal.removeLast()
        backslashes += 1
      }
      literal += [UInt8](repeating: PromptText.backslash, count: backslashes / 2)
      if backslashes % 2 == 1 {
        literal += PromptText.open
        index += 2
      } else if let (inside, end) = inside() {
        let name = inside.trimmed
        if PromptText.isName(name) {
          endLiteral()
          pieces.append(.variable(name))
          index = end
        } else {
          oddities.append(inside)
          literal += PromptText.open
          index += 2
        }
      } else {
        literal.append(bytes[index])
        index += 1
      }
    }

    /// What stands up to the closing braces in the same line, if that is short and holds no brace.
    private func inside() -> (String, end: Int)? {
      var end = index + 2
      while end < bytes.count, end - index < 300 {
        switch bytes[end] {
        case UInt8(ascii: "}"):
          guard end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "}") else { return nil }
          return (String(decoding: bytes[(index + 2)..<end], as: UTF8.self), end + 2)
        case UInt8(ascii: "{"), 0x0A: return nil
        default: end += 1
        }
      }
      return nil
    }

    private mutating func endLiteral() {
      guard !literal.isEmpty else { return }
      pieces.append(.literal(String(decoding: literal, as: UTF8.self)))
      literal = []
    }
  }
}

extension String {
  /// Without blanks and newlines at both ends.
  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
