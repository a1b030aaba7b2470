import ArgumentParser
import Configuration
import Glibc
import NcursesTerminal
import Playground
import SessionLog

struct PlaygroundCommand: ParsableCommand, LocalOnlyCommand {
  static let configuration = CommandConfiguration(
    commandName: "playground", abstract: "Open the playground (the default command).",
    shouldDisplay: false)

  @Argument(
    help: "Models: paths, names, or ENDPOINT/MODEL; a repeat is one more pane.",
    completion: Completions.panes)
  var models: [String] = []
  @Flag(
    help: """
      No full screen, nothing drawn: every line read is a prompt, answers are written line by line; \
      for screen readers and logs.
      """)
  var plain = false
  @Flag(help: "Do not save the session.")
  var noSave = false
  @OptionGroup var screen: ScreenOptions
  @Option(
    help: "Go on with a saved session: its file, its id, or last.",
    completion: Completions.sessions)
  var session: String?
  @Option(help: "Open the panes of a layout that was saved in the playground.")
  var layout: String?
  @Option(
    parsing: .unconditional,
    help: "Begin with a file's text as the draft; - is standard input, as in git diff | lineup …")
  var draft: String?
  @OptionGroup var prompt: PromptOptions
  @OptionGroup var generation: GenerationOptions

  var localOnly: LocalOnlyOptions { generation.localOnly }

  func run() throws {
    let isScreen =
      (isatty(STDIN_FILENO) == 1 || draft == "-") && isatty(STDOUT_FILENO) == 1 && !plain
    guard !models.isEmpty || layout != nil || session != nil else {
      throw Failure("no model is named; try: lineup smollm2 gemma3", status: 2)
    }
    if draft != nil, !isScreen {
      throw Failure(
        "--draft is for the full screen; without it, give the prompt to lineup run -p",
        status: 2)
    }
    let places = Places.ofUser
    // A name that is none is said before the screen is taken.
    if let theme = screen.theme { _ = try UserSetup.ofUser.theme(flag: theme, colors: 256) }
    let resumed = try session.map { try SessionArgument.path($0, places) }
    if resumed != nil, noSave {
      throw Failure("a session that is gone on with is saved; leave out --no-save", status: 2)
    }
    let isArriving = isScreen && getenv(ModelFetch.variable) != nil
    let arguments = try ModelArgument.all(
      models, folder: places.models, arrives: isArriving, servers: true)
    let saved = try layout.map { try LayoutFolder(places).layout($0) }
    guard (saved?.panes.count ?? 0) + arguments.count <= ViewState.paneLimit else {
      throw Failure("there are at most \(ViewState.paneLimit) panes", status: 2)
    }
    var settings = generation.settings
    try prompt.apply(try prompt.template(), to: &settings)
    try isScreen
      ? runScreen(arguments, saved, settings, places, resumed)
      : runPlain(arguments, saved, settings, places, resumed)
  }

  private func runScreen(
    _ arguments: [ModelArgument], _ layout: SavedLayout?, _ base: PaneSettings, _ places: Places,
    _ path: String?
  ) throws {
    let given = try draft.map(GivenDraft.init)
    // Before anything starts a thread.
    try NcursesTerminal.supervise {
      Lineup.end {
        let setup = UserSetup.ofUser
        let session = try PlaygroundSession(
          models: arguments, layout: layout, settings: base, resumes: path,
          generation: generation, screen: screen, saves: !noSave, places: places, setup: setup)
        session.begin(with: given)
        Glibc.exit(session.run())
      }
    }
  }

  /// Every line of standard input is a prompt.
  private func runPlain(
    _ arguments: [ModelArgument], _ layout: SavedLayout?, _ base: PaneSettings, _ places: Places,
    _ path: String?
  ) throws {
    for problem in UserSetup.ofUser.files.problems { complain("\(problem)") }
    // Somebody types: answers come one after the other, and a word says whose turn it is.
    let isTyped = isatty(STDIN_FILENO) == 1
    func open() throws -> HeadlessSession {
      try HeadlessSession(
        models: arguments, layout: layout, settings: base, generation: generation,
        places: places, saves: !noSave, resumes: path, continues: true,
        mode: isTyped ? .queue : .parallel,
        printer: AnswerPrinter(paneCount: models.count + (layout?.panes.count ?? 0)))
    }
    var lines = InputLines()
    var session: HeadlessSession?
    if isTyped {
      complain(
        "Type a prompt and Enter. All models answer it, one after the other. Ctrl-D ends.",
        prefix: false)
      session = try open()
    }
    while session?.isInterrupted != true {
      if isTyped {
        FileHandleOutput.error.write("prompt: ")
        session?.waitForInput()
        if session?.isInterrupted == true { break }
      }
      guard let line = lines.next() else { break }
      let text = String(decoding: line, as: UTF8.self)
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      let current = try session ?? open()
      session = current
      current.ask(text)
    }
    if isTyped { FileHandleOutput.error.write("\n") }
    guard let session else {
      throw Failure(
        "standard input holds no prompt; try: echo \"What is a quokka?\" | lineup smollm2 gemma3",
        status: 2)
    }
    try session.finish()
  }
}
