/// Takes secrets out of a text that comes in pieces: a server that repeats a key would bring it into
/// the log.
///
/// What may become a secret waits for the next piece, if it is so much of one that nobody writes it by
/// chance. Written as in an address, with `%2B` for `+`, it is the same secret.
struct SecretFilter {
  /// So much of a secret's beginning nobody writes by chance.
  private static let telling = 6

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
  /// What waits: bytes, and how many each character of an address takes, "a" one and "%61" three.
  private var held: [UInt8] = []
  private var lengths: [Int] = []
  /// What may become such a character.
  private var escape: [UInt8] = []
  private let mostPassing: Int

  /// - Parameters:
  ///   - shortest: bytes of a secret that is looked for.
  ///   - mostPassing: bytes of its beginning that need not wait.
  init(_ secrets: [String], shortest: Int = 0, mostPassing: Int = Self.telling - 1) {
    searches = secrets.filter { !$0.isEmpty && $0.utf8.count >= shortest }.map {
      Search(Self.decoded($0))
    }
    self.mostPassing = mostPassing
  }

  /// - Returns: what may be seen now.
  mutating func take(_ text: String) -> String {
    guard !searches.isEmpty, !text.isEmpty else { return text }
    // Most pieces have nothing to do with any.
    if held.isEmpty, escape.isEmpty, !text.utf8.contains(UInt8(ascii: "%")),
      searches.allSatisfy({ $0.matched == 0 && !text.utf8.contains($0.secret[0]) })
    {
      return text
    }
    var out: [UInt8] = []
    for byte in text.utf8 {
      if escape.isEmpty ? byte == UInt8(ascii: "%") : Self.digit(byte) != nil {
        escape.append(byte)
        guard escape.count == 3 else { continue }
        step(escape, as: (Self.digit(escape[1]) ?? 0) << 4 | (Self.digit(byte) ?? 0), &out)
        escape = []
        continue
      }
      dropEscape(&out)
      if byte == UInt8(ascii: "%") { escape = [byte] } else { step([byte], as: byte, &out) }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// What still waited; most of a secret is as good as one.
  mutating func finish() -> String {
    var out: [UInt8] = []
    dropEscape(&out)
    if lengths.count < Self.telling { out += held } else { out += Quotation.substitute.utf8 }
    held = []
    lengths = []
    return String(decoding: out, as: UTF8.self)
  }

  private mutating func dropEscape(_ out: inout [UInt8]) {
    let bytes = escape
    escape = []
    for byte in bytes { step([byte], as: byte, &out) }
  }

  /// One character more, as it is written and as it is meant.
  private mutating func step(_ written: [UInt8], as byte: UInt8, _ out: inout [UInt8]) {
    held += written
    lengths.append(written.count)
    var found = 0
    for index in searches.indices where searches[index].take(byte) {
      found = max(found, searches[index].secret.count)
    }
    if found > 0 {
      release(all: lengths.count - min(found, lengths.count), &out)
      out += Quotation.substitute.utf8
      held = []
      lengths = []
      for index in searches.indices { searches[index].forget() }
      return
    }
    let open = searches.reduce(0) { max($0, $1.matched) }
    let waits = open > mostPassing ? min(open, lengths.count) : 0
    release(all: lengths.count - waits, &out)
  }

  /// Lets the first characters that wait pass.
  private mutating func release(all count: Int, _ out: inout [UInt8]) {
    let bytes = lengths.prefix(count).reduce(0, +)
    out += held.prefix(bytes)
    held.removeFirst(bytes)
    lengths.removeFirst(count)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// As an address's text is meant (RFC 3986, section 2.1).
  private static func decoded(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return decoded
  }
}
