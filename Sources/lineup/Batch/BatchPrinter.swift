import Playground
import SessionLog

/// What a batch prints.
enum BatchFormat {
  /// The table at the end.
  case table, markdown
  /// A line an answer.
  case csv
  /// The session's events.
  case json
}

/// Follows a batch's events: keeps account of them, prints what is asked for, says how far it is.
final class BatchPrinter: SessionPrinter {
  private(set) var tally: BatchTally
  private let format: BatchFormat
  private let csv: BatchCSV
  /// The answers that are printed next, in the order of all.
  private var unprinted: ArraySlice<BatchJob>
  private var progress: BatchProgress
  private var lastDrawn = 0.0
  private var isLineDrawn = false

  /// Seconds between two lines on how far it is: in place on a terminal, one below the other elsewhere.
  private static let drawInterval = 0.1
  private static let lineInterval = 30.0

  /// - Parameter tally: what is there already.
  init(_ tally: BatchTally, format: BatchFormat) {
    self.tally = tally
    self.format = format
    let now = Machine.clock()
    csv = BatchCSV(tally.plan)
    unprinted =
      tally.plan.models.indices.flatMap { model in
        tally.plan.shots.flatMap { shots in
          tally.plan.rows.indices.map {
            BatchJob(cell: BatchCell(model: model, shots: shots), row: $0)
          }
        }
      }[...]
    progress = BatchProgress(before: tally.answers.count, total: tally.plan.jobCount, at: now)
    lastDrawn = now
  }

  /// What is there before anything is asked.
  func begin() { if format == .csv { _ = write(csv.header) && printAnswers() } }

  func show(_ event: SessionEvent, _ state: SessionState) -> Bool {
    let ended = tally.take(event, state)
    switch event.body {
    case .wait(_, let wait): progress.hindrance = wait.phrase
    case .prefill, .token, .done: progress.hindrance = nil
    default: break
    }
    draw()
    switch format {
    case .json:
      if FileHandleOutput.standard.isTerminal { clear() }
      return FileHandleOutput.standard.write(json: event.line())
    case .csv: return ended == nil || printAnswers()
    case .table, .markdown: return true
    }
  }

  /// A row is asked, or a model is loaded to ask it.
  func note(_ job: BatchJob, isLoading: Bool = false) {
    let name = tally.plan.models[job.cell.model].name
    progress.title = isLoading ? "loading \(name)" : "\(name), \(job.cell.shots)-shot"
  }

  /// A model can't be had.
  func fail(model: Int, _ reason: String) {
    tally.fail(model: model, reason)
    if format == .csv { _ = printAnswers() }
  }

  /// Prints the table.
  func end() {
    clear()
    let table = BatchTable(figures: tally.figures)
    switch format {
    case .table: _ = write(table.text(.plain))
    case .markdown: _ = write(table.text(.markdown))
    case .csv: complain(table.text(.plain), prefix: false)
    case .json: break
    }
  }

  /// Prints what is answered up to the first that is not.
  private func printAnswers() -> Bool {
    var text = ""
    while let job = unprinted.first, let answer = tally.answers[job] {
      text += csv.line(job, answer)
      unprinted.removeFirst()
    }
    return text.isEmpty || write(text)
  }

  private func write(_ text: String) -> Bool {
    if FileHandleOutput.standard.isTerminal { clear() }
    return FileHandleOutput.standard.write(text)
  }

  // MARK: How far it is

  private func draw() {
    let output = FileHandleOutput.error
    let now = Machine.clock()
    guard now - lastDrawn >= (output.isTerminal ? Self.drawInterval : Self.lineInterval) else {
      return
    }
    lastDrawn = now
    let line = progress.line(
      done: tally.answers.count, met: tally.met, checked: tally.checked, at: now)
    if output.isTerminal {
      output.redraw(line: line)
      isLineDrawn = true
    } else {
      complain(line, prefix: false)
    }
  }

  /// Takes the line away that says how far it is.
  func clear() {
    guard isLineDrawn else { return }
    FileHandleOutput.error.redraw(line: "")
    isLineDrawn = false
  }
}
