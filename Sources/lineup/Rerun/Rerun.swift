import GenerationAPI
import Inference
import Jinja
import SessionLog

/// Gives all answers of a session again, model after model, and compares.
struct Rerun {
  let plan: RerunPlan
  let models: RecordedModels
  let threads: Int
  let memory: MemoryLedger
  /// The kernel table that is asked for; nil for the fastest.
  let kernels: String?

  /// What came of an answer.
  private struct Result {
    var outcome: AnswerRepeater.Outcome
    /// Why it can't be promised to be the same.
    var caveat: String?
  }

  /// - Parameter note: told how far it is.
  func verdicts(note: (String) -> Void) -> [RerunVerdict] {
    var results: [Int: Result] = [:]
    var groups: [(path: String, answers: [Int])] = []
    for (index, answer) in plan.answers.enumerated() {
      switch models.find(answer.model) {
      case .absent(let reason): results[index] = Result(outcome: .impossible(reason))
      case .file(let path):
        if let group = groups.firstIndex(where: { $0.path == path }) {
          groups[group].answers.append(index)
        } else {
          groups.append((path, [index]))
        }
      }
    }
    for group in groups {
      let outcomes = self.outcomes(group.answers, path: group.path, note)
      for (index, outcome) in outcomes {
        results[index] = Result(
          outcome: outcome,
          caveat: models.change(
            of: group.path, from: plan.answers[index].model,
            sum: plan.answers[index].model.path.flatMap { plan.sums[$0] })
            ?? kernelChange(plan.answers[index]))
      }
    }
    return plan.panes.map { verdict($0, results) }
  }

  private func outcomes(
    _ wanted: [Int], path: String, _ note: (String) -> Void
  ) -> [Int: AnswerRepeater.Outcome] {
    let name = ModelArgument.stem(ofFile: path)
    note("loading \(name)")
    do {
      let model = try LocalModel(
        path: path, threads: threads,
        admit: { (header) throws(ModelError) in
          // Each sequence asks for its own memory.
          try memory.admit(header, path: path, contextSize: 1)
        })
      defer { memory.release(path: path) }
      let engine = try Engine(
        model: model, cores: Cores(total: threads), kernels: kernels, pacesReading: false,
        clock: Machine.clock)
      let date = plan.state.header.flatMap { JinjaDate(created: $0.created) } ?? .now
      let repeater = try AnswerRepeater(
        plan.answers, wanted, engine: engine, memory: memory, date: date)
      repeater.run { note("\(name): \($0) of \(RerunVerdict.count(wanted.count, "answer"))") }
      return repeater.outcomes
    } catch {
      return Dictionary(
        uniqueKeysWithValues: wanted.map { ($0, .impossible("\(path): \(error)")) })
    }
  }

  /// How the kernel table is another one: one sentence.
  private func kernelChange(_ answer: RecordedAnswer) -> String? {
    guard let was = answer.kernels else { return nil }
    let now = Engine.kernelName(kernels) ?? "plain"
    if was == now { return nil }
    let hint = Engine.kernelName(was) == was ? "; LINEUP_KERNELS=\(was) takes the same" : ""
    return "it was recorded with the kernel table \(was), this is \(now)\(hint)"
  }

  /// What else is not as it was.
  private func versionChange(_ answer: RecordedAnswer) -> String? {
    guard let was = answer.app else { return nil }
    let now = Lineup.app
    return was == now ? nil : "it was recorded by \(was), this is \(now)"
  }

  private func verdict(_ pane: RerunPlan.Pane, _ results: [Int: Result]) -> RerunVerdict {
    var verdict = RerunVerdict(pane: pane.number, name: pane.name, identical: true)
    let own = plan.answers.indices.filter { plan.answers[$0].pane == pane.number }
    var reasons: [String] = []
    var places: Set<[Int]> = []
    var differing: Set<[Int]> = []
    var isCertain = false
    var change: String?
    for index in own {
      let answer = plan.answers[index]
      let place = [answer.turn, answer.variant]
      places.insert(place)
      guard let result = results[index] else { continue }
      if let caveat = result.caveat { reasons.append(caveat) }
      switch result.outcome {
      case .impossible(let reason):
        reasons.append(reason)
        verdict.isCompared = false
      case .repeated(let again):
        verdict.tokens += answer.tokens.count
        guard let difference = AnswerDifference(answer, again) else { continue }
        differing.insert(place)
        if result.caveat == nil { isCertain = true }
        if verdict.difference == nil {
          verdict.difference = difference
          change = versionChange(answer)
        }
      }
    }
    verdict.answers = places.count
    verdict.differing = differing.count
    if pane.isForeign {
      verdict.isCompared = false
      reasons.append("some of its answers are in the session without their tokens")
    }
    if own.isEmpty, !pane.isForeign { reasons.append("it has no answers") }
    verdict.isLocal = pane.endpoint == nil
    if isCertain {
      verdict.identical = false
      verdict.reason = change
    } else if let reason = reasons.first {
      verdict.identical = nil
      verdict.reason = reason
    }
    return verdict
  }
}
