import FoundationEssentials
import Glibc
import SessionLog

/// Where what was typed and answered lies, and who can read it.
enum LocalData {
  static func checks(_ places: Places) -> [Check] {
    let named: [(String, String, String?)] = [
      ("sessions", "prompts, answers, figures", try? places.sessions),
      ("deleted", "sessions, for a day", (try? places.sessions).map { $0 + "/.deleted" }),
      ("list", "titles of sessions", try? places.summaries),
      ("drafts", "what was not sent", try? places.drafts),
      ("history", "the last 500 prompts", try? places.history),
      ("copied", "what was copied last", (try? places.state).map { $0 + "/copied.txt" }),
      ("layouts", "models and settings of panes", try? places.layouts),
      ("prompts", "prompts of your own", try? places.prompts),
      ("models", "model files; they hold nothing of yours", try? places.models),
    ]
    let there = named.compactMap { name, what, path in
      path.flatMap { check(name, what, $0, isSecret: name != "models") }
    }
    let others = named.filter { _, _, path in path.flatMap(mode) == nil }.map(\.0)
    guard !others.isEmpty else { return there }
    return there + [Check("data", "not there yet", others.joined(separator: ", "))]
  }

  private static func check(
    _ name: String, _ what: String, _ path: String, isSecret: Bool
  ) -> Check? {
    guard let mode = mode(path) else { return nil }
    var facts = "mode \(octal(mode))"
    let (files, open) = modes(in: path)
    if files > 0 { facts += ", \(files) \(files == 1 ? "file" : "files")" }
    // Nobody gets at what is in a folder that only its owner may enter.
    let isReadable = mode & 0o077 != 0 && (files == 0 || open > 0)
    if open > 0, isSecret { facts += ", \(open) of them with rights for others" }
    if let system = remoteSystem(path) {
      return Check(
        "data", name, .note, "\(what): \(path), \(facts), on \(system)",
        advice:
          "what is written there goes to another machine; LINEUP_HOME names a folder of this one")
    }
    return Check(
      "data", name, isSecret && isReadable ? .note : .ok, "\(what): \(path), \(facts)",
      advice: isSecret && isReadable ? "for you alone: chmod -R go= '\(path)'" : nil)
  }

  private static func mode(_ path: String) -> mode_t? {
    var facts = stat()
    return stat(path, &facts) == 0 ? facts.st_mode & 0o7777 : nil
  }

  /// Files right in a folder, and how many of them others than their owner have rights to.
  private static func modes(in folder: String) -> (files: Int, open: Int) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var result = (files: 0, open: 0)
    for name in names {
      var facts = stat()
      guard stat(folder + "/" + name, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
        continue
      }
      result.files += 1
      if facts.st_mode & 0o077 != 0 { result.open += 1 }
    }
    return result
  }

  static func octal(_ mode: mode_t) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The kind of file system, where it is one that another machine, or a program, keeps.
  private static func remoteSystem(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    let mounts = FileManager.default.contents(atPath: "/proc/self/mounts") ?? Data()
    return remoteSystem(String(cString: resolved), mounts: String(decoding: mounts, as: UTF8.self))
  }

  /// - Parameters:
  ///   - path: without links in it.
  ///   - mounts: as `/proc/self/mounts` has them: device, place, kind, options.
  static func remoteSystem(_ path: String, mounts: String) -> String? {
    var found = (place: 0, kind: "")
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count >= 3 else { continue }
      let place = fields[1].replacing("\\040", with: " ")
      let isAbove = place == "/" || path == place || path.hasPrefix(place + "/")
      if isAbove, place.utf8.count >= found.place {
        found = (place.utf8.count, String(fields[2]))
      }
    }
    let kinds = [
      "nfs", "cifs", "smb", "fuse", "9p", "ceph", "afs", "lustre", "gpfs", "gfs2", "ocfs2",
      "glusterfs",
      "davfs", "beegfs", "virtiofs",
    ]
    return kinds.contains { found.kind.hasPrefix($0) } ? found.kind : nil
  }
}
