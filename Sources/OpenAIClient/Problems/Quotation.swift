/// A server's words as they may be shown: without what a terminal obeys, and without secrets that the
/// server was sent.
struct Quotation {
  /// The longest first.
  let secrets: [String]

  static let most = 300
  /// Bytes of a secret. What is shorter is a word such as "none" or "ollama", for servers that want
  /// some key and no certain one.
  private static let shortest = 8
  static let substitute = "(the key)"

  init(_ endpoint: Endpoint, _ key: APIKey?) {
    let hidden = endpoint.headers.filter { HeaderRule.isSecret($0.key) }.values.flatMap { value in
      [value] + value.split(separator: " ").map(String.init)
    }
    let plain = (hidden + [key?.secret].compactMap(\.self)).filter {
      $0.utf8.count >= Self.shortest
    }
    // In an address that a server repeats they are written otherwise.
    let forms = plain.flatMap { [$0] + [true, false].map($0.percentEncoded(uppercase:)) }
    secrets = Set(forms).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }

  /// Within a sentence, so without a full stop; nil where nothing is left of it.
  func quoted(_ raw: String) -> String? {
    // Secrets may have been cut to pieces by what is taken out.
    var clean = Self.cleaned(hiding(Self.cleaned(raw, most: 1 << 16)), most: Self.most)[...]
    while clean.hasSuffix(".") { clean = clean.dropLast() }
    return clean.isEmpty ? nil : String(clean)
  }

  func hiding(_ text: String) -> String {
    var text = text
    for secret in secrets { text = Self.replace(secret, in: text) }
    return text
  }

  /// On one line, without controls, bidirectional marks and tags, and not too long.
  static func cleaned(_ text: String, most: Int) -> String {
    var clean = String.UnicodeScalarView()
    var count = 0
    var gap = false
    for scalar in text.unicodeScalars {
      guard !isHidden(scalar) else { continue }
      if scalar.properties.isWhitespace || scalar.value < 0x20 {
        gap = count > 0
        continue
      }
      guard count < most else {
        clean.append("…")
        break
      }
      if gap { clean.append(" ") }
      count += gap ? 2 : 1
      gap = false
      clean.append(scalar)
    }
    return String(clean)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F,
      0xFE00...0xFE0E, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }

  /// By code units: as texts, a letter with a mark behind it is another letter.
  private static func replace(_ secret: String, in text: String) -> String {
    let (needle, hay) = (Array(secret.utf8), Array(text.utf8))
    guard !needle.isEmpty, needle.count <= hay.count else { return text }
    var out: [UInt8] = []
    var index = 0
    while index < hay.count {
      if hay[index] == needle[0], hay[index...].starts(with: needle) {
        out += substitute.utf8
        index += needle.count
      } else {
        out.append(hay[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

extension String {
  /// With `%` and two digits for all but letters, digits and `-._~` (RFC 3986, section 2.1).
  fileprivate func percentEncoded(uppercase: Bool) -> String {
    utf8.reduce(into: "") { text, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: uppercase)
        text += byte < 0x10 ? "%0" + digits : "%" + digits
      }
    }
  }
}
