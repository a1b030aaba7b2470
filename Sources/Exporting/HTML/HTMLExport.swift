import GenerationAPI
import JSON
import SessionLog

/// A session as one HTML file that needs nothing else: no script, no font, no picture, no network.
public struct HTMLExport {
  private let session: SessionState
  private let panes: [PaneState]
  private var html = ""

  /// - Parameter id: what the session is called by.
  public static func text(_ session: SessionState, id: String? = nil) -> String {
    var document = HTMLExport(session)
    document.write(id: id)
    return document.html
  }

  private init(_ session: SessionState) {
    self.session = session
    panes = session.exportedPanes
  }

  private mutating func write(id: String?) {
    let title = MarkupText.escaped(session.exportTitle)
    let language = HTMLText.language(session.exportTitle) ?? "en"
    html = """
      <!DOCTYPE html>
      <html lang="\(language)">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(title)</title>
      <style>
      \(HTMLStyle.css)
      </style>
      </head>
      <body>
      <main>

      """
    head(title)
    let turns = Set(panes.flatMap { $0.turns.map(\.number) }).sorted()
    for turn in turns { write(turn: turn) }
    if turns.isEmpty { html += "<p class=\"empty\">Nothing was asked in this session.</p>\n" }
    figures()
    settings()
    let name = id.map { " from session \(MarkupText.escaped($0))" } ?? ""
    html += "<footer lang=\"en\">Written by Lineup\(name).</footer>\n"
    html += "</main>\n</body>\n</html>\n"
  }

  private mutating func head(_ title: String) {
    html += "<header>\n<h1 dir=\"auto\">\(session.meta.star == true ? "★ " : "")\(title)</h1>\n"
    var facts: [String] = []
    if let header = session.header {
      facts.append(header.created.asDate)
      facts.append(header.app)
      if !header.machine.cpu.isEmpty {
        let machine = header.machine
        facts.append("\(machine.cpu), \(Numbers.count(machine.cores, "core"))")
        facts.append("\(machine.kernels) kernels")
      }
    }
    let spans = facts.filter { !$0.isEmpty }.map { "<span>\(MarkupText.escaped($0))</span>" }
    html += "<p class=\"facts\" lang=\"en\">\(spans.joined())</p>\n"
    if let tags = session.meta.tags, !tags.isEmpty {
      let items = tags.map { "<li dir=\"auto\">\(MarkupText.escaped($0))</li>" }
      html += "<ul class=\"tags\">\(items.joined())</ul>\n"
    }
    if let notes = session.meta.notes, !notes.isEmpty {
      html += "<p class=\"notes\"\(HTMLText.direction(notes))>\(MarkupText.escaped(notes))</p>\n"
    }
    html += "</header>\n"
  }

  // MARK: Turns

  private mutating func write(turn number: Int) {
    let asked = panes.compactMap { pane in
      pane.turns.first { $0.number == number }.map { (pane, $0) }
    }
    let question = asked.first?.1.question
    let isShared = asked.allSatisfy { question?.isSame(as: $0.1.question) ?? false }
    html += "<section class=\"turn\">\n<h2 lang=\"en\">Turn \(number)</h2>\n"
    if isShared, let question { html += Self.prompt(question) }
    html += "<div class=\"panes\" style=\"--count: \(asked.count)\">\n"
    for (pane, turn) in asked {
      html += "<article>\n" + Self.name(pane, turn)
      let answers = turn.variantsShownFirst.map { variant, isShown in
        ExportedAnswer(pane: pane, turn: number, variant: variant, isShown: isShown)
      }
      let prompt = isShared ? "" : Self.prompt(turn.question)
      if let shown = answers.first {
        html += Self.answer(shown, after: prompt)
      } else {
        html += "<div class=\"body\">\(prompt)<p class=\"empty\">Not answered.</p></div>\n"
      }
      html += Self.others(answers.dropFirst(), turn)
      html += "</article>\n"
    }
    html += "</div>\n</section>\n"
  }

  private static func name(_ pane: PaneState, _ turn: Turn) -> String {
    let facts = [pane.model.quantisation, Numbers.parameters(pane.model.parameters)]
      .compactMap { $0 }.joined(separator: " ")
    let name = turn.author?.name ?? pane.name
    return "<h3><span class=\"number\">\(pane.number)</span> "
      + "<span class=\"name\" dir=\"auto\">\(MarkupText.escaped(name))</span>"
      + "<span class=\"model\">\(MarkupText.escaped(facts))</span></h3>\n"
  }

  static func prompt(_ question: Question) -> String {
    var html = "<div class=\"prompt\">"
    if let use = question.use {
      let name = MarkupText.escaped(use.name ?? "prompt file")
      html += "<p class=\"from\" lang=\"en\">\(name), \(Numbers.count(use.shots, "example"))</p>"
      for (name, value) in use.sortedInputs
      where !value.hasBytes(of: question.text) {
        html += "<p class=\"from\" dir=\"auto\">\(MarkupText.escaped("\(name): \(value)"))</p>"
      }
    }
    return html + HTMLText.verbatim(question.text, class: "plain") + "</div>\n"
  }

  private static func answer(_ answer: ExportedAnswer, after prompt: String) -> String {
    var html = "<div class=\"body\"\(language(answer.variant.text))>\(prompt)"
    if answer.variant.text.trimmed.isEmpty {
      html += "<p class=\"empty\" lang=\"en\">No text.</p>"
    } else if answer.variant.settings.contains(where: {
      $0.name == "raw" && $0.value == .bool(true)
    }) {
      html += HTMLText.verbatim(answer.variant.text, class: "plain")
    } else {
      html += HTMLAnswer.html(answer.variant.text)
    }
    if let verdict = answer.verdict {
      let name = verdict.isMet ? "met" : "missed"
      let words = verdict.isMet ? "✓ as expected" : "✗ not as expected"
      html += "<p class=\"verdict \(name)\" lang=\"en\">\(words): "
      html += MarkupText.escaped(verdict.reason) + "</p>\n"
    }
    html += "</div>\n"
    let reason = answer.variant.result?.reason.rawValue ?? "open"
    html += "<p class=\"end-line\" lang=\"en\"><span class=\"\(reason)\">"
    html += "\(MarkupText.escaped(answer.ending))</span>"
    let settings = answer.ownSettings.map { "\($0.name) \($0.value.asSetting)" }
    html += (answer.figures + settings).map { "<span>\(MarkupText.escaped($0))</span>" }.joined()
    return html + "</p>\n"
  }

  private static func language(_ text: String) -> String {
    HTMLText.language(text).map { " lang=\"\($0)\"" } ?? ""
  }

  /// Answers that are not part of the conversation, with what followed them.
  private static func others(_ answers: ArraySlice<ExportedAnswer>, _ turn: Turn) -> String {
    if answers.isEmpty { return "" }
    var html =
      "<details><summary lang=\"en\">\(Numbers.count(answers.count, "other answer"))</summary>\n"
    for other in answers {
      html += answer(
        other, after: other.question.isSame(as: turn.question) ? "" : prompt(other.question))
      for follower in other.variant.followers {
        html += prompt(follower.question)
        let followers = follower.variantsShownFirst.map { variant, _ in
          ExportedAnswer(
            pane: other.pane, turn: follower.number, variant: variant, isShown: false)
        }
        if let first = followers.first { html += answer(first, after: "") }
        html += others(followers.dropFirst(), follower)
      }
    }
    return html + "</details>\n"
  }

  // MARK: Tables

  private mutating func figures() {
    let answers = session.exportedAnswers.filter(\.isShown)
      .sorted { ($0.turn, $0.pane.number) < ($1.turn, $1.pane.number) }
    if answers.isEmpty { return }
    let hasCosts = answers.contains { $0.variant.result?.metrics.cost != nil }
    let titles =
      [
        "turn", "pane", "model", "tok/s", "first token", "prefill tok/s", "tokens", "prompt",
        "condition", "end",
      ] + (hasCosts ? ["cost"] : [])
    let rows = answers.map { answer in
      Self.cells(answer, hasCosts: hasCosts).map(MarkupText.escaped)
    }
    html += "<section lang=\"en\">\n<h2>Figures</h2>\n"
    html += HTMLText.table(titles, rows, class: "figures") + "</section>\n"
  }

  private static func cells(_ answer: ExportedAnswer, hasCosts: Bool) -> [String] {
    let metrics = answer.variant.result?.metrics
    let sign = metrics?.isEstimated == true ? "~" : ""
    var cells = ["\(answer.turn)", "\(answer.pane.number)"]
    cells.append(answer.variant.author?.name ?? answer.pane.name)
    cells.append(Numbers.fixed(metrics?.rate).map { sign + $0 } ?? "–")
    cells.append(Numbers.wait(milliseconds: metrics?.ttftMilliseconds) ?? "–")
    cells.append(Numbers.decimal(metrics?.prefillRate, places: 0) ?? "–")
    cells.append(metrics.map { "\(sign)\($0.tokens)" } ?? "–")
    cells.append(metrics.map { "\($0.promptTokens)" } ?? "–")
    cells.append(answer.condition?.sharing ?? "–")
    cells.append(answer.variant.result?.reason.words ?? "not ended")
    if hasCosts {
      // What ran on this machine cost nothing.
      cells.append(metrics?.cost?.text ?? (metrics?.condition.isRemote == true ? "–" : "0"))
    }
    return cells
  }

  private mutating func settings() {
    if panes.isEmpty { return }
    var names: [String] = []
    for entry in panes.flatMap(\.settings) where !names.contains(entry.name) {
      names.append(entry.name)
    }
    func row(_ title: String, _ value: (PaneState) -> String?) -> [String]? {
      let values = panes.map(value)
      if values.allSatisfy({ $0 == nil }) { return nil }
      return [MarkupText.escaped(title)] + values.map { $0.map(MarkupText.escaped) ?? "–" }
    }
    let sums = session.meta.sha256 ?? [:]
    var rows = [
      row("model") { $0.model.title }, row("file") { $0.model.source },
      row("architecture") { $0.model.architecture }, row("quantisation") { $0.model.quantisation },
      row("parameters") { Numbers.parameters($0.model.parameters) },
      row("chat format") { $0.model.format }, row("SHA-256") { sums[$0.number] },
      row("context") { $0.contextSize.map { Numbers.count($0, "token") } },
    ].compactMap { $0 }
    for name in names where name != "ctx_size" {
      let cells = panes.map { pane -> String in
        guard let entry = pane.settings.first(where: { $0.name.hasBytes(of: name) }) else {
          return "–"
        }
        return "\(MarkupText.escaped(entry.value.asSetting))"
          + "<small>\(MarkupText.escaped(entry.source))</small>"
      }
      rows.append([MarkupText.escaped(name)] + cells)
    }
    let header = [""] + panes.map { MarkupText.escaped("\($0.number) \($0.name)") }
    html +=
      "<section lang=\"en\">\n<details>\n<summary>All settings and where they are from</summary>\n"
    html += HTMLText.table(header, rows, class: "settings") + "</details>\n</section>\n"
  }
}

extension String {
  /// "2026-11-27 14:23 UTC" of a time as headers have it; as it is where it looks otherwise.
  fileprivate var asDate: String {
    let bytes = Array(utf8)
    guard bytes.count >= 17, bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z") else {
      return self
    }
    return String(decoding: bytes[0..<10], as: UTF8.self) + " "
      + String(decoding: bytes[11..<16], as: UTF8.self) + " UTC"
  }
}
