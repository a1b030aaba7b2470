import Cells
import Configuration
import Dispatch
import FoundationEssentials
import Glibc
import Inference
import NcursesTerminal
import Playground
import SessionLog

extension InputParser: InputParsing {}

/// The playground on a terminal: the main loop. Nothing blocks here but the wait for news.
final class PlaygroundSession {
  private var terminal: NcursesTerminal
  private let recorder: SessionRecorder
  private let conductor: Conductor
  private let mailbox: Mailbox<WorkerMessage>
  private var view: ViewState
  private var cache = LayoutCache()
  private let setup: UserSetup
  /// Of panes that are opened.
  private let settings: PaneSettings
  private let places: Places
  private let keeper: DraftKeeper
  private let environment: [String: String]
  private var mustQuit = false
  private var hasUnsentDraft = false
  /// Something was drawn differently by a key (at once) or by tokens (when their time has come).
  private var isDirty = true
  private var isStale = false
  private var lastPaint = 0.0
  /// How many panes were at work when something last came from them.
  private var lastBusy = 0
  /// Seconds between frames that tokens alone ask for.
  private let paintInterval: Double

  /// Takes the terminal and opens the models' panes.
  ///
  /// To be called in a program that `NcursesTerminal.supervise` runs.
  init(
    models: [ModelArgument], layout: SavedLayout?, generation: GenerationOptions,
    color: ColorChoice, theme: String?, saves: Bool, places: Places, setup: UserSetup
  ) throws {
    settings = generation.settings
    self.setup = setup
    self.places = places
    let wake = try WakeEvent()
    let mailbox = Mailbox<WorkerMessage>(wake: wake)
    self.mailbox = mailbox
    let recorder = SessionRecorder(places: places, saves: saves) {
      mailbox.send(.store($0))
    }
    self.recorder = recorder
    keeper = DraftKeeper(places: places, saves: saves) { mailbox.send(.notice($0)) }
    let environment = ProcessInfo.processInfo.environment
    self.environment = environment
    var options = NcursesTerminal.Options()
    let asksForNone = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    options.colorLimit = color.limit(noColor: asksForNone)
    options.mouse = setup.files.settings.hasMouse ?? true
    options.copyFile = try? places.state + "/copied.txt"
    do {
      terminal = try NcursesTerminal(parser: InputParser(), wake: wake, options: options)
    } catch {
      // Nothing was asked: this leaves no file behind.
      recorder.finish()
      throw error
    }
    paintInterval = environment["SSH_CONNECTION"] == nil ? 1.0 / 30 : 1.0 / 20
    view = ViewState(size: terminal.size, draft: Draft(ViewState.example, isExample: true))
    view.recording = recorder.isSaving ? .on : .off
    view.keys = setup.files.keys
    view.hasMouse = options.mouse
    view.isLocalOnly = setup.files.settings.isLocalOnly ?? false
    let look = try setup.theme(flag: theme, colors: terminal.colors)
    view.theme = look.theme
    let library = ModelLibrary(
      cores: Cores(total: generation.threads ?? Machine.cores), kernels: Machine.kernels,
      memory: MemoryLedger(overcommits: generation.overcommit), mailbox: mailbox)
    conductor = Conductor(
      library: library, mailbox: mailbox, header: recorder.header, origin: recorder.origin,
      folder: try? places.models, record: recorder.append)
    expectFetchedModels(models, environment)
    setLastWords()
    view.layouts = (try? LayoutFolder(places))?.names ?? []
    if let layout {
      view.arrangement = layout.arrangement
      conductor.open(layout, generation.settings)
    }
    for model in models { conductor.open(model, generation.settings) }
    tell(setup.files.problems + look.problems)
    if let obstacle = recorder.obstacle { handle(.notice(obstacle, at: Machine.clock())) }
  }

  /// Says what is wrong in the user's files; the first of it stays to be seen.
  private func tell(_ problems: [Problem]) {
    for (index, problem) in problems.enumerated().reversed() {
      let more = index == 0 && problems.count > 1 ? " (\(problems.count - 1) more)" : ""
      handle(.warning("\(problem)\(more)", at: Machine.clock()))
    }
  }

  /// What the terminal shows well. To be called before `run`.
  func drawLines(isASCII: Bool, ambiguousIsWide: Bool) {
    view.isASCII = isASCII
    view.ambiguousIsWide = ambiguousIsWide
  }

  /// Fills the draft: with a text that was given, else with that of an instance that is gone. To be
  /// called before `run`.
  func begin(with given: GivenDraft?) {
    if let given {
      view.draft = Draft(given.text)
      if let remark = given.remark { handle(.notice(remark, at: Machine.clock())) }
    } else if let text = keeper.takeOver() {
      view.draft = Draft(text)
      handle(
        .notice("the draft that was not sent last time is back", at: Machine.clock()))
    }
    keeper.readPrompts { [mailbox] in mailbox.send(.earlierPrompts($0)) }
    handle(.tick(at: Machine.clock()))
  }

  /// What is said about a program that dies without a word.
  private func setLastWords() {
    let place = recorder.path.map { "the session up to that moment is in \($0)" }
    let fate = keeper.keeps ? "comes back with the next start" : "is lost"
    let loss = hasUnsentDraft ? "; the draft that was not sent \(fate)" : ""
    NcursesTerminal.setLastWords((place ?? "the session was not saved") + loss)
  }

  /// Runs until the user quits, then says where the session is.
  ///
  /// - Returns: the status to exit with.
  func run() -> Int32 {
    while !mustQuit {
      paintIfDue()
      conductor.willWait()
      let wake = terminal.wait(timeout: nextDeadline.map { max(0, $0 - Machine.clock()) })
      if wake.contains(.end) { break }
      conductor.didWait(continued: wake.contains(.continued))
      if wake.contains(.suspend) { suspend() }
      if wake.contains(.input) { takeInput() }
      if conductor.takeMessages() { sessionChanged() }
      if let models = conductor.takeModels() { handle(.models(models, at: Machine.clock())) }
      for card in conductor.takeCards() { handle(.details(card, at: Machine.clock())) }
      if let themes = conductor.takeThemes() { handle(.themes(themes, at: Machine.clock())) }
      if let prompts = conductor.takeEarlierPrompts() {
        handle(.earlierPrompts(prompts, at: Machine.clock()))
      }
      takeStoreChanges()
      for sentence in conductor.takeNotices() { handle(.notice(sentence, at: Machine.clock())) }
      conductor.sampleIfDue()
      let now = Machine.clock()
      if let due = view.wakeTime, due <= now { handle(.tick(at: now)) }
      keeper.writeIfDue(view, now: now)
    }
    return finish()
  }

  private var nextDeadline: Double? {
    let paint = isDirty || isStale ? lastPaint + (isDirty ? 0 : paintInterval) : nil
    return [view.wakeTime, conductor.nextSample, keeper.dueTime, paint].compactMap { $0 }.min()
  }

  private func paintIfDue() {
    let now = Machine.clock()
    guard isDirty || (isStale && now - lastPaint >= paintInterval) else { return }
    terminal.present(
      render(conductor.state, view, size: view.size, theme: view.theme, cache: &cache))
    isDirty = false
    isStale = false
    lastPaint = now
  }

  private func takeInput() {
    while !mustQuit, let input = terminal.nextInput() { handle(.input(input, at: Machine.clock())) }
  }

  private func sessionChanged() {
    isStale = true
    let wasDirty = isDirty
    handle(.sessionChanged(at: Machine.clock()))
    // An end is drawn at once: a key may have asked for it.
    let busy = conductor.busyCount
    isDirty = wasDirty || busy < lastBusy
    lastBusy = busy
  }

  private func takeStoreChanges() {
    for change in conductor.takeStoreChanges() {
      switch change {
      case .failing(.syncFailed), .disturbed: break
      case .failing: view.recording = .failing
      case .recovered: view.recording = .on
      }
      handle(.notice(change.sentence, at: Machine.clock()))
    }
  }

  private func handle(_ event: AppEvent) {
    isDirty = true
    let effects = update(&view, event, conductor.state, cache: &cache)
    let hasDraft = !view.draft.isEmpty && !view.draft.isExample
    if hasDraft != hasUnsentDraft {
      hasUnsentDraft = hasDraft
      setLastWords()
    }
    keeper.note(view, now: Machine.clock())
    for effect in effects { perform(effect) }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .send(let text, let panes): conductor.send(text, to: panes)
    case .retry(let panes, let drawsSeed): conductor.retry(panes, drawsSeed: drawsSeed)
    case .goOn(let panes): conductor.goOn(panes)
    case .edit(let turn, let text, let panes): conductor.edit(turn: turn, text, in: panes)
    case .show(let pane, let turn, let variant):
      conductor.show(pane, turn: turn, variant: variant)
    case .setMode(let mode): conductor.setMode(mode)
    case .saveLayout(let layout, let name): save(layout, name)
    case .openLayout(let name): openLayout(name)
    case .set(let panes, let name, let value, let source):
      conductor.set(panes, name, value, source: source)
      handle(.sessionChanged(at: Machine.clock()))
    case .stop(let panes): conductor.stop(panes)
    case .findModels:
      conductor.findModels(contextSize: settings.contextSize)
    case .inspect(let path, let size): conductor.inspect(path, contextSize: size)
    case .fetch(let name): fetch(name)
    case .open(let name, let path, let contextSize):
      var settings = settings
      if let contextSize { settings.contextSize = contextSize }
      let number = conductor.open(ModelArgument(name: name, path: path), settings)
      handle(.opened(pane: number, at: Machine.clock()))
    case .change(let panes, let name, let path, let contextSize):
      conductor.change(
        panes, to: ModelArgument(name: name, path: path), contextSize: contextSize)
    case .clone(let pane):
      if let number = conductor.clone(pane) { handle(.opened(pane: number, at: Machine.clock())) }
    case .close(let panes):
      conductor.close(panes)
      handle(.sessionChanged(at: Machine.clock()))
    case .reopen(let panes): conductor.reopen(panes)
    case .move(let pane, let step): conductor.move(pane, by: step)
    case .copy(let text): handle(.copied(terminal.copy(text), at: Machine.clock()))
    case .findThemes: findThemes()
    case .keepTheme(let name):
      if let text = setup.keepTheme(name) { handle(.notice(text, at: Machine.clock())) }
    case .page(let text): page(text)
    case .editDraft(let text): editDraft(text)
    case .setMouse(let on): terminal.setMouse(on)
    case .setTitle(let title): conductor.setTitle(title)
    case .redraw: terminal.redraw()
    case .suspend: suspend()
    case .quit: mustQuit = true
    }
  }

  private func findThemes() {
    let mailbox = mailbox
    let setup = setup
    DispatchQueue.global(qos: .userInitiated).async { mailbox.send(.themes(setup.themeChoices())) }
  }

  private func fetch(_ name: String) {
    guard let entry = Catalogue.entries.first(where: { $0.name == name }),
      let folder = conductor.folder
    else { return }
    conductor.fetch(entry, into: folder)
  }

  /// Another program fetches models, and tells on a descriptor how far it is.
  private func expectFetchedModels(_ models: [ModelArgument], _ environment: [String: String]) {
    guard let descriptor = environment[ModelFetch.variable].flatMap({ Int32($0) }),
      let folder = conductor.folder
    else { return }
    // Whatever this process starts is to know nothing of it.
    unsetenv(ModelFetch.variable)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    for model in models where !FileManager.default.fileExists(atPath: model.path) {
      conductor.library.expect(model.path)
    }
    let mailbox = mailbox
    ModelFetch.follow(descriptor, Catalogue.entries, into: folder) {
      mailbox.send(.fetching($0))
    }
  }

  // MARK: Layouts

  private func save(_ layout: SavedLayout, _ name: String) {
    do {
      let folder = try LayoutFolder(places)
      try folder.save(layout, name: name)
      handle(.layouts(folder.names, at: Machine.clock()))
      notice("saved: lineup --layout \(name)")
    } catch {
      notice((error as? Failure)?.sentence ?? "\(error)")
    }
  }

  private func openLayout(_ name: String) {
    do {
      let layout = try LayoutFolder(places).layout(name)
      let before = conductor.numbers
      let mode = conductor.state.runMode
      // What both have stays loaded.
      let opened = conductor.open(layout, settings)
      conductor.close(before)
      let now = Machine.clock()
      handle(.sessionChanged(at: now))
      handle(
        .laidOut(layout.arrangement, opened: opened, closed: before, before: mode, at: now))
    } catch {
      notice((error as? Failure)?.sentence ?? "\(error)")
    }
  }

  private func notice(_ sentence: String) { handle(.notice(sentence, at: Machine.clock())) }

  private func suspend() {
    conductor.willWait()
    terminal.suspend()
    conductor.didWait(continued: true)
    terminal.redraw()
    isDirty = true
  }

  /// Runs another program on the terminal; answers go on meanwhile.
  private func run(_ words: [String], input: [UInt8]? = nil) -> Int? {
    conductor.willWait()
    let status = terminal.run(words, input: input) {
      conductor.didWait(continued: false)
      _ = conductor.takeMessages()
      conductor.sampleIfDue()
      keeper.writeIfDue(view, now: Machine.clock())
      conductor.willWait()
    }
    conductor.didWait(continued: false)
    terminal.redraw()
    handle(.sessionChanged(at: Machine.clock()))
    return status
  }

  /// A pager may pass on what a terminal obeys, so it gets what could be drawn here.
  private func page(_ text: String) {
    let pager = ExternalPrograms.pager(environment)
    let status = run(pager.words, input: Array(SafeText(text).string.utf8))
    let complaint = ExternalPrograms.complaint(pager.name, status: status, variable: "PAGER")
    if let complaint { handle(.notice(complaint, at: Machine.clock())) }
  }

  private func editDraft(_ text: String) {
    do {
      let file = try EditorFile(
        text, folder: ExternalPrograms.temporaryFolder(environment),
        random: { UInt32.random(in: 0...UInt32.max) })
      let editor = ExternalPrograms.editor(environment, file: file.path)
      let status = run(editor.words)
      let complaint = ExternalPrograms.complaint(
        editor.name, status: status, variable: "VISUAL or EDITOR")
      if let complaint {
        file.remove()
        throw Failure(complaint + "; the draft is as it was")
      }
      handle(.edited(try file.result(), at: Machine.clock()))
    } catch {
      let sentence = (error as? Failure)?.sentence ?? "\(error)"
      handle(.notice(sentence, at: Machine.clock()))
    }
  }

  /// Stops what runs, waits a moment for it to say so, saves, and gives the terminal back.
  private func finish() -> Int32 {
    let stopped = conductor.busyCount
    conductor.stopAll()
    let limit = Machine.clock() + 0.5
    while conductor.isBusy, Machine.clock() < limit {
      _ = mailbox.wake.wait(timeout: 0.05)
      _ = conductor.takeMessages()
    }
    keeper.finish(view)
    terminal.close()
    if let obstacle = recorder.obstacle { complain(obstacle) }
    let isSaved = recorder.finish()
    terminal.say(farewell(isSaved: isSaved, stopped: stopped))
    return terminal.endSignal.map { 128 + $0 } ?? 0
  }

  /// Why it ended, what was lost, what was saved and where.
  private func farewell(isSaved: Bool, stopped: Int) -> SafeText {
    var lines = ""
    if let number = terminal.endSignal {
      let what =
        stopped == 0 ? "" : "; \(stopped) unfinished \(stopped == 1 ? "answer" : "answers")"
      lines += "lineup: ended by signal \(number) (\(String(cString: strsignal(number))))\(what)\n"
    }
    if hasUnsentDraft {
      let text = view.draft.text
      let shown = text.prefix(1000)
      let rest = shown.endIndex == text.endIndex ? "" : " …"
      lines += "not sent: \(shown)\(rest)\n"
    }
    if let path = recorder.path, let id = recorder.id, isSaved {
      let title = conductor.state.meta.title.map { " \"\($0)\"" } ?? ""
      lines += "saved \(id)\(title): \(path)\n"
    }
    return SafeText(lines)
  }
}
