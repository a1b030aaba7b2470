import Inference
import JSON
import Prompts
import SessionLog

/// Answers a batch: one model after the other, of each many rows at the same time.
struct BatchRunner {
  let session: HeadlessSession
  let printer: BatchPrinter
  let plan: BatchPlan
  let settings: PaneSettings
  /// Rows of a model that are answered at the same time.
  let slots: Int

  /// More gain nothing where all cores compute already.
  static let usualSlots = 16

  private var conductor: Conductor { session.conductor }

  func run() {
    for model in plan.models.indices where !session.isInterrupted {
      let jobs = printer.tally.missing(model: model)
      if jobs.isEmpty { continue }
      answer(jobs, of: model)
      conductor.close(conductor.numbers)
    }
  }

  private func answer(_ jobs: [BatchJob], of model: Int) {
    guard let next = jobs.first else { return }
    printer.note(next, isLoading: true)
    var settings = settings
    _ = settings.set("shots", .integer(next.cell.shots), source: "flag")
    if settings.contextSize == nil { settings.contextSize = contextSize(of: plan.models[model]) }
    open(model, settings)
    while conductor.isLoading, !session.isInterrupted { session.step() }
    if let reason = conductor.panes.first?.failure {
      complain(reason)
      return printer.fail(model: model, reason)
    }
    guard !session.isInterrupted, !conductor.panes.isEmpty else { return }
    while conductor.panes.count < min(slots, jobs.count), hasRoomForPane(model),
      conductor.hasRoomForAnother
    {
      open(model, settings)
    }
    work(BatchQueue(jobs))
  }

  private func work(_ jobs: BatchQueue) {
    var queue = jobs
    var isStopped = false
    while !queue.isDone {
      for pane in conductor.panes where !pane.isBusy {
        queue.end(pane.number)
        if session.isInterrupted || pane.failure != nil { continue }
        if let job = queue.next(pane.number) { ask(job, pane) }
      }
      if session.isInterrupted {
        if !isStopped { conductor.stopAll() }
        isStopped = true
        if !conductor.isBusy { return }
      }
      if conductor.isBusy { session.step() } else if !queue.hasWaiting { return }
    }
  }

  private func ask(_ job: BatchJob, _ pane: PaneRuntime) {
    printer.note(job)
    if pane.settings.effectiveShots != job.cell.shots {
      _ = conductor.set([pane.number], "shots", .integer(job.cell.shots), source: "flag")
    }
    let values = plan.rows[job.row].values
    let text = plan.template.variables.first.flatMap { values[$0.name] } ?? ""
    conductor.send(text, inputs: values, to: [pane.number])
  }

  /// Opens a slot: a pane that the session has of this model, or a new one.
  private func open(_ model: Int, _ settings: PaneSettings) {
    if let known = closedPane(model) {
      conductor.open(again: known, settings)
    } else {
      conductor.open(plan.models[model], settings)
    }
  }

  /// A pane that the session has of a model and this process has not opened.
  private func closedPane(_ model: Int) -> PaneState? {
    conductor.state.closedPanes.first { pane in
      let argument = plan.models[model]
      return argument.endpoint == nil
        ? pane.model.path == argument.path : pane.model.endpoint == argument.endpoint
    }
  }

  /// Whether a session can have one more pane of a model, and one of each model that comes later.
  private func hasRoomForPane(_ model: Int) -> Bool {
    let state = conductor.state
    let later = plan.models.count - 1 - model
    return closedPane(model) != nil
      || state.panes.count + state.closedPanes.count + later < SessionState.paneLimit
  }

  /// As much as the longest prompt and answer take, where that is less than the model usually has: so
  /// that more of them fit beside one another. Nil where nothing is known.
  private func contextSize(of model: ModelArgument) -> Int? {
    let predict = settings.parameters.predict
    guard predict >= 0, let header = try? ModelHeader(path: model.path) else { return nil }
    let bound = plan.contextBound(predict: predict, system: settings.chosenSystem)
    // Whole pages of keys and values.
    return min((bound + 255) / 256 * 256, header.configuration.defaultContext)
  }
}
