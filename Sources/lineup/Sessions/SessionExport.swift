import Cells
import Exporting
import FoundationEssentials
import Playground
import SessionLog

/// Writes a session in another form: for the command line and the screen alike.
struct SessionExport {
  /// How pictures of the screen are made.
  struct Screen {
    var size = Size(columns: 120, rows: 36)
    var theme = Theme.lineupDark
    /// Seconds since the session began; nil for its end.
    var at: Double?
    var idleTimeLimit: Double?
    var speed = 1.0
  }

  var format: ExportFormat
  var screen = Screen()
  /// Keys and passwords stay where they are.
  var keepsSecrets = false
  /// The environment, whose secrets are looked for.
  var environment = ProcessInfo.processInfo.environment

  /// Writes a session file in another form to a path: whole or not at all, for its owner alone.
  ///
  /// - Parameter overwrites: whether a file that is there gives way.
  /// - Returns: what to tell people, a sentence each.
  @discardableResult
  static func write(
    _ format: ExportFormat, _ session: String, to path: String, overwrites: Bool = false
  ) throws(Failure) -> [String] {
    try SessionExport(format: format).write(session, to: path, overwrites: overwrites)
  }

  func write(_ session: String, to path: String, overwrites: Bool) throws(Failure) -> [String] {
    let file = try ReplacedFile(path, overwrites: overwrites, source: session)
    let remarks = try write(session) { text throws(Failure) in try file.append(text) }
    try file.finish()
    return remarks
  }

  /// Writes a session file in another form, piece by piece.
  func write(
    _ path: String, _ put: (String) throws(Failure) -> Void
  ) throws(Failure) -> [String] {
    do {
      return try writePieces(path, put)
    } catch let error as Failure {
      throw error
    } catch {
      throw Failure("\(error)")
    }
  }

  private func writePieces(
    _ path: String, _ put: (String) throws(Failure) -> Void
  ) throws -> [String] {
    let id = SessionName(path: path)?.id
    var cleaning = SecretCleaning(SecretScanner(environment: environment))
    let reader = try SessionReader(path)
    var state = SessionState()
    while let event = try reader.next() {
      if format == .svg, let end = screen.at, event.t > end { break }
      if format.isOfScreen { cleaning.note(event) }
      state.apply(event)
    }
    var cleaned = state
    cleaning.clean(&cleaned)
    if !keepsSecrets { state = cleaned }
    let scanner = keepsSecrets || cleaning.secrets.isEmpty ? nil : cleaning.scannerForMoments
    switch format {
    case .markdown: try put(MarkdownExport.text(state, id: id))
    case .html: try put(HTMLExport.text(state, id: id))
    case .messages: try put(MessagesExport.text(state, id: id))
    case .csv: try put(MetricsTable.csv(state))
    case .json: try put(MetricsTable.json(state))
    case .svg: try putPicture(path, scanner, put)
    case .asciicast: try putRecording(path, scanner, state, put)
    }
    return reader.report.sentences + sentences(on: cleaning)
  }

  private func sentences(on cleaning: SecretCleaning) -> [String] {
    let places = cleaning.places
    if places.isEmpty { return [] }
    let list = places.prefix(5).map(\.description).joined(separator: "; ")
    let more = places.count > 5 ? " and \(places.count - 5) more places" : ""
    return [
      keepsSecrets
        ? "what looks like a key or password is in the export: \(list)\(more)"
        : "what looks like a key or password was removed from the export: \(list)\(more); "
          + "--keep-secrets leaves it in"
    ]
  }

  // MARK: Pictures

  private func putPicture(
    _ path: String, _ scanner: SecretScanner?, _ put: (String) throws(Failure) -> Void
  ) throws {
    let reader = try SessionReader(path)
    var frames = ReplayFrames(size: screen.size, theme: screen.theme, scanner: scanner)
    while let event = try reader.next() {
      if let end = screen.at, event.t > end { break }
      frames.apply(event)
    }
    try put(FrameSVG.text(frames.frame(at: screen.at ?? frames.session.t)))
  }

  private func putRecording(
    _ path: String, _ scanner: SecretScanner?, _ session: SessionState,
    _ put: (String) throws(Failure) -> Void
  ) throws {
    let reader = try SessionReader(path)
    var frames = ReplayFrames(size: screen.size, theme: screen.theme, scanner: scanner)
    let created = session.header.flatMap { WallTime.seconds($0.created) }.map { Int($0) }
    var cast = Asciicast(
      size: screen.size, title: SafeText(session.meta.title ?? "Lineup"), timestamp: created,
      idleTimeLimit: screen.idleTimeLimit, theme: screen.theme)
    try put(cast.header + "\n")
    func show() throws {
      let t = max(frames.session.t / screen.speed, cast.nextTime)
      let frame = frames.frame(at: t * screen.speed)
      if let line = cast.add(frame, at: t) { try put(line + "\n") }
    }
    var hasNews = false
    while let event = try reader.next() {
      // A frame is due once nothing more can happen until its time.
      let due = max(frames.session.t / screen.speed, cast.nextTime)
      if hasNews, event.t / screen.speed > due {
        try show()
        hasNews = false
      }
      frames.apply(event)
      // What nobody knows is not to be seen, and a file may be full of it.
      if case .unknown = event.body { continue }
      hasNews = true
    }
    try show()
  }
}
