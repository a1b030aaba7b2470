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
  /// What comes to the main loop from other threads.
  enum Message: Sendable {
    /// Of models and answers: it becomes events of the session.
    case session(WorkerMessage)
    /// How far a session that plays was looked through.
    case index(ReplayIndex, of: Int)
    /// A session that was opened to be gone on with, or why it can't be.
    case opened(OpenedSession)
    /// For the viewer alone: themes, models there are, earlier prompts, what can't be kept.
    case viewer(AppEvent)
  }

  var terminal: NcursesTerminal
  var recorder: SessionRecorder
  var conductor: Conductor
  let mailbox: Mailbox<Message>
  /// What came for the viewer and was not handled yet.
  private var news: [AppEvent] = []
  var view: ViewState
  /// A saved session that is looked at, in the place of the one that runs.
  var player: ReplayPlayer?
  /// How the session that runs was looked at before.
  var viewBehind: ViewState?
  /// A session that takes this one's place once what runs has stopped, or at that time.
  var successor: (session: SuccessorSession, time: Double)?
  /// A session file is being opened: another is not, however often Enter is pressed.
  var isOpening = false
  /// How many sessions there were before.
  var generation = 0
  /// Files of sessions that were left are closed here.
  let closing = DispatchQueue(label: "closing")
  var cache = LayoutCache()
  let setup: UserSetup
  /// Of panes that are opened.
  let settings: PaneSettings
  let places: Places
  let savedSessions: SavedSessions
  var keeper: DraftKeeper
  let environment: [String: String]
  /// Hosts about which somebody is being asked.
  var askedConsent: [ConsentHost] = []
  var mustQuit = false
  var hasUnsentDraft = false
  /// Something was drawn differently by a key (at once) or by tokens (when their time has come).
  var isDirty = true
  private var isStale = false
  /// The view has not heard yet of what changed.
  var hasChanged = false
  private var lastPaint = 0.0
  /// Seconds between looks for tokens. Shorter than it takes to draw them, since a look at the
  /// terminal brings a key along that the system would bring later while all cores compute.
  private static let takeInterval = 0.016
  /// When messages were taken last.
  private var lastTake = 0.0
  /// How many panes were at work when something last came from them.
  var lastBusy = 0
  /// Seconds between frames that tokens alone ask for.
  private let paintInterval: Double

  /// Takes the terminal and opens the models' panes.
  ///
  /// To be called in a program that `NcursesTerminal.supervise` runs.
  ///
  /// - Parameters:
  ///   - settings: of panes that are opened.
  ///   - path: of a session that is gone on with, in place of a new one; it is shown as a replay
  ///     where it can only be read.
  init(
    models: [ModelArgument], layout: SavedLayout?, settings: PaneSettings, resumes path: String?,
    generation: GenerationOptions, screen: ScreenOptions, saves: Bool, places: Places,
    setup: UserSetup
  ) throws {
    self.settings = settings
    self.setup = setup
    self.places = places
    let wake = try WakeEvent()
    let mailbox = Mailbox<Message>(wake: wake)
    self.mailbox = mailbox
    var resumed: SessionRecorder.Resumed?
    var readOnly: (path: String, reason: String)?
    switch path.map({ Self.opened($0, mailbox) }) {
    case .resumed(let session): resumed = session.value
    case .readOnly(let path, let reason): readOnly = (path, reason)
    case .failed(let reason): throw Failure(reason)
    case nil: break
    }
    let saves = saves && readOnly == nil
    let recorder = resumed?.recorder ?? Self.newRecorder(places, saves: saves, mailbox)
    self.recorder = recorder
    savedSessions = SavedSessions(places)
    keeper = Self.newKeeper(places, saves: saves, mailbox)
    let environment = ProcessInfo.processInfo.environment
    self.environment = environment
    let files = setup.files.settings
    let color = screen.color ?? files.color.flatMap(ColorChoice.init) ?? .auto
    var options = NcursesTerminal.Options()
    let asksForNone = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    options.colorLimit = color.limit(noColor: asksForNone)
    options.mouse = files.hasMouse ?? true
    options.copyFile = saves ? try? places.state + "/copied.txt" : nil
    do {
      terminal = try NcursesTerminal(parser: InputParser(), wake: wake, options: options)
    } catch {
      // Nothing was asked: this leaves no file behind.
      recorder.finish()
      throw error
    }
    paintInterval = environment["SSH_CONNECTION"] == nil ? 1.0 / 30 : 1.0 / 20
    view = ViewState(size: terminal.size)
    if let prompt = settings.prompt {
      view.prompts = [PromptChoice(prompt.name, prompt, isOwn: true)]
      let standard = prompt.variables.first?.standard ?? ""
      view.draft = Draft(standard, isExample: !standard.isEmpty)
    } else {
      // The others are read once the screen is there.
      let example = try? setup.prompt(ViewState.examplePrompt)
      view.prompts = example.map { [PromptChoice($0.name, $0)] } ?? []
      let standard = example?.variables.first?.standard
      view.draft = Draft(standard ?? ViewState.plainExample, isExample: true)
    }
    view.recording = recorder.isSaving ? .on : .off
    view.keys = setup.files.keys
    view.hasMouse = options.mouse
    view.isLocalOnly = LocalOnly.ofProcess.isOn
    let look = try setup.theme(flag: screen.theme, colors: terminal.colors)
    view.theme = look.theme
    let library = ModelLibrary(
      cores: Cores(total: generation.threads ?? Machine.cores), kernels: Machine.kernels,
      memory: MemoryLedger(overcommits: generation.overcommit)
    ) { mailbox.send(.session($0)) }
    let sums = ModelSums(cacheFile: try? places.sums) {
      mailbox.send(.session(.sum(path: $0, sum: $1)))
    }
    let endpoints = EndpointLibrary(
      budget: SessionBudget(generation.budget, or: files), asks: true,
      transport: { () throws(Failure) in try Network.transport() },
      report: { mailbox.send(.session($0)) })
    conductor = Self.conductor(library, sums, endpoints, recorder, setup, places, mailbox, resumed)
    conduct()
    if let resumed {
      conductor.open(again: resumed.state, resumed.tokens)
      view.draft = Draft()
    }
    if let descriptor = ModelFetch.inherited(environment) {
      conductor.expect(models, from: descriptor)
    }
    setLastWords()
    view.layouts = (try? LayoutFolder(places))?.names ?? []
    if let layout {
      view.arrangement = layout.arrangement
      conductor.open(layout, settings)
    }
    for model in models { conductor.open(model, settings) }
    tell(setup.files.problems + look.problems)
    tellBudget()
    if let obstacle = recorder.obstacle { notice(obstacle) }
    resumed?.remarks.forEach(notice)
    drawLines(
      isASCII: screen.ascii || files.isASCII ?? false,
      ambiguousIsWide: screen.ambiguous.map { $0 == .wide } ?? files.ambiguousIsWide)
    if let readOnly {
      startReplay(readOnly.path, atEnd: true)
      notice(readOnly.reason)
    }
  }

  /// Says what is wrong in the user's files; the first of it stays to be seen.
  private func tell(_ problems: [Problem]) {
    for (index, problem) in problems.enumerated().reversed() {
      let more = index == 0 && problems.count > 1 ? " (\(problems.count - 1) more)" : ""
      handle(.warning("\(problem)\(more)", at: Machine.clock()))
    }
  }

  /// What the terminal shows well.
  ///
  /// - Parameter ambiguousIsWide: nil asks the terminal.
  private func drawLines(isASCII: Bool, ambiguousIsWide: Bool?) {
    view.isASCII = isASCII
    view.ambiguousIsWide = ambiguousIsWide ?? (!isASCII && terminal.ambiguousWidth() == 2)
  }

  /// Fills the draft: with a text that was given, else with that of an instance that is gone. To be
  /// called before `run`.
  ///
  /// - Parameter path: a session that is shown, in place of one of its own.
  func begin(
    with given: GivenDraft?, replaying path: String? = nil, speed: Double = 1,
    idleLimit: Double? = nil
  ) {
    if let path {
      view.draft = Draft()
      // That nothing of one's own is written says nothing about what is copied.
      terminal.copyFile = try? places.state + "/copied.txt"
      startReplay(path, speed: speed, idleLimit: idleLimit)
      return
    }
    if let given {
      view.draft = Draft(given.text)
      if let remark = given.remark { notice(remark) }
    } else if let text = keeper.takeOver() {
      view.draft = Draft(text)
      notice("the draft that was not sent last time is back")
    }
    findPrompts()
    keepFolder()
    keeper.readPrompts { [mailbox] in
      mailbox.send(.viewer(.earlierPrompts($0, at: Machine.clock())))
    }
    handle(.tick(at: Machine.clock()))
  }

  /// What is said about a program that dies without a word.
  func setLastWords() {
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
      if takeMessages() { noteChange() }
      handleNews()
      askForConsent()
      tellBudget()
      conductor.sampleIfDue()
      let now = Machine.clock()
      play(at: now)
      succeedIfDue(at: now)
      if let due = view.wakeTime, due <= now { handle(.tick(at: now)) }
      keeper.writeIfDue(viewBehind ?? view, now: now)
    }
    return finish()
  }

  private var nextDeadline: Double? {
    let paint = isDirty || isStale ? lastPaint + (isDirty ? 0 : paintInterval) : nil
    // Tokens wake nobody: hundreds a second would cost more than drawing them.
    let take = conductor.isGenerating ? lastTake + Self.takeInterval : nil
    return [
      view.wakeTime, conductor.nextSample, keeper.dueTime, paint, take, player?.nextTime,
      successor?.time,
    ].compactMap { $0 }.min()
  }

  private func paintIfDue() {
    let now = Machine.clock()
    guard isDirty || (isStale && now - lastPaint >= paintInterval) else { return }
    if hasChanged { sessionChanged() }
    terminal.present(
      render(shown, view, size: view.size, theme: view.theme, cache: &cache))
    isDirty = false
    isStale = false
    lastPaint = now
  }

  /// The session that is looked at.
  var shown: SessionState { player?.replay.state ?? conductor.state }

  private func takeInput() {
    while !mustQuit, let input = terminal.nextInput() { handle(.input(input, at: Machine.clock())) }
  }

  /// Takes what has come; what is for the viewer waits in `news`.
  ///
  /// - Returns: whether the session has changed.
  func takeMessages() -> Bool {
    var isChanged = false
    lastTake = Machine.clock()
    for message in mailbox.take() {
      switch message {
      case .session(let message):
        conductor.take(message)
        isChanged = true
      case .viewer(let event): news.append(event)
      case .index(let index, let number): take(index, of: number)
      case .opened(let opened): take(opened)
      }
    }
    return isChanged
  }

  private func handleNews() {
    let events = news
    news = []
    for event in events { handle(event) }
  }

  /// The view learns of it before it is drawn; of an end at once, since a key may have asked for it.
  private func noteChange() {
    // Nobody sees it while another session plays.
    guard player == nil else { return }
    isStale = true
    hasChanged = true
    let busy = conductor.busyCount
    if busy < lastBusy { sessionChanged() }
    lastBusy = busy
  }

  private func sessionChanged() {
    hasChanged = false
    handle(.sessionChanged(at: Machine.clock()))
  }

  func handle(_ event: AppEvent) {
    isDirty = true
    // It is the session behind a replay that is written.
    if case .recording(let recording, _) = event { viewBehind?.recording = recording }
    let effects = update(&view, event, shown, cache: &cache)
    let draft = (viewBehind ?? view).draft
    let hasDraft = !draft.isEmpty && !draft.isExample
    if hasDraft != hasUnsentDraft {
      hasUnsentDraft = hasDraft
      setLastWords()
    }
    keeper.note(viewBehind ?? view, now: Machine.clock())
    for effect in effects { perform(effect) }
  }

  /// Says one sentence to the user.
  func notice(_ sentence: String) { handle(.notice(sentence, at: Machine.clock())) }

}
