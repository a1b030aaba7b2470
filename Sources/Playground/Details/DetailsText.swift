import Cells
import GenerationAPI
import JSON
import SessionLog

/// All about one pane, as lines of a width.
struct DetailsText {
  enum Line: Equatable {
    case heading(SafeText)
    case entry(name: SafeText, text: SafeText, role: Role, indent: Int)
    /// A line of a table.
    case plain(SafeText, role: Role)
    case blank
  }

  /// Cells before a value; where names are the file's own there are more, if there is room.
  static let nameWidth = 16
  static let longNameWidth = 36
  static let shortNameWidth = 11
  /// The widest the details get.
  static let columns = 100
  /// Lines that one value takes at most.
  static let valueLines = 4

  let pane: PaneState
  let card: ModelCard?
  /// SHA-256 of the model's file, where it is known.
  let sum: String?
  let view: ViewState
  let width: Int
  private(set) var lines: [Line] = []

  var glyphs: Glyphs { view.glyphs }
  var isASCII: Bool { glyphs.isASCII }

  init(_ pane: PaneState, card: ModelCard?, sum: String?, view: ViewState, width: Int) {
    self.pane = pane
    self.card = card
    self.sum = sum
    self.view = view
    self.width = max(1, width)
    addAnswer()
    if pane.isServer { addServer() } else { addMemory() }
    addSettings()
    if !pane.isServer { addCard() }
    addHistory()
  }

  // MARK: Lines

  mutating func heading(_ title: SafeText) {
    if !lines.isEmpty { lines.append(.blank) }
    lines.append(.heading(title))
  }

  mutating func entry(
    _ name: String, _ value: String, _ role: Role = .text, hasLongName: Bool = false
  ) {
    let indent =
      width < 50
      ? Self.shortNameWidth : hasLongName && width >= 70 ? Self.longNameWidth : Self.nameWidth
    let room = max(4, width - indent)
    var texts = wrap(value.shortened, width: room, widths: view.widths)
      .prefix(Self.valueLines + 1).map(\.text)
    if texts.count > Self.valueLines {
      texts.removeLast()
      let last = texts[texts.count - 1]
      texts[texts.count - 1] = (last + glyphs.ellipsis)
        .elidingEnd(to: room, widths: view.widths, sign: glyphs.ellipsis)
    }
    let name = SafeText(name.singleLine).elidingEnd(
      to: indent - 1, widths: view.widths, sign: glyphs.ellipsis)
    for (index, text) in texts.enumerated() {
      lines.append(.entry(name: index == 0 ? name : "", text: text, role: role, indent: indent))
    }
  }

  mutating func plain(_ text: String, _ role: Role = .text) {
    let text = SafeText(text).elidingEnd(to: width, widths: view.widths, sign: glyphs.ellipsis)
    lines.append(.plain(text, role: role))
  }

  /// The first line of the section after a line, or of the one before it.
  func section(from line: Int, isBefore: Bool) -> Int? {
    let starts = lines.indices.filter {
      if case .heading = lines[$0] { true } else { false }
    }
    return isBefore ? starts.last { $0 < line } : starts.first { $0 > line }
  }

  /// All lines as text to be copied.
  var text: String {
    lines.map { line in
      switch line {
      case .heading(let title): "\(title)\n"
      case .entry(let name, let text, _, _): name.isEmpty ? "  \(text)\n" : "\(name): \(text)\n"
      case .plain(let text, _): "\(text)\n"
      case .blank: "\n"
      }
    }.joined()
  }

  /// The first line to show, so that the last page stays full.
  static func first(_ wanted: Int, lines: Int, rows: Int) -> Int {
    max(0, min(wanted, lines - rows))
  }
}

extension String {
  /// The beginning of a value that may be of any length, with its line ends.
  fileprivate var shortened: String {
    let limit = 1000
    if utf8.count <= limit { return self }
    return String(unicodeScalars[..<utf8.index(startIndex, offsetBy: limit)]) + "…"
  }
}

extension DetailsText {
  // MARK: The last answer

  private mutating func addAnswer() {
    heading("last answer")
    guard let turn = pane.turns.last, let figures = pane.figures(of: turn) else {
      return entry("", pane.turns.isEmpty ? "nothing was asked yet" : "it waits", .textDim)
    }
    entry("ended", ending(figures))
    entry("ttft", Figures.milliseconds(figures.ttft, ascii: isASCII))
    if let prompt = figures.promptTokens {
      let cached = figures.cachedTokens ?? 0
      entry("prompt", "\(prompt) tokens, \(cached) of them from the cache")
    }
    entry("prefill", Figures.perSecond(figures.prefill, ascii: isASCII))
    let speed = Figures.perSecond(figures.rate, ascii: isASCII)
    entry("speed", figures.isEstimated && Figures.hasValue(speed) ? "~" + speed : speed)
    entry("tokens", tokens(figures))
    if let cost = figures.cost { entry("cost", cost.text) }
    if let latency = figures.latency {
      let parts = [("p50", latency.p50), ("p95", latency.p95), ("max", latency.max)]
      entry(
        "between tokens",
        parts.map { "\($0.0) \(Figures.milliseconds($0.1, ascii: isASCII))" }
          .joined(separator: "  "))
    }
    if let seed = figures.seed { entry("seed", String(seed)) }
    if let condition = figures.condition { entry("condition", condition.sentence(glyphs)) }
  }

  /// "312, 240 of them reasoning"
  private func tokens(_ figures: TurnFigures) -> String {
    guard let tokens = figures.tokens else { return Figures.missing(1, ascii: isASCII) }
    let count = "\(figures.isEstimated ? "~" : "")\(tokens)"
    let thought = figures.reasoning.map { ", \($0) of them reasoning" } ?? ""
    return count + thought + (figures.isEstimated ? ", as far as the stream tells" : "")
  }

  private func ending(_ figures: TurnFigures) -> String {
    guard let reason = figures.reason else { return "not yet" }
    let error = pane.turns.last?.result?.error
    return ([reason.phrase] + (error.map { [$0] } ?? [])).joined(separator: ": ")
  }

  // MARK: Memory

  private mutating func addMemory() {
    heading("memory")
    let shared = pane.model.sharesWeights == true ? ", shared with another pane" : ""
    let held = pane.model.weightsHeld.map { ", \($0)" } ?? ""
    if let bytes = card?.memory?.weights ?? pane.model.weightBytes {
      entry("weights", Figures.bytes(bytes) + held + shared)
    }
    let size = pane.contextSize ?? card?.memory?.contextSize
    let used = pane.readout.contextTokens
    entry("context", size.map { "\(used) of \($0) tokens" } ?? "\(used) tokens")
    entry("KV cache now", pane.kvBytes.map(Figures.bytes) ?? "nothing yet")
    guard let memory = card?.memory else { return }
    entry(
      "KV cache full",
      "\(Figures.bytes(memory.keysAndValues)) at \(memory.contextSize) tokens, "
        + "\(Figures.bytes(memory.keysAndValuesPerToken)) each")
    entry("work space", Figures.bytes(memory.scratch))
    entry(
      "total", Figures.bytes(memory.weights + memory.keysAndValues + memory.scratch), .textStrong)
    if let left = card?.left {
      entry("left now", Figures.bytes(left) + (card?.limit.map { " by \($0)" } ?? ""))
    }
  }

  // MARK: Settings

  private mutating func addSettings() {
    heading("settings and where they are from")
    if pane.settings.isEmpty { entry("", "not known before the model is there", .textDim) }
    // Steady columns: name, value, source.
    for setting in pane.settings.prefix(40) {
      let value = setting.value.shown(glyphs)
      let filling = String(repeating: " ", count: max(2, 12 - value.unicodeScalars.count))
      entry(setting.title, value + filling + setting.sourceWords)
    }
  }
}

extension SettingEntry {
  /// "default", "the model's file": where a value is from, in words.
  fileprivate var sourceWords: String {
    switch source {
    case "flag": "command line"
    case "model": "model"
    case "random": "each answer's own"
    case "user": "you"
    default: source.singleLine
    }
  }
}

extension JSONValue {
  /// As a setting's value is shown.
  func shown(_ glyphs: Glyphs) -> String {
    switch self {
    case .null: Figures.missing(1, ascii: glyphs.isASCII)
    case .bool(let value): value ? "yes" : "no"
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .number(let value): Figures.setting(value)
    case .string(let text): "\"\(text.singleLine)\""
    case .array(let values):
      values.isEmpty
        ? "none" : values.prefix(8).map { $0.shown(glyphs) }.joined(separator: ", ")
    case .object: "{\(glyphs.ellipsis.string)}"
    }
  }
}
