/// Finds keys and passwords in texts: what the environment says is one, and what looks like one.
public struct SecretScanner: Sendable {
  /// Stands where a secret was.
  public static let substitute = "[secret removed]"
  /// Shorter values are words.
  static let shortest = 12

  /// Values of the environment's secrets, the longest first.
  private var values: [[UInt8]]
  /// Every first byte of a value.
  private var starts: Set<UInt8>

  /// - Parameter environment: variables by name; those are secret whose names end in `KEY`, `TOKEN`,
  ///   `SECRET` or `PASSWORD`.
  public init(environment: [String: String] = [:]) {
    let secret = environment.filter { name, value in
      let name = name.uppercased()
      return ["KEY", "TOKEN", "SECRET", "PASSWORD"].contains { name.hasSuffix($0) }
        && value.utf8.count >= Self.shortest
    }
    values = secret.values.map { Array($0.utf8) }.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
    }
    starts = Set(values.compactMap(\.first))
  }

  /// A scanner that looks for these texts too.
  func adding(_ texts: some Sequence<String>) -> SecretScanner {
    var scanner = self
    let known = Set(values)
    let more = Set(texts.map { Array($0.utf8) }).subtracting(known).filter { !$0.isEmpty }
    scanner.values = (values + more).sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
    }
    scanner.starts = Set(scanner.values.compactMap(\.first))
    return scanner
  }

  /// The secrets in a text.
  public func secrets(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    return ranges(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// The text without its secrets; nil where it has none.
  public func cleaned(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let ranges = ranges(in: bytes)
    if ranges.isEmpty { return nil }
    var result: [UInt8] = []
    var start = 0
    for range in ranges {
      result += bytes[start..<range.lowerBound]
      result += Self.substitute.utf8
      start = range.upperBound
    }
    return String(decoding: result + bytes[start...], as: UTF8.self)
  }

  /// How many bytes at a text's end may be the beginning of a known secret: while an answer is still
  /// being written, what it ends in is not told from one yet.
  func openBytes(of text: String) -> Int {
    let bytes = Array(text.utf8.suffix((values.first?.count ?? 0)))
    for count in stride(from: bytes.count, through: 4, by: -1) {
      let end = bytes.suffix(count)
      if values.contains(where: { $0.count > count && $0.starts(with: end) }) { return count }
    }
    return 0
  }

  private func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    let shaped = SecretShapes.ranges(in: bytes)
    if values.isEmpty { return shaped }
    var known: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      if starts.contains(bytes[index]),
        let value = values.first(where: { bytes[index...].starts(with: $0) })
      {
        known.append(index..<(index + value.count))
        index += value.count
      } else {
        index += 1
      }
    }
    return Self.united(shaped + known)
  }

  /// Ranges in order, those that overlap as one.
  private static func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, last.upperBound > range.lowerBound {
        result[result.count - 1] =
          last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}
