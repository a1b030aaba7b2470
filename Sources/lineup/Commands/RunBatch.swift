import Configuration
import Glibc
import Prompts
import SessionLog

/// `run` with a file of inputs.
extension RunCommand {
  func runBatch(
    _ template: PromptTemplate, _ inputs: String, _ arguments: [ModelArgument], _ places: Places
  ) throws {
    for (index, model) in arguments.enumerated()
    where arguments[..<index].contains(where: { $0.place == model.place }) {
      throw Failure("\(model.name) is named twice; in a batch a model is asked once", status: 2)
    }
    let plan = BatchPlan(
      template: template, rows: try rows(inputs, template), shots: try prompt.counts(of: template),
      models: arguments)
    if batch.minPass != nil, !plan.canCheck { throw BatchOptions.nothingToCheck }
    var settings = generation.settings
    settings.take(template, source: "flag")
    let record = BatchRecord(plan, settings, .ofUser)
    var tally = BatchTally(plan)
    var resumed: String?
    if batch.isResumed {
      let sessions = BatchSessions(folder: SessionFolder(try places.sessions))
      let path = try sessions.find(batch.session, record)
      tally = try BatchSessions.tally(path, plan)
      resumed = path
    }
    let format: BatchFormat =
      json ? .json : batch.csv ? .csv : batch.markdown ? .markdown : .table
    let printer = BatchPrinter(tally, format: format)
    let session = try HeadlessSession(
      models: [], settings: settings, generation: generation, places: places, saves: !noSave,
      resumes: resumed, isWatched: false, printer: printer)
    printer.begin()
    let conductor = session.conductor
    if resumed == nil {
      conductor.emit(record.event(plan))
      conductor.setTitle("\(template.name), \(rowCount(plan))")
    }
    BatchRunner(
      session: session, printer: printer, plan: plan, settings: settings,
      slots: batch.parallel ?? BatchRunner.usualSlots
    ).run()
    let figures = printer.tally.figures
    for figure in figures { conductor.emit(figure.event) }
    if session.isUnread { session.close() }
    printer.end()
    if session.isInterrupted {
      let done = printer.tally.answers.count
      complain(
        "stopped; \(done) of \(plan.jobCount) are answered"
          + (session.recorder.isSaving ? "; the same command with --resume does the rest" : ""))
    }
    session.close()
    try end(figures)
  }

  /// - Throws: `Failure` for what is wrong in the file.
  private func rows(_ path: String, _ template: PromptTemplate) throws -> [DataRow] {
    let common = try InputArguments(input.given, for: template).values
    var rows: [DataRow]
    do {
      rows = try DataFile.rows(path, variable: template.variables.first?.name)
    } catch {
      throw Failure("\(error)", status: 2)
    }
    for index in rows.indices {
      rows[index].values.merge(common) { own, _ in own }
      let missing = InputArguments.missing(rows[index].values, of: template)
      if missing.isEmpty { continue }
      let problem = Problem(
        path, line: rows[index].line,
        "the prompt \(template.name) wants \(missing.joined(separator: ", ")), which this row has "
          + "not; it has \(rows[index].values.keys.sorted().joined(separator: ", "))")
      throw Failure("\(problem)", status: 2)
    }
    return rows
  }

  private func rowCount(_ plan: BatchPlan) -> String {
    "\(plan.rows.count) \(plan.rows.count == 1 ? "input" : "inputs")"
  }

  /// Exits with what came of it.
  private func end(_ figures: [BatchFigures]) throws {
    if let least = batch.minPass {
      let missed = figures.filter { ($0.share ?? 0) < least }
      if !missed.isEmpty {
        let words = missed.map { "\($0.model) \($0.shots)-shot \($0.met) of \($0.checked)" }
        throw Failure(
          "less than --min-pass \(least) is as expected: \(words.joined(separator: ", "))",
          status: 4)
      }
    }
    if figures.contains(where: { $0.failed > 0 }) { Glibc.exit(1) }
  }
}
