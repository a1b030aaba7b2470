/// Takes secrets out of a text that comes in pieces: a server that repeats a key would bring it into
/// the log.
///
/// What may become a secret waits for the next piece, if it is so much of one that nobody writes it by
/// chance.
struct SecretFilter {
  /// Bytes of a secret, and of its beginning that may pass.
  private static let shortest = 16
  private static let mostPassing = 6

  /// A secret, how much of it the text ends with, and what of a beginning its own beginning is (Knuth,
  /// Morris and Pratt).
  private struct Search {
    let secret: [UInt8]
    private let borders: [Int]
    private(set) var matched = 0

    init(_ secret: [UInt8]) {
      self.secret = secret
      var borders = [Int](repeating: 0, count: secret.count)
      var border = 0
      for index in secret.indices.dropFirst() {
        while border > 0, secret[index] != secret[border] { border = borders[border - 1] }
        if secret[index] == secret[border] { border += 1 }
        borders[index] = border
      }
      self.borders = borders
    }

    /// - Returns: whether it is there now.
    mutating func take(_ byte: UInt8) -> Bool {
      while matched > 0, secret[matched] != byte { matched = borders[matched - 1] }
      if secret[matched] == byte { matched += 1 }
      guard matched == secret.count else { return false }
      matched = 0
      return true
    }

    mutating func forget() { matched = 0 }
  }

  private var searches: [Search]
  /// What waits.
  private var held: [UInt8] = []

  init(_ secrets: [String]) {
    searches = secrets.filter { $0.utf8.count >= Self.shortest }.map { Search(Array($0.utf8)) }
  }

  /// - Returns: what may be seen now.
  mutating func take(_ text: String) -> String {
    guard !searches.isEmpty, !text.isEmpty else { return text }
    // Most pieces have nothing to do with any.
    if searches.allSatisfy({ $0.matched == 0 && !text.utf8.contains($0.secret[0]) }) { return text }
    var out: [UInt8] = []
    for byte in text.utf8 {
      held.append(byte)
      var found = 0
      for index in searches.indices where searches[index].take(byte) {
        found = max(found, searches[index].secret.count)
      }
      if found > 0 {
        out += held.dropLast(min(found, held.count))
        out += Quotation.substitute.utf8
        held = []
        for index in searches.indices { searches[index].forget() }
        continue
      }
      let open = searches.reduce(0) { max($0, $1.matched) }
      let waits = open >= Self.mostPassing ? min(open, held.count) : 0
      out += held.dropLast(waits)
      held.removeFirst(held.count - waits)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// What still waited; most of a secret is as good as one.
  mutating func finish() -> String {
    defer { held = [] }
    return held.isEmpty ? "" : Quotation.substitute
  }
}
