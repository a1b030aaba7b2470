import Cells
import GenerationAPI
import JSON
import Playground
import SessionLog

/// A session as text to be read: what was asked and answered, with settings and figures.
struct SessionText {
  private(set) var text = ""
  private let state: SessionState
  private let panes: [PaneState]

  init(_ state: SessionState, id: String, path: String) {
    self.state = state
    panes = (state.panes + state.closedPanes).sorted { $0.number < $1.number }
    addHead(id, path)
    for pane in panes { add(pane) }
    var turns: [Int: [(PaneState, Turn)]] = [:]
    for pane in panes {
      for turn in pane.turns { turns[turn.number, default: []].append((pane, turn)) }
    }
    for number in turns.keys.sorted() { add(turn: number, turns[number] ?? []) }
  }

  private mutating func line(_ text: String = "") { self.text += text + "\n" }

  private mutating func addHead(_ id: String, _ path: String) {
    let title = state.meta.title.flatMap { $0.isEmpty ? nil : $0 }
    line(([id, state.meta.star == true ? "★" : nil, title] as [String?]).joined("  "))
    let machine = state.header?.machine
    line(
      [
        state.header?.created, state.header?.app, machine?.cpu,
        machine.map { "\($0.cores) \($0.cores == 1 ? "core" : "cores")" }, machine?.kernels,
        SessionLength.text(state.t),
      ].joined(", "))
    line(path)
    let costs = state.spent.costs
    if !costs.isEmpty { line("cost: " + costs.map(\.text).joined(separator: " + ")) }
    if let tags = state.meta.tags, !tags.isEmpty { line("tags: " + tags.joined(separator: ", ")) }
    if let notes = state.meta.notes, !notes.isEmpty { line("\n" + notes) }
  }

  private mutating func add(_ pane: PaneState) {
    line()
    let model = pane.model
    line(
      "pane \(pane.number)  "
        + [
          pane.name, model.quantisation, model.parameters.map(Amounts.count), model.architecture,
          pane.contextSize.map { "context \($0)" },
          state.panes.contains { $0.number == pane.number } ? nil : "closed",
        ].joined(", "))
    if let path = model.path { line("  " + path) }
    if model.endpoint != nil {
      let name = model.endpoint == pane.name ? nil : model.endpoint
      line("  " + [name, "a server, \(model.host ?? "on this machine")"].joined(": "))
      if !model.body.isEmpty { line("  with \(JSONValue.object(model.body).write())") }
    }
    if let sum = state.meta.sha256?[pane.number] { line("  SHA-256 \(sum)") }
    let settings = pane.settings.filter { $0.value != .null && $0.value != .array([]) }.map {
      "\($0.name) \($0.value.write()) (\($0.source))"
    }
    if !settings.isEmpty { line("  " + settings.joined(separator: ", ")) }
  }

  private mutating func add(turn number: Int, _ turns: [(PaneState, Turn)]) {
    line("\n── turn \(number) " + String(repeating: "─", count: 50))
    var shown: Question?
    for (pane, turn) in turns {
      if turn.variants.isEmpty { add(turn.question, &shown) }
      for (index, variant) in turn.variants.enumerated() {
        add(variant.question, &shown)
        let count = turn.variants.count
        line("\n" + heading(pane, variant, count > 1 ? "\(index + 1)/\(count)" : nil))
        line(variant.text)
      }
      if turn.variants.isEmpty { line("\n\(pane.number) \(pane.name): not answered") }
    }
  }

  /// A prompt, unless it is the one above.
  private mutating func add(_ question: Question, _ shown: inout Question?) {
    guard shown.map({ !$0.isSame(as: question) }) ?? true else { return }
    shown = question
    line()
    if let use = question.use {
      line(
        "> \(use.name ?? "a prompt file"), \(use.shots) \(use.shots == 1 ? "example" : "examples")")
      for (name, value) in use.inputs.sorted(by: { $0.key < $1.key }) {
        quote("\(name): \(value)")
      }
    } else {
      quote(question.text)
    }
  }

  private mutating func quote(_ text: String) {
    for part in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      line("> " + part)
    }
  }

  private func heading(_ pane: PaneState, _ variant: Variant, _ place: String?) -> String {
    let metrics = variant.result?.metrics
    let sign = metrics?.isEstimated == true ? "~" : ""
    let ending: String? =
      switch variant.result?.reason {
      case .stop?: nil
      case .error?: variant.result?.error ?? "failed"
      case let reason?:
        reason.rawValue + (variant.result?.error.map { ": \($0)" } ?? "")
      case nil: "not ended"
      }
    return "\(pane.number) "
      + [
        variant.author?.name ?? pane.name, place, ending,
        metrics.map { "\(sign)\($0.tokens) tokens" },
        metrics?.reasoningTokens.map { "\($0) of them reasoning" },
        metrics?.rate.map { "\(sign)\(Amounts.decimal($0)) t/s" },
        metrics?.ttftMilliseconds.map { "ttft \(Amounts.decimal($0)) ms" }, metrics?.cost?.text,
        variant.seed.map { "seed \($0)" }, metrics?.condition.sharing,
      ].joined(", ")
  }
}

extension Question {
  /// By bytes: comparing by what they mean takes long for texts that are made to.
  fileprivate func isSame(as other: Question) -> Bool {
    text.utf8.elementsEqual(other.text.utf8) && use == other.use
  }
}

extension [String?] {
  fileprivate func joined(_ separator: String) -> String {
    compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: separator)
  }
}
