import FoundationEssentials
import GGUF
import Glibc
import Inference
import SessionLog

extension Check {
  /// Where each kind of file is, and whether it can be used.
  static func files() -> [Check] {
    let places = Places.ofUser
    do {
      let sessions = try places.sessions
      let models = try places.models
      return [
        folder("configuration", try places.configuration),
        folder("sessions", sessions, note: sessionCount(sessions)), kept(),
        folder("models", models),
        space(sessions),
      ] + self.models(models) + [python()]
    } catch {
      return [
        Check("files", "home", .problem, "there is no place for files", advice: "\(error)")
      ]
    }
  }

  private static func folder(_ name: String, _ path: String, note: String? = nil) -> Check {
    guard let existing = nearestExisting(path) else {
      return Check("files", name, .problem, path, advice: "set LINEUP_HOME to a folder of yours")
    }
    guard access(existing, W_OK | X_OK) == 0 else {
      return Check(
        "files", name, .problem, "\(path) (not writable)",
        advice: existing == path
          ? "chmod u+rwx '\(path)', or set LINEUP_HOME to a folder of yours"
          : "\(existing) is not writable; set LINEUP_HOME to a folder of yours")
    }
    let suffix = existing == path ? note.map { ", " + $0 } ?? "" : ", made when needed"
    return Check("files", name, path + suffix)
  }

  /// The folder itself, or the first above it that exists; nil where a file is in the way.
  private static func nearestExisting(_ path: String) -> String? {
    var path = path
    while true {
      var facts = stat()
      if stat(path, &facts) == 0 { return facts.st_mode & S_IFMT == S_IFDIR ? path : nil }
      guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
  }

  private static func sessionCount(_ path: String) -> String {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let count = files.count { $0.hasSuffix(".jsonl") }
    return "\(count) \(count == 1 ? "session" : "sessions")"
  }

  /// How long sessions stay.
  private static func kept() -> Check {
    guard let keep = UserSetup.ofUser.files.settings.keep else {
      return Check("files", "kept", "sessions stay until you delete them")
    }
    return Check(
      "files", "kept",
      "sessions without a star are deleted \(keep) after they were last written (keep in "
        + "config.yaml)")
  }

  private static func space(_ path: String) -> Check {
    var facts = statvfs()
    guard let existing = nearestExisting(path), statvfs(existing, &facts) == 0 else {
      return Check("files", "disk", .note, "how much room is left can't be told")
    }
    let free = Int(clamping: facts.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: facts.f_frsize))
    let bytes = free.overflow ? Int.max : free.partialValue
    let isLow = bytes < 100 << 20
    return Check(
      "files", "disk", isLow ? .problem : .ok, "\(Amounts.bytes(bytes)) free for sessions",
      advice: isLow ? "make room; a session takes some 100 bytes a token" : nil)
  }

  /// Each model that is here, and whether it can be run.
  private static func models(_ folder: String) -> [Check] {
    let names = ModelArgument.known(in: folder)
    let checks = names.compactMap { name -> Check? in
      let entry = Catalogue.entries.first { $0.name == name }
      let own = folder + "/" + (entry?.file ?? name + ".gguf")
      let path = ModelFiles.split(named: name, in: folder) ?? own
      guard FileManager.default.fileExists(atPath: path) else { return nil }
      do {
        let file = try ModelHeader(path: path).file
        return Check(
          "models", name, "\(Amounts.bytes(file.fileBytes)), \(file.quantisation ?? "none")")
      } catch {
        return Check("models", name, .problem, path, advice: "\(error)")
      }
    }
    guard checks.isEmpty else { return checks }
    return [
      Check(
        "models", "none", .note, "there is no model yet",
        advice: "lineup models pull smollm2 gemma3")
    ]
  }

  private static func python() -> Check {
    let found = (environment("PATH") ?? "").split(separator: ":").contains {
      access($0 + "/python3", X_OK) == 0
    }
    return found
      ? Check("models", "python3", "found, so that models can be pulled")
      : Check(
        "models", "python3", .note, "not found; models can't be pulled",
        advice: "apt-get install python3-pip, or name .gguf files by path")
  }

  static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
