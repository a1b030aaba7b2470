import Dispatch
import FoundationEssentials
import Glibc
import Inference
import NcursesTerminal
import Playground
import SessionLog

/// A session without a screen: asks, waits, prints.
final class HeadlessSession {
  private let recorder: SessionRecorder
  private let conductor: Conductor
  private let mailbox: Mailbox<WorkerMessage>
  private let interrupts: [DispatchSourceSignal]
  private let interrupted: InterruptFlag
  /// The process was stopped.
  private let continued: WakeEvent

  /// Opens the models' panes.
  init(
    models arguments: [ModelArgument], layout: SavedLayout? = nil, generation: GenerationOptions,
    places: Places, saves: Bool,
    mode: RunMode = .parallel,
    printer: any SessionPrinter
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
    let recorder = SessionRecorder(places: places, saves: saves) {
      complain($0.sentence)
    }
    self.recorder = recorder
    if let obstacle = recorder.obstacle { complain(obstacle) }
    let library = ModelLibrary(
      cores: Cores(total: generation.threads ?? Machine.cores), kernels: Machine.kernels,
      memory: MemoryLedger(overcommits: generation.overcommit), report: { mailbox.send($0) })
    conductor = Conductor(
      library: library, header: recorder.header, origin: recorder.origin,
      folder: try? places.models, prompt: { try UserSetup.ofUser.prompt($0) },
      report: { mailbox.send($0) }, record: recorder.append,
      observe: { event, state in
        if !printer.show(event, state) { flag.raise(SIGPIPE) }
      })
    if mode != .parallel { conductor.setMode(mode) }
    if let layout { conductor.open(layout, generation.settings) }
    for argument in arguments { conductor.open(argument, generation.settings) }
  }

  /// Sends a prompt to all panes and waits until they have answered or were stopped.
  func ask(_ text: String) {
    // A model that loads would take its share of the others' time.
    while conductor.isLoading, interrupted.signal == nil { step() }
    conductor.send(text, to: conductor.numbers)
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
  private func step() {
    let timeout = conductor.nextSample.map { max(0, $0 - Machine.clock()) }
    conductor.willWait()
    _ = mailbox.wake.wait(timeout: timeout)
    conductor.didWait(continued: continued.wait(timeout: 0))
    for message in mailbox.take() { conductor.take(message) }
    conductor.sampleIfDue()
  }

  /// Whether the user or the reader of the output has had enough.
  var isInterrupted: Bool { interrupted.signal != nil }

  /// Waits until a line can be read; the user may have enough before.
  func waitForInput() {
    while !isInterrupted {
      if mailbox.wake.wait(orInputOn: STDIN_FILENO) { return }
      for message in mailbox.take() { conductor.take(message) }
    }
  }

  /// Closes the session file.
  ///
  /// - Throws: `Failure` where a pane failed, or `ExitCode` after an interruption.
  func finish() throws {
    recorder.finish()
    if let number = interrupted.signal {
      if number == SIGPIPE { Glibc.exit(0) }
      Glibc.exit(128 + number)
    }
    if conductor.state.panes.contains(where: \.hasFailed) { Glibc.exit(1) }
  }
}

extension PaneState {
  fileprivate var hasFailed: Bool {
    switch activity {
    case .failed, .ended(.error): true
    default: false
    }
  }
}
