import HTTP

/// What headers say, believed only where it makes sense.
extension HTTPHead {
  var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }

  /// Bytes of the body; nil where it is not said or the body is compressed.
  var contentLength: Int? { isCompressed ? nil : headers["content-length"].flatMap(Self.number) }

  var isCompressed: Bool {
    guard let encoding = headers["content-encoding"] else { return false }
    return !encoding.isEmpty && encoding.lowercased() != "identity"
  }

  /// Of a part: where it begins, and how large the whole is where that is said.
  var contentRange: (start: Int, total: Int?)? {
    guard let text = headers["content-range"], text.hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst(6).split(separator: "/")
    let ends = parts.first?.split(separator: "-") ?? []
    guard parts.count == 2, ends.count == 2, let start = Self.number(String(ends[0])) else {
      return nil
    }
    return (start, Self.number(String(parts[1])))
  }

  /// An entity tag that stands for these very bytes.
  var strongTag: String? {
    guard let tag = headers["etag"], tag.hasPrefix("\""), tag.utf8.count <= 512 else { return nil }
    return tag
  }

  var lastModified: String? {
    headers["last-modified"].flatMap { 1...64 ~= $0.utf8.count ? $0 : nil }
  }

  /// Seconds to wait; nil where it is not said, or as a date.
  var retryAfter: Int? { headers["retry-after"].flatMap(Self.number) }

  /// The file's SHA-256 as the hub says it of large files.
  var linkedSum: String? {
    guard let text = headers["x-linked-etag"] else { return nil }
    let sum = String(text.filter { $0 != "\"" }).lowercased()
    return SHA256Sum.isOne(sum) ? sum : nil
  }

  var linkedSize: Int? { headers["x-linked-size"].flatMap(Self.number) }

  /// A number of digits alone, so small that the sum of all parts a model can have is a number, too.
  static func number(_ text: String) -> Int? {
    let digits = text.utf8.drop { $0 == 0x20 }
    guard !digits.isEmpty, digits.count <= 13, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      return nil
    }
    return Int(String(decoding: Array(digits), as: UTF8.self))
  }
}
