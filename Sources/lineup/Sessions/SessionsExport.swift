import ArgumentParser
import Cells
import Exporting
import SessionLog

struct SessionsExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a session in another form.",
    discussion: """
      The format is what --format says, else what FILE ends in, else markdown:

      markdown   (.md) a front matter with all settings, then turn by turn, pane by pane
      html       (.html) one file that needs nothing else: panes side by side, light and dark
      messages   (.jsonl) a conversation a line {messages: [{role, content}], model, metadata}
      csv, json  (.csv, .json) a row for each answer: pane, name, model, quantisation, parameters, \
      turn, variant, shown, seed, prompt_file, shots, prompt, answer, expectation_met, expectation, \
      reason, error, the fields of metrics, and setting_NAME for every setting
      svg        (.svg) the screen at a moment
      asciicast  (.cast) the whole session on the screen, to be played with asciinema

      What looks like a key or a password (by its shape, or because a variable of the environment \
      that ends in KEY, TOKEN, SECRET or PASSWORD has it) is replaced by [secret removed], and a \
      line on standard error says where.
      """)

  @OptionGroup var session: SessionArgument
  @Option(help: "The form.")
  var format: ExportFormat?
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "The file to write; - and none are standard output.")
  var file: String?
  @Flag(help: "Write over a file that is there.")
  var force = false
  @Flag(help: "Leave in what looks like a key or a password.")
  var keepSecrets = false
  @Option(help: "svg, asciicast: cells of the screen.")
  var size = ScreenSize(columns: 120, rows: 36)
  @Option(help: "svg, asciicast: a theme.")
  var theme: String?
  @Option(help: "svg: seconds since the session began; the end where this is left out.")
  var at: Double?
  @Option(help: "asciicast: seconds that a pause takes at most when it is played.")
  var idleTimeLimit: Double?
  @Option(help: "asciicast: how many times as fast.")
  var speed: Double?

  private var chosen: ExportFormat { format ?? file.flatMap(ExportFormat.init(path:)) ?? .markdown }

  func validate() throws {
    if format == nil, let file, file != "-", ExportFormat(path: file) == nil {
      throw ValidationError("What \(file) ends in says no format; add --format.")
    }
    if let speed, !(speed > 0 && speed <= 1000) {
      throw ValidationError("--speed is above 0 and at most 1000.")
    }
    if let idleTimeLimit, !(idleTimeLimit > 0 && idleTimeLimit.isFinite) {
      throw ValidationError("--idle-time-limit is above 0.")
    }
    if let at, !(at >= 0 && at.isFinite) { throw ValidationError("--at is 0 or more.") }
    if !chosen.isOfScreen, theme != nil {
      throw ValidationError("--theme is for svg and asciicast.")
    }
    if chosen != .svg, at != nil { throw ValidationError("--at is for svg.") }
    if chosen != .asciicast, speed != nil || idleTimeLimit != nil {
      throw ValidationError("--speed and --idle-time-limit are for asciicast.")
    }
  }

  func run() throws {
    let path = try session.path()
    var export = SessionExport(format: chosen, keepsSecrets: keepSecrets)
    if chosen.isOfScreen {
      export.screen.size = size.cells
      export.screen.at = at
      export.screen.idleTimeLimit = idleTimeLimit
      export.screen.speed = speed ?? 1
      if let theme {
        export.screen.theme = try UserSetup.ofUser.theme(flag: theme, colors: 256).theme
      }
    }
    let remarks: [String]
    if let file, file != "-" {
      remarks = try export.write(path, to: file, overwrites: force)
    } else {
      remarks = try export.write(path) { text throws(Failure) in
        if !FileHandleOutput.standard.write(text) { throw Failure("standard output was closed") }
      }
    }
    for remark in remarks { complain(remark) }
  }
}

extension ExportFormat: ExpressibleByArgument {
  /// By its name, or by what its files end in.
  public init?(argument: String) {
    guard let format = ExportFormat(rawValue: argument) ?? ExportFormat(path: "x." + argument)
    else {
      return nil
    }
    self = format
  }
}

/// A screen's size on the command line: `120x36`.
struct ScreenSize: ExpressibleByArgument, CustomStringConvertible {
  let cells: Size

  init(columns: Int, rows: Int) { cells = Size(columns: columns, rows: rows) }

  init?(argument: String) {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let columns = Int(parts[0]), let rows = Int(parts[1]),
      20...500 ~= columns, 5...200 ~= rows
    else { return nil }
    cells = Size(columns: columns, rows: rows)
  }

  var description: String { "\(cells.columns)x\(cells.rows)" }
  var defaultValueDescription: String { description }
}
