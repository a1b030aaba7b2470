import Dispatch
import FoundationEssentials
import Glibc
import Inference
import NcursesTerminal
import Playground
import SessionLog

/// A session without a screen: asks, waits, prints.
final class HeadlessSession {
  let recorder: SessionRecorder
  let conductor: Conductor
  /// What was there before, where it does not begin anew.
  let before: SessionState?
  private let mailbox: Mailbox<WorkerMessage>
  private let began = Machine.clock()
  private let interrupts: [DispatchSourceSignal]
  private let interrupted: InterruptFlag
  /// The process was stopped.
  private let continued: WakeEvent

  /// Opens the models' panes.
  ///
  /// - Parameters:
  ///   - settings: of the panes.
  ///   - resumes: the path of a session that is gone on with, in place of a new one.
  ///   - copies: the path of a session that the new one begins with.
  ///   - continues: its panes are opened again.
  ///   - isWatched: whether somebody reads along.
  init(
    models arguments: [ModelArgument], layout: SavedLayout? = nil, settings: PaneSettings,
    generation: GenerationOptions, places: Places, saves: Bool, resumes path: String? = nil,
    copies source: String? = nil, continues: Bool = false, mode: RunMode = .parallel,
    isWatched: Bool = true, printer: any SessionPrinter
  ) throws {
    let mailbox = Mailbox<WorkerMessage>(wake: try WakeEvent())
    self.mailbox = mailbox
    let flag = InterruptFlag()
    interrupted = flag
    signal(SIGPIPE, SIG_IGN)
    let continued = try WakeEvent()
    self.continued = continued
    interrupts = [SIGINT, SIGTERM, SIGCONT].map { number in
      if number != SIGCONT { signal(number, SIG_IGN) }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { @Sendable in
        if number == SIGCONT { continued.signal() } else { flag.raise(number) }
        mailbox.wake.signal()
      }
      source.resume()
      return source
    }
    let complainOfFile: @Sendable (SessionWriter.Change) -> Void = { complain($0.sentence) }
    var resumed: SessionState?
    var tokens = AnswerTokens()
    if let known = path ?? source {
      do {
        let opened =
          path == nil
          ? try SessionRecorder.copying(
            known, places: places, saves: saves, onChange: complainOfFile)
          : try SessionRecorder.resuming(known, onChange: complainOfFile)
        recorder = opened.recorder
        resumed = opened.state
        tokens = opened.tokens
        for remark in opened.remarks { complain(remark) }
        _ = printer.show(opened.event, opened.state)
      } catch {
        throw Failure("\(error)")
      }
    } else {
      recorder = SessionRecorder(places: places, saves: saves, onChange: complainOfFile)
    }
    before = resumed
    if let obstacle = recorder.obstacle { complain(obstacle) }
    DispatchQueue.global(qos: .utility).async {
      let keep = UserSetup.ofUser.files.settings.keep
      if let sentence = SessionUpkeep.run(places, keep: keep) { complain(sentence) }
    }
    let library = ModelLibrary(
      cores: Cores(total: generation.threads ?? Machine.cores), kernels: Machine.kernels,
      memory: MemoryLedger(overcommits: generation.overcommit), isWatched: isWatched,
      report: { mailbox.send($0) })
    conductor = Conductor(
      library: library,
      sums: ModelSums(cacheFile: try? places.sums) { mailbox.send(.sum(path: $0, sum: $1)) },
      endpoints: EndpointLibrary(
        budget: SessionBudget(generation.budget, or: UserSetup.ofUser.files.settings),
        asks: false, transport: { () throws(Failure) in try Network.transport() },
        report: { mailbox.send($0) }),
      header: recorder.header, origin: recorder.origin,
      folder: try? places.models, prompt: { try UserSetup.ofUser.prompt($0) },
      report: { mailbox.send($0) }, record: recorder.append,
      observe: { event, state in
        if !printer.show(event, state) { flag.raise(SIGPIPE) }
      }, resumed: resumed)
    if mode != .parallel { conductor.setMode(mode) }
    if continues, let resumed { conductor.open(again: resumed, tokens) }
    if let layout { conductor.open(layout, settings) }
    for argument in arguments { conductor.open(argument, settings) }
    // Who names a server says that it is to be asked; here a file does.
    let named = arguments.compactMap(\.endpoint)
    EndpointBook.tellDestinations(
      of: conductor.panes.compactMap(\.argument.endpoint).filter { !named.contains($0) })
  }

  /// Sends a prompt to all panes and waits until they have answered or were stopped.
  ///
  /// - Parameter inputs: of a prompt file's variables.
  func ask(_ text: String, inputs: [String: String] = [:]) {
    // A model that loads would take its share of the others' time.
    while conductor.isLoading, interrupted.signal == nil { step() }
    conductor.send(text, inputs: inputs, to: conductor.numbers)
    var isStopped = false
    while conductor.isBusy {
      step()
      if interrupted.signal != nil, !isStopped {
        isStopped = true
        conductor.stopAll()
      }
    }
  }

  /// Waits for news and takes it.
  func step() {
    let timeout = conductor.nextSample.map { max(0, $0 - Machine.clock()) }
    conductor.willWait()
    _ = mailbox.wake.wait(timeout: timeout)
    conductor.didWait(continued: continued.wait(timeout: 0))
    for message in mailbox.take() { conductor.take(message) }
    conductor.sampleIfDue()
  }

  /// Whether the user or the reader of the output has had enough.
  var isInterrupted: Bool { interrupted.signal != nil }

  /// Whether nobody reads the output any more.
  var isUnread: Bool { interrupted.signal == SIGPIPE }

  /// Waits until a line can be read; the user may have enough before.
  func waitForInput() {
    while !isInterrupted {
      if mailbox.wake.wait(orInputOn: STDIN_FILENO) { return }
      for message in mailbox.take() { conductor.take(message) }
    }
  }

  /// Waits a moment for the sums of model files, which are a part of what made the answers; those of
  /// large files may take until a longer session works them out.
  private func waitForSums() {
    guard recorder.isSaving, !isInterrupted, conductor.sums.isBusy else { return }
    let now = Machine.clock()
    let limit = now + min(Self.mostSeconds, 0.3 + (now - began) / 10)
    conductor.sums.mayWork(true)
    while conductor.sums.isBusy, !isInterrupted, Machine.clock() < limit {
      _ = mailbox.wake.wait(timeout: 0.02)
      for message in mailbox.take() { conductor.take(message) }
    }
    for message in mailbox.take() { conductor.take(message) }
  }

  /// Seconds that are waited for sums at most.
  private static let mostSeconds = 2.0

  /// Closes the session file; ends the program where that is why.
  func close() {
    waitForSums()
    recorder.finish()
    guard let number = interrupted.signal else { return }
    Glibc.exit(number == SIGPIPE ? 0 : 128 + number)
  }

  /// Closes the session file.
  ///
  /// - Throws: `Failure` where a pane failed, or `ExitCode` after an interruption.
  func finish() throws {
    close()
    if conductor.state.panes.contains(where: \.hasFailed) { Glibc.exit(1) }
  }
}

extension PaneState {
  fileprivate var hasFailed: Bool {
    switch activity {
    case .failed, .ended(.error), .ended(.cut): true
    default: false
    }
  }
}
