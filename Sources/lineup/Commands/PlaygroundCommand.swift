import ArgumentParser
import Configuration
import Glibc
import NcursesTerminal
import Playground
import SessionLog

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
  /// So many at most.
  case eight = "8"
  case sixteen = "16"
  case palette = "256"

  /// How many colours there may be; nil for all that the terminal has.
  func limit(noColor: Bool) -> Int? {
    switch self {
    case .auto: noColor ? 0 : nil
    case .always: nil
    case .never: 0
    case .eight: 8
    case .sixteen: 16
    case .palette: 256
    }
  }
}

/// Cells of characters that are ambiguous in Unicode, such as `●` and box lines.
enum AmbiguousWidth: String, ExpressibleByArgument, CaseIterable {
  case narrow, wide
}

struct PlaygroundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "playground", abstract: "Open the playground (the default command).",
    shouldDisplay: false)

  @Argument(help: "Models: paths or names; a repeat is one more pane.")
  var models: [String] = []
  @Flag(
    help: """
      No full screen, nothing drawn: every line read is a prompt, answers are written line by line; \
      for screen readers and logs.
      """)
  var plain = false
  @Flag(help: "Do not save the session.")
  var noSave = false
  @Option(
    help: "Colours: auto (as many as there are, none with NO_COLOR set), always, never, 8, 16, 256."
  )
  var color: ColorChoice?
  @Option(help: "Theme, by name; K in the playground lists them.")
  var theme: String?
  @Option(help: "Width of ● and box lines, narrow or wide. (as the terminal says)")
  var ambiguous: AmbiguousWidth?
  @Flag(help: "Draw lines and signs with ASCII alone.")
  var ascii = false
  @Option(help: "Open the panes of a layout that was saved in the playground.")
  var layout: String?
  @Option(
    parsing: .unconditional,
    help: "Begin with a file's text as the draft; - is standard input, as in git diff | lineup …")
  var draft: String?
  @OptionGroup var prompt: PromptOptions
  @OptionGroup var generation: GenerationOptions

  func run() throws {
    let isScreen =
      (isatty(STDIN_FILENO) == 1 || draft == "-") && isatty(STDOUT_FILENO) == 1 && !plain
    guard !models.isEmpty || layout != nil else {
      throw Failure("no model is named; try: lineup smollm2 gemma3", status: 2)
    }
    if draft != nil, !isScreen {
      throw Failure(
        "--draft is for the full screen; without it, give the prompt to lineup run -p",
        status: 2)
    }
    let places = Places.ofUser
    // A name that is none is said before the screen is taken.
    if let theme { _ = try UserSetup.ofUser.theme(flag: theme, colors: 256) }
    let isArriving = isScreen && getenv(ModelFetch.variable) != nil
    let arguments = try ModelArgument.all(models, folder: places.models, arrives: isArriving)
    let saved = try layout.map { try LayoutFolder(places).layout($0) }
    guard (saved?.panes.count ?? 0) + arguments.count <= ViewState.paneLimit else {
      throw Failure("there are at most \(ViewState.paneLimit) panes", status: 2)
    }
    var settings = generation.settings
    try prompt.apply(try prompt.template(), to: &settings)
    try isScreen
      ? runScreen(arguments, saved, settings, places) : runPlain(arguments, saved, settings, places)
  }

  private func runScreen(
    _ arguments: [ModelArgument], _ layout: SavedLayout?, _ base: PaneSettings, _ places: Places
  ) throws {
    let given = try draft.map(GivenDraft.init)
    // Before anything starts a thread.
    try NcursesTerminal.supervise {
      Lineup.end {
        let setup = UserSetup.ofUser
        let settings = setup.files.settings
        let session = try PlaygroundSession(
          models: arguments, layout: layout, settings: base, generation: generation,
          color: color ?? settings.color.flatMap(ColorChoice.init) ?? .auto, theme: theme,
          saves: !noSave, places: places, setup: setup)
        session.drawLines(
          isASCII: ascii || settings.isASCII ?? false,
          ambiguousIsWide: ambiguous.map { $0 == .wide } ?? settings.ambiguousIsWide)
        session.begin(with: given)
        Glibc.exit(session.run())
      }
    }
  }

  /// Every line of standard input is a prompt.
  private func runPlain(
    _ arguments: [ModelArgument], _ layout: SavedLayout?, _ base: PaneSettings, _ places: Places
  ) throws {
    for problem in UserSetup.ofUser.files.problems { complain("\(problem)") }
    // Somebody types: answers come one after the other, and a word says whose turn it is.
    let isTyped = isatty(STDIN_FILENO) == 1
    func open() throws -> HeadlessSession {
      try HeadlessSession(
        models: arguments, layout: layout, settings: base, generation: generation,
        places: places, saves: !noSave, mode: isTyped ? .queue : .parallel,
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
