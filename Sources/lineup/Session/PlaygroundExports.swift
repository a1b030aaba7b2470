import Exporting
import Playground
import SessionLog

/// Sessions written for other programs from within the playground.
extension PlaygroundSession {
  /// Writes a session to the folder that lineup was started in, and says where it is.
  ///
  /// - Parameters:
  ///   - path: nil for the session that is looked at.
  ///   - format: as `sessions export --format` has it.
  func export(_ path: String?, format: String) {
    guard let format = ExportFormat(rawValue: format) else {
      return notice("there is no format \(format)")
    }
    recorder.flush()
    guard let path = path ?? player?.replay.path ?? recorder.path else {
      return notice("this session is not saved, so there is nothing to export")
    }
    var export = SessionExport(format: format, environment: environment)
    export.screen.theme = view.theme
    export.screen.size = view.size
    // A page's worth of reading, or minutes of frames: others are written meanwhile.
    lookUp(at: .utility) { [export] tell in
      do throws(Failure) {
        let (file, remarks) = try export.writeBesideOthers(path)
        for remark in remarks { tell(.notice(remark, at: Machine.clock())) }
        tell(.notice("written to \(file)", at: Machine.clock()))
      } catch {
        tell(.notice(error.sentence, at: Machine.clock()))
      }
    }
  }
}

extension SessionExport {
  /// Writes a session to a file in the current folder that bears its name and writes over none.
  ///
  /// - Returns: the file, and what to tell people.
  fileprivate func writeBesideOthers(
    _ session: String
  ) throws(Failure) -> (file: String, remarks: [String]) {
    let stem = "lineup-" + (SessionName(path: session)?.id ?? "session")
    for number in 1...99 {
      let file = stem + (number == 1 ? "" : "-\(number)") + "." + format.ending
      if ReplacedFile.isThere(file) { continue }
      return (file, try write(session, to: file, overwrites: false))
    }
    throw Failure("\(stem).\(format.ending) and 98 others are there already")
  }
}
