/// The name of one part of a model that was split: `NAME-00002-of-00005.gguf`.
public struct SplitName: Sendable, Equatable {
  /// What stands before the numbers: the path of the model without its ending.
  public let stem: String
  /// Counted from 1.
  public let number: Int
  public let count: Int

  /// Nil for any other path.
  public init?(_ path: String) {
    // "-00002-of-00005.gguf"; five digits are enough for all numbers there can be.
    let bytes = Array(path.utf8.suffix(20))
    guard bytes.count == 20, bytes[0] == UInt8(ascii: "-"),
      bytes[6...9].elementsEqual("-of-".utf8), bytes[15...].elementsEqual(".gguf".utf8),
      let number = Self.number(bytes[1...5]), let count = Self.number(bytes[10...14]),
      1...max(1, count) ~= number
    else { return nil }
    let stem = String(decoding: path.utf8.dropLast(20), as: UTF8.self)
    guard let last = stem.utf8.last, last != UInt8(ascii: "/") else { return nil }
    self.stem = stem
    self.number = number
    self.count = count
  }

  /// The path of the part of that number, counted from 1.
  public func path(_ number: Int) -> String {
    "\(stem)\(Self.ending(number, of: count))"
  }

  /// What the name of a part ends in.
  static func ending(_ number: Int, of count: Int) -> String {
    "-\(digits(number))-of-\(digits(count)).gguf"
  }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.utf8.count)) + text
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var number = 0
    for digit in digits {
      guard 0x30...0x39 ~= digit else { return nil }
      number = 10 * number + Int(digit - 0x30)
    }
    return number
  }
}
