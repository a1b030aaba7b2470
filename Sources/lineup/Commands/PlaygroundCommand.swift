import ArgumentParser
import Glibc
import NcursesTerminal
import Playground
import SessionLog

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
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
  @Flag(help: "No full screen: read prompts and write answers line by line.")
  var plain = false
  @Flag(help: "Do not save the session.")
  var noSave = false
  @Option(help: "Colours: auto (as many as there are, none with NO_COLOR set), always, never.")
  var color = ColorChoice.auto
  @Option(help: "Width of ● and box lines, as the terminal has it: narrow or wide. (narrow)")
  var ambiguous = AmbiguousWidth.narrow
  @Flag(help: "Draw lines and signs with ASCII alone.")
  var ascii = false
  @Option(help: "Open the panes of a layout that was saved in the playground.")
  var layout: String?
  @Option(
    parsing: .unconditional,
    help: "Begin with a file's text as the draft; - is standard input, as in git diff | lineup …")
  var draft: String?
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
    let isArriving = isScreen && getenv(ModelFetch.variable) != nil
    let arguments = try ModelArgument.all(models, folder: places.models, arrives: isArriving)
    let saved = try layout.map { try LayoutFolder(places).layout($0) }
    guard (saved?.panes.count ?? 0) + arguments.count <= ViewState.paneLimit else {
      throw Failure("there are at most \(ViewState.paneLimit) panes", status: 2)
    }
    try isScreen ? runScreen(arguments, saved, places) : runPlain(arguments, saved, places)
  }

  private func runScreen(
    _ arguments: [ModelArgument], _ layout: SavedLayout?, _ places: Places
  ) throws {
    let given = try draft.map(GivenDraft.init)
    // Before anything starts a thread.
    try NcursesTerminal.supervise {
      Lineup.end {
        let session = try PlaygroundSession(
          models: arguments, layout: layout, generation: generation, color: color, saves: !noSave,
          places: places)
        session.drawLines(isASCII: ascii, ambiguousIsWide: ambiguous == .wide)
        session.begin(with: given)
        Glibc.exit(session.run())
      }
    }
  }

  /// Every line of standard input is a prompt.
  private func runPlain(
    _ arguments: [ModelArgument], _ layout: SavedLayout?, _ places: Places
  ) throws {
    var lines = InputLines()
    var session: HeadlessSession?
    while session?.isInterrupted != true, let line = lines.next() {
      let text = String(decoding: line, as: UTF8.self)
      guard text.contains(where: { !$0.isWhitespace }) else { continue }
      let open =
        try session
        ?? HeadlessSession(
          models: arguments, layout: layout, generation: generation, places: places,
          saves: !noSave,
          printer: AnswerPrinter(paneCount: models.count + (layout?.panes.count ?? 0)))
      session = open
      open.ask(text)
    }
    guard let session else {
      throw Failure(
        "standard input holds no prompt; try: echo \"What is a quokka?\" | lineup smollm2 gemma3",
        status: 2)
    }
    try session.finish()
  }
}
