import Glibc
import Inference
import Playground
import Prompts
import SessionLog

/// `rerun` with other models or settings.
extension RerunCommand {
  func runOtherwise(_ places: Places) throws {
    let path = try session.path(places)
    let conditions = try conditions()
    let others = try ModelArgument.all(models, folder: places.models, servers: true)
    // What can't be asked leaves no new session behind.
    let wanted = try OtherConditions.wanted(
      try Self.state(path), others, RecordedModels(places))
    var generation = try GenerationOptions.parse([])
    generation.threads = threads
    generation.budget = budget
    generation.overcommit = overcommit
    let progress = RerunProgress()
    progress.wanted = wanted.reduce(0) { $0 + $1.0.turns.count }
    let session = try HeadlessSession(
      models: [], settings: PaneSettings(), generation: generation, places: places,
      saves: !noSave, copies: path, isWatched: false, printer: progress)
    let conductor = session.conductor
    let open = session.before?.panes.map(\.number) ?? []
    conductor.showAgain(open.isEmpty ? wanted.map(\.0.pane) : open)
    let words = others.map(\.name) + conditions.changes.map(\.text)
    conductor.setTitle(
      "\(conductor.state.meta.title ?? "a session") · \(words.joined(separator: " "))")
    if others.isEmpty {
      EndpointBook.tellDestinations(of: wanted.compactMap(\.0.model.endpoint))
    }
    let pairs = conditions.ask(wanted, in: session)
    progress.clear()
    let verdicts = pairs.map { OtherVerdict($0, conductor.state) }
    let paneCount = conductor.state.panes.count
    session.close()
    if let path = session.recorder.path, opensPlayground, paneCount <= ViewState.paneLimit {
      openPlayground(path)
    }
    guard verdicts.allSatisfy({ write($0.json, $0.lines) }) else { return }
    if !json, let id = session.recorder.id {
      FileHandleOutput.standard.write("lineup --session \(id) shows both side by side.\n")
    }
    if verdicts.contains(where: { $0.identical == nil }) { Glibc.exit(1) }
    if verdicts.contains(where: { $0.identical == false }) { Glibc.exit(3) }
  }

  /// What is changed, and the prompt files that it takes.
  private func conditions() throws -> OtherConditions {
    var changes: [SettingChange] = []
    for text in self.changes { changes.append(try SettingChange(text)) }
    var prompts: [String: PromptTemplate] = [:]
    for change in changes {
      guard change.name == "prompt", case .string(let name) = change.value else { continue }
      prompts[name] = try UserSetup.ofUser.prompt(name)
    }
    return OtherConditions(changes: changes, prompts: prompts)
  }

  private static func state(_ path: String) throws -> SessionState {
    do throws(SessionFileError) {
      return try SessionReader(path).state()
    } catch {
      throw Failure("\(error)")
    }
  }

  private var opensPlayground: Bool {
    !json && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
  }

  /// Becomes the playground on a session. Its terminal is to be taken before any thread begins, so
  /// that is a program of its own; returns where it can't be run.
  private func openPlayground(_ path: String) {
    for number in [SIGINT, SIGTERM, SIGPIPE] { signal(number, SIG_DFL) }
    var words = ["lineup", "--session", path]
    if let threads { words += ["--threads", "\(threads)"] }
    if overcommit { words.append("--overcommit") }
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    execv("/proc/self/exe", &arguments)
  }
}
