import Glibc
import Inference
import Prompts
import SessionLog

/// `rerun` with other models or settings.
extension RerunCommand {
  func runOtherwise(_ places: Places) throws {
    var changes: [SettingChange] = []
    for text in self.changes { changes.append(try SettingChange(text)) }
    var prompts: [String: PromptTemplate] = [:]
    for change in changes {
      guard change.name == "prompt", case .string(let name) = change.value else { continue }
      prompts[name] = try UserSetup.ofUser.prompt(name)
    }
    let others = try ModelArgument.all(models, folder: places.models)
    var generation = try GenerationOptions.parse([])
    generation.threads = threads
    generation.overcommit = overcommit
    let progress = RerunProgress()
    let session = try HeadlessSession(
      models: [], settings: PaneSettings(), generation: generation, places: places,
      saves: !noSave, copies: try self.session.path(places), isWatched: false,
      printer: progress)
    let conductor = session.conductor
    let models = RerunModels(folder: try? places.models, further: .ofUser)
    let wanted = try OtherConditions.wanted(conductor.state, others, models)
    let open = session.before?.panes.map(\.number) ?? []
    conductor.showAgain(open.isEmpty ? wanted.map(\.0.pane) : open)
    let words = others.map(\.name) + changes.map(\.text)
    let title = conductor.state.meta.title ?? "a session"
    conductor.setTitle("\(title) · \(words.joined(separator: " "))")
    let conditions = OtherConditions(changes: changes, prompts: prompts)
    progress.wanted = wanted.reduce(0) { $0 + $1.0.turns.count }
    let pairs = conditions.ask(wanted, in: session)
    progress.clear()
    let verdicts = pairs.map { OtherVerdict($0, conductor.state) }
    guard verdicts.allSatisfy({ write($0.json, $0.lines) }) else { return session.close() }
    if !json, let id = session.recorder.id {
      FileHandleOutput.standard.write("lineup --session \(id) shows both side by side.\n")
    }
    session.close()
    if verdicts.contains(where: { $0.reason != nil }) { Glibc.exit(1) }
    if verdicts.contains(where: { $0.identical == false }) { Glibc.exit(3) }
  }
}
