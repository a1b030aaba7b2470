import Cells
import GenerationAPI
import SessionLog

/// Makes the table's rows out of panes.
struct TableSource {
  let session: SessionState
  let glyphs: Glyphs
  /// The turn that is compared.
  let turn: Int

  init(_ session: SessionState, glyphs: Glyphs, turn: Int) {
    self.session = session
    self.glyphs = glyphs
    self.turn = turn
  }

  func row(_ pane: PaneState, _ scope: TableView.Scope) -> PaneTable.Row {
    switch scope {
    case .turn: turnRow(pane)
    case .session: sessionRow(pane)
    }
  }

  // MARK: A turn

  private func turnRow(_ pane: PaneState) -> PaneTable.Row {
    let figures = pane.turn(turn).flatMap(pane.figures)
    let isFinal = figures?.reason != nil
    var cells = common(pane)
    func add(_ column: TableColumn, _ text: String, _ number: Double?) {
      let isEstimated = column.countsTokens && figures?.isEstimated == true
      // A figure that still changes is not sorted by: rows would jump.
      cells[column] = .init(
        text: Figures.estimated(text, isEstimated), number: isFinal ? number : nil,
        isEstimated: isEstimated)
    }
    add(.rate, Figures.rate(figures?.rate, ascii: glyphs.isASCII), figures?.rate)
    if let reasoning = figures?.reasoning {
      add(.reasoning, count(reasoning), Double(reasoning))
    }
    if session.hasCosts { cells[.cost] = cost(figures?.cost, of: pane, isFinal: isFinal) }
    add(.ttft, wait(figures?.ttft), figures?.ttft)
    add(.prefill, rate(figures?.prefill), figures?.prefill)
    add(.tokens, count(figures?.tokens), figures?.tokens.map(Double.init))
    add(.median, gap(figures?.latency?.p50), figures?.latency?.p50)
    add(.slow, gap(figures?.latency?.p95), figures?.latency?.p95)
    add(.slowest, gap(figures?.latency?.max), figures?.latency?.max)
    let share = Figures.percent(
      pane.readout.contextTokens, of: pane.contextSize, ascii: glyphs.isASCII)
    cells[.context] = .init(text: share, number: pane.share)
    cells[.seed] = .init(
      text: figures?.seed.map(String.init) ?? missing, number: figures?.seed.map(Double.init))
    if let variant = pane.turn(turn)?.variant, let use = variant.question.use {
      cells[.shots] = .init(text: String(use.shots), number: Double(use.shots))
      if let verdict = ExpectNote(variant)?.verdict {
        let mark = StateMark(verdict.isMet ? .stop : .error)
        let word = verdict.isMet ? "yes" : "no"
        cells[.expect] = .init(text: glyphs.isASCII ? word : mark.sign.string)
      }
    }
    cells[.stop] = .init(text: figures?.reason?.word ?? (figures == nil ? "" : "runs"))
    let condition = figures?.condition
    cells[.condition] = .init(text: condition?.words(glyphs) ?? "")
    return PaneTable.Row(
      pane: pane.number, mark: StateMark(pane.activity), cells: cells,
      likeness: condition.flatMap { Likeness($0, countsReading: false) }.map { [$0] },
      waitLikeness: condition.flatMap { Likeness($0, countsReading: true) }.map { [$0] },
      condition: condition?.words(glyphs), isFinal: isFinal && condition != nil)
  }

  // MARK: The session

  private func sessionRow(_ pane: PaneState) -> PaneTable.Row {
    let ended = pane.turns.suffix(PaneTable.turnLimit).flatMap { turn in
      turn.variants.suffix(PaneTable.turnLimit)
    }.suffix(PaneTable.turnLimit).compactMap { variant in
      variant.result.map { TurnFigures($0, seed: variant.seed) }
    }
    // The first answer after loading is slower than all others, and a pause says nothing.
    let undisturbed = ended.filter { ($0.condition?.pausedSeconds ?? 1) <= 0 }
    let warm = undisturbed.filter { $0.condition?.warm == true }
    let counted = warm.isEmpty ? undisturbed : warm
    var cells = common(pane)
    func add(_ column: TableColumn, _ number: Double?, _ text: (Double?) -> String) {
      cells[column] = .init(text: text(number), number: number)
    }
    func middle(_ value: (TurnFigures) -> Double?) -> Double? { median(counted.compactMap(value)) }
    let verdicts = pane.turns.suffix(PaneTable.turnLimit).flatMap { $0.variants.suffix(8) }
      .suffix(64).compactMap { ExpectNote($0)?.verdict }
    if !verdicts.isEmpty {
      let met = verdicts.count(where: \.isMet)
      cells[.expect] = .init(text: "\(met)/\(verdicts.count)")
    }
    add(.answers, Double(ended.count)) { count($0.map { Int($0) }) }
    add(.rate, middle(\.rate)) { Figures.rate($0, ascii: glyphs.isASCII) }
    add(.ttft, middle(\.ttft), wait)
    add(.prefill, middle(\.prefill), rate)
    add(.tokens, Double(ended.reduce(0) { $0 + max(0, min($1.tokens ?? 0, 1 << 40)) })) {
      count($0.map { Int($0) })
    }
    add(.median, middle(\.latency?.p50), gap)
    add(.slow, middle(\.latency?.p95), gap)
    add(.slowest, counted.compactMap(\.latency?.max).max(), gap)
    let thought = ended.compactMap(\.reasoning)
    if !thought.isEmpty {
      add(.reasoning, Double(thought.reduce(0) { $0 + max(0, min($1, 1 << 40)) })) {
        count($0.map { Int($0) })
      }
    }
    for column in TableColumn.allCases where column.countsTokens {
      guard var cell = cells[column], counted.contains(where: \.isEstimated) else { continue }
      cell.text = Figures.estimated(cell.text, true)
      cell.isEstimated = true
      cells[column] = cell
    }
    if session.hasCosts { cells[.cost] = cost(pane.costByNow, of: pane, isFinal: !pane.isRunning) }
    let words = condition(counted)
    cells[.condition] = .init(text: words ?? "")
    func likeness(_ countsReading: Bool) -> Set<Likeness>? {
      let all = counted.compactMap(\.condition).compactMap {
        Likeness($0, countsReading: countsReading)
      }
      return all.isEmpty ? nil : Set(all)
    }
    return PaneTable.Row(
      pane: pane.number, mark: StateMark(pane.activity), cells: cells, likeness: likeness(false),
      waitLikeness: likeness(true), condition: words, isFinal: !counted.isEmpty)
  }

  /// "shared ×2", or "mixed" where answers were given under several.
  private func condition(_ figures: [TurnFigures]) -> String? {
    let conditions = figures.compactMap(\.condition)
    guard let first = conditions.first else { return nil }
    let isMixed = conditions.contains {
      $0.sequences != first.sequences || $0.isRemote != first.isRemote
    }
    return isMixed ? "mixed" : first.words(glyphs)
  }

  // MARK: Cells

  /// What is the same for a turn and the session.
  private func common(_ pane: PaneState) -> [TableColumn: PaneTable.Cell] {
    let temperature = pane.number(of: "temp")
    let bytes = pane.isServer ? 0 : (pane.model.weightBytes ?? 0) + (pane.kvBytes ?? 0)
    return [
      .pane: .init(text: String(pane.number), number: Double(pane.number)),
      .model: .init(text: pane.name.singleLine),
      .quantisation: .init(
        text: pane.model.quantisation?.singleLine ?? (pane.isServer ? missing : "")),
      .parameters: .init(
        text: pane.model.parameters.map(Figures.parameters) ?? missing,
        number: pane.model.parameters.map(Double.init)),
      .temperature: .init(
        text: temperature.map(Figures.setting) ?? missing, number: temperature),
      .memory: .init(
        text: pane.memoryPhrase?.split(separator: " ").first.map(String.init) ?? missing,
        number: bytes > 0 ? Double(bytes) : nil),
    ]
  }

  /// What servers charge; what runs on this machine costs 0, and is ranked with nothing.
  private func cost(_ cost: Cost?, of pane: PaneState, isFinal: Bool) -> PaneTable.Cell {
    guard let cost else { return .init(text: pane.isServer ? missing : "0") }
    return .init(
      text: cost.text, number: isFinal ? cost.amount : nil, isEstimated: cost.isEstimated,
      currency: cost.currency)
  }

  private var missing: String { Figures.missing(1, ascii: glyphs.isASCII) }
  private func wait(_ value: Double?) -> String {
    Figures.wait(milliseconds: value, ascii: glyphs.isASCII)
  }
  private func gap(_ value: Double?) -> String { Figures.gap(value, ascii: glyphs.isASCII) }
  private func rate(_ value: Double?) -> String { Figures.rate(value, ascii: glyphs.isASCII) }
  private func count(_ value: Int?) -> String { value.map { String($0) } ?? missing }
}

extension PaneState {
  /// A setting that is a number.
  func number(of name: String) -> Double? {
    switch settings.first(where: { $0.name == name })?.value {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The share of the context that is used.
  fileprivate var share: Double? {
    contextSize.flatMap { $0 > 0 ? Double(readout.contextTokens) / Double($0) : nil }
  }
}

extension GenerateStopReason {
  /// How a generation ended, in a word.
  var word: String {
    switch self {
    case .stop: "end"
    case .length: "limit"
    case .cancelled: "stopped"
    case .cut: "cut off"
    case .error: "error"
    }
  }
}
