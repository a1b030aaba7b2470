import HTTP

/// A server's words as they may be shown: without what a terminal obeys, and without secrets that the
/// server was sent.
struct Quotation {
  let secrets: [String]

  static let most = 300
  /// Bytes of a secret. What is shorter is a word such as "none" or "ollama", for servers that want
  /// some key and no certain one.
  private static let shortest = 8
  /// The same in answers of a server on this machine, where "lm-studio" is one.
  private static let shortestHere = 16
  let shortestInAnswers: Int
  static let substitute = "(the key)"

  init(_ endpoint: Endpoint, _ key: APIKey?) {
    let hidden = endpoint.headers.filter { HeaderRule.isSecret($0.key) }.values.flatMap { value in
      [value] + value.split(separator: " ").map(String.init)
    }
    secrets = (hidden + endpoint.headerSecrets + [key?.secret].compactMap(\.self))
      .filter { $0.utf8.count >= Self.shortest }
    let isHere = Address(endpoint.url)?.isThisMachine ?? false
    shortestInAnswers = isHere ? Self.shortestHere : Self.shortest
  }

  /// Within a sentence, so without a full stop; nil where nothing is left of it.
  func quoted(_ raw: String) -> String? {
    // Secrets may have been cut to pieces by what is taken out.
    var clean = Self.cleaned(hiding(Self.cleaned(raw, most: 1 << 16)), most: Self.most)[...]
    while clean.hasSuffix(".") { clean = clean.dropLast() }
    return clean.isEmpty ? nil : String(clean)
  }

  func hiding(_ text: String) -> String {
    var filter = SecretFilter(secrets, mostPassing: 0)
    return filter.take(text) + filter.finish()
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
}
