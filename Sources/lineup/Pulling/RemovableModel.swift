import FoundationEssentials
import Glibc
import Playground

/// A model that is in the models folder, with all files that are of it.
struct RemovableModel {
  struct File: Equatable {
    var path: String
    /// What is free once it is gone: nothing of a link, or of a file with another name.
    var bytes: Int
    var isLink: Bool
  }

  let name: String
  private(set) var files: [File] = []

  var bytes: Int { files.reduce(0) { $0 + $1.bytes } }

  /// Finds a model by its name, by that of its file, or by its path.
  ///
  /// - Throws: `Failure` for what is not there, or is not in the folder.
  init(_ text: String, folder: String, further: FurtherModels = .ofUser) throws {
    let file = try Self.file(text, folder, further)
    name = ModelArgument.stem(ofFile: text)
    for part in ModelFiles(file).paths {
      for ending in ["", ".part", ".part.json"] {
        if let file = Self.look(folder + "/" + part + ending) { files.append(file) }
      }
    }
    guard !files.isEmpty else { throw Self.unknown(text, folder, further) }
  }

  /// The name of its file in the folder.
  private static func file(_ text: String, _ folder: String, _ further: FurtherModels) throws
    -> String
  {
    if let entry = Catalogue.entry(named: text) { return entry.file }
    if ModelSource.isMeant(by: text) { return try WantedModel(text).files[0] }
    if let slash = text.lastIndex(of: "/") {
      let own = String(text[..<slash])
      guard let place = canonical(own.isEmpty ? "/" : own), place == canonical(folder) else {
        throw outside(text, folder)
      }
      return String(text[text.index(after: slash)...])
    }
    let name = text.hasSuffix(".gguf") ? text : text + ".gguf"
    if look(folder + "/" + name) == nil, let split = ModelFiles.split(named: text, in: folder) {
      return String(split.dropFirst(folder.count + 1))
    }
    return name
  }

  private static func look(_ path: String) -> File? {
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return nil }
    let kind = facts.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFLNK else { return nil }
    let isLink = kind == S_IFLNK
    return File(
      path: path, bytes: isLink || facts.st_nlink > 1 ? 0 : Int(facts.st_size), isLink: isLink)
  }

  private static func unknown(_ text: String, _ folder: String, _ further: FurtherModels)
    -> Failure
  {
    if let path = further.path(of: text) { return outside(path, folder) }
    let here = LocalModels(folder: folder, further: FurtherModels(folders: [])).models.map(\.name)
    let near = Nearness.nearest(to: text, among: here)
    let hint =
      Nearness.question(near)
      ?? (here.isEmpty
        ? "there are no models in \(folder)"
        : "here are \(here.prefix(12).joined(separator: ", "))")
    return Failure("there is no model \"\(text)\" here to remove; \(hint)")
  }

  private static func outside(_ path: String, _ folder: String) -> Failure {
    Failure(
      "\(path) is not in \(folder), and only what is there is removed; it is yours to delete: "
        + "rm '\(path)'")
  }

  private static func canonical(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  // MARK: Whether it is used

  /// - Throws: `Failure` where another lineup has it open, or fetches it just now.
  func refuseIfUsed() throws {
    for file in files where file.path.hasSuffix(".part") && Self.isLocked(file.path) {
      throw Failure("\(name) is being fetched by another lineup just now; stop that first")
    }
    let paths = Set(files.filter { !$0.isLink }.compactMap { Self.canonical($0.path) })
    if let process = Self.user(of: paths) {
      throw Failure(
        "\(name) is open in another lineup (process \(process)); close its panes there first")
    }
  }

  private static func isLocked(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// A lineup that has one of these files mapped, as far as this user may see that.
  private static func user(of paths: Set<String>) -> Int? {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let own = Int(getpid())
    return processes.compactMap { Int($0) }.first { process in
      guard process != own,
        let program = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/\(process)/exe"),
        program.hasSuffix("/lineup"), let maps = Machine.text("/proc/\(process)/maps")
      else { return false }
      return maps.split(separator: "\n").contains { line in
        line.firstIndex(of: "/").map { paths.contains(String(line[$0...])) } ?? false
      }
    }
  }

  // MARK: Gone

  /// - Returns: what that freed, as words.
  func remove() throws -> String {
    for file in files where unlink(file.path) != 0 && errno != ENOENT {
      throw Failure("\(file.path) can't be removed: \(String(cString: strerror(errno)))")
    }
    if files.allSatisfy(\.isLink) { return "the link alone; what it leads to stays" }
    return "\(Amounts.bytes(bytes)) freed"
  }
}
