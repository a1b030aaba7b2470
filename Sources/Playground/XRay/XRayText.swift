import Cells
import GenerationAPI
import Prompts
import SessionLog

/// An X-ray as lines of a width: each token between thin lines, special ones by their names.
struct XRayText: Sendable {
  struct Line: Sendable, Equatable {
    var text: WrappedLine
    var role: Role
  }

  private(set) var lines: [Line] = []
  private let width: Int
  private let glyphs: Glyphs
  private let widths: DisplayWidth

  init(_ xray: XRay, width: Int, glyphs: Glyphs, widths: DisplayWidth) {
    self.width = max(1, width)
    self.glyphs = glyphs
    self.widths = widths
    if let text = xray.text {
      add(given: text)
      return
    }
    var section: PromptSection.Kind?
    var pieces: [TextPiece] = []
    for (index, token) in xray.tokens.enumerated() {
      if token.section != section {
        flush(&pieces)
        section = token.section
        addHeading(token.section, xray)
      }
      if !pieces.isEmpty { pieces.append(.added(separator, at: 0, TextStyle(.border))) }
      let isCached = index < xray.cachedTokens
      add(token, isCached: isCached, to: &pieces)
    }
    flush(&pieces)
  }

  /// Bytes of a prompt that are shown: no screen scrolls through more.
  private static let givenLimit = 200_000

  /// What a server was given: message by message, or as it is.
  private mutating func add(given text: String) {
    let end = text.utf8.index(
      text.startIndex, offsetBy: Self.givenLimit, limitedBy: text.utf8.endIndex)
    guard end == nil || end == text.utf8.endIndex else {
      let start = String(decoding: text.utf8.prefix(Self.givenLimit), as: UTF8.self)
      add(start, .text)
      return add("and \(Figures.grouped(text.utf8.count - Self.givenLimit)) bytes more", .textDim)
    }
    guard let messages = [ChatMessage](json: text) else { return add(text, .text) }
    for message in messages {
      if !lines.isEmpty { add("", .text) }
      add(message.role.rawValue, .textStrong)
      add(message.content, .text)
    }
  }

  private var separator: String { glyphs.isASCII ? "|" : glyphs.separator.string }

  private mutating func addHeading(_ section: PromptSection.Kind, _ xray: XRay) {
    let count = xray.tokens.count { $0.section == section }
    if !lines.isEmpty { add("", .text) }
    add("\(section.rawValue)  \(count) tok", .textStrong)
  }

  private mutating func add(_ text: String, _ role: Role) {
    for line in wrap(text, width: width, widths: widths) {
      lines.append(Line(text: line, role: role))
    }
  }

  /// A line break within a token ends the line, behind its sign.
  private mutating func add(_ token: XRay.Token, isCached: Bool, to pieces: inout [TextPiece]) {
    if let name = token.name {
      pieces.append(.added(name, at: 0, TextStyle(.hintKey)))
      return
    }
    let style = isCached ? TextStyle(.textDim) : TextStyle()
    guard let text = String(validating: token.bytes, as: UTF8.self) else {
      let bytes = token.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      pieces.append(.added(bytes.joined(separator: " "), at: 0, TextStyle(.stateWarn)))
      return
    }
    let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if !part.isEmpty { pieces.append(.added(visible(part), at: 0, style)) }
      guard index + 1 < parts.count else { break }
      pieces.append(.added(glyphs.isASCII ? "\\n" : "⏎", at: 0, TextStyle(.textDim)))
      flush(&pieces)
    }
  }

  /// Blanks have a sign of their own: where a token begins with one matters.
  private func visible(_ text: Substring) -> String {
    let blank = glyphs.isASCII ? "_" : "␣"
    return String(text).replacing(" ", with: blank).replacing("\t", with: "\\t")
      .replacing("\r", with: "\\r")
  }

  private mutating func flush(_ pieces: inout [TextPiece]) {
    if !pieces.isEmpty {
      for line in wrap(pieces, of: "", width: width, widths: widths, isCode: true) {
        lines.append(Line(text: line, role: .text))
      }
    }
    pieces = []
  }
}
