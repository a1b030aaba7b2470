import Glibc

/// A session that was deleted and can still be brought back.
public struct DeletedSession: Sendable, Equatable {
  /// What people call it.
  public var id: String
  /// Where it was.
  public var original: String
  /// Where it lies now.
  public var path: String
  /// When it was deleted, in whole seconds since 1970.
  public var time: Int
}

extension SessionFolder {
  /// The subfolder of what was deleted.
  static let deletedName = ".deleted"
  /// How long that can be brought back, in seconds.
  public static let deletedSeconds = 24 * 60 * 60

  private var deletedFolder: String { path + "/" + Self.deletedName }

  /// Takes a session and the files beside it out of the list; a day long `restore` brings it back.
  ///
  /// Throws `.inUse` where it is open, and `.elsewhere` where it is not in this folder.
  @discardableResult
  public func delete(_ path: String) throws(SessionFileError) -> DeletedSession {
    try delete(path, at: Int(Glibc.time(nil)))
  }

  @discardableResult
  func delete(_ path: String, at time: Int) throws(SessionFileError) -> DeletedSession {
    let (name, original) = try own(path)
    // Whoever has it open would go on writing to what is deleted.
    let file = try OpenFile.reading(original)
    try file.lockForChange()
    try OpenFile.createFolder(deletedFolder)
    var time = max(time, 0)
    while true {
      let target = deletedFolder + "/\(time)-" + name.fileName
      if try OpenFile.move(original, to: target) {
        for beside in besides(name.fileName, in: self.path) {
          _ = try? OpenFile.move(self.path + "/" + name.fileName + beside, to: target + beside)
        }
        return DeletedSession(id: name.id, original: original, path: target, time: time)
      }
      time += 1
    }
  }

  /// Brings a deleted session back, under its old name or, where that was taken meanwhile, a free
  /// one; returns its path.
  ///
  /// - Parameter keptDays: one that was last written longer ago counts as written now: `retire` would
  ///   delete it again at once.
  @discardableResult
  public func restore(
    _ deleted: DeletedSession, keptDays: Int? = nil
  ) throws(SessionFileError) -> String {
    guard let name = SessionName(path: deleted.original),
      let lying = deleted.path.split(separator: "/").last.map(String.init)
    else { throw .notFound(path: deleted.path) }
    var target = path + "/" + name.fileName
    while try !OpenFile.move(deleted.path, to: target) { target = try freePath(like: name) }
    for beside in besides(lying, in: deletedFolder) {
      _ = try? OpenFile.move(deleted.path + beside, to: target + beside)
    }
    rmdir(deletedFolder)
    if let keptDays, let border = Self.border(Int(Glibc.time(nil)), keptDays),
      let modified = FileStamp(path: target)?.seconds, modified < border
    {
      utimensat(AT_FDCWD, target, nil, 0)
    }
    return target
  }

  /// What can be restored, the session deleted last first.
  public func deleted() -> [DeletedSession] {
    WholeFile.names(in: deletedFolder).compactMap { file -> DeletedSession? in
      guard let (time, rest) = Self.parts(of: file), let name = SessionName(path: rest) else {
        return nil
      }
      return DeletedSession(
        id: name.id, original: path + "/" + rest, path: deletedFolder + "/" + file, time: time)
    }.sorted { ($0.time, $0.path) > ($1.time, $1.path) }
  }

  /// Removes for good what was deleted longer ago than it can be brought back.
  public func purge() { purge(at: Int(Glibc.time(nil))) }

  func purge(at now: Int) {
    var status = stat()
    // Whose files a link leads to is not known.
    guard lstat(deletedFolder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    let (border, overflow) = now.subtractingReportingOverflow(Self.deletedSeconds)
    if overflow { return }
    var isEmpty = true
    for file in WholeFile.names(in: deletedFolder) {
      guard let (time, rest) = Self.parts(of: file), time < border,
        rest.hasSuffix(SessionName.ending) || rest.contains(SessionName.ending + ".")
      else {
        isEmpty = false
        continue
      }
      unlink(deletedFolder + "/" + file)
    }
    if isEmpty { rmdir(deletedFolder) }
  }

  /// The time and the name before that a file in the folder of what is deleted stands for.
  private static func parts(of file: String) -> (Int, String)? {
    guard let dash = file.firstIndex(of: "-"), let time = Int(file[..<dash]), time >= 0 else {
      return nil
    }
    return (time, String(file[file.index(after: dash)...]))
  }

  /// Endings of the files beside one: what was torn off it, what was made of it.
  private func besides(_ fileName: String, in folder: String) -> [String] {
    WholeFile.names(in: folder).compactMap { name in
      guard name.utf8.count > fileName.utf8.count + 1, name.hasPrefix(fileName + "."),
        !name.hasSuffix(SessionName.ending)
      else { return nil }
      return String(name.dropFirst(fileName.count))
    }
  }

  /// A session of this folder, by any path to it.
  private func own(_ path: String) throws(SessionFileError) -> (SessionName, String) {
    guard let name = SessionName(path: path) else {
      throw .elsewhere(path: path, folder: self.path)
    }
    let original = self.path + "/" + name.fileName
    var given = stat()
    var found = stat()
    guard stat(path, &given) == 0 else { throw .notFound(path: path) }
    guard stat(original, &found) == 0, given.st_dev == found.st_dev, given.st_ino == found.st_ino
    else { throw .elsewhere(path: path, folder: self.path) }
    return (name, original)
  }

  /// A path in this folder that nobody has, with the same time in its name and another id.
  func freePath(like name: SessionName) throws(SessionFileError) -> String {
    let stem = name.fileName.dropLast(SessionName.ending.count)
    let isTimed = stem.utf8.count > name.id.utf8.count
    let time = isTimed ? stem.dropLast(name.id.count + 1) : stem
    let taken = Set(names().map(\.id) + deleted().map(\.id))
    for attempt in 0..<64 {
      let hex = String(UInt32.random(in: 0...UInt32.max), radix: 16)
      let id = String((String(repeating: "0", count: 8) + hex).suffix(attempt < 32 ? 4 : 8))
      if !taken.contains(id) { return path + "/" + time + "-" + id + SessionName.ending }
    }
    throw .unwritable(path: path, reason: "no name for a session is free")
  }
}

extension OpenFile {
  /// Renames a file, and never over another one; false where there is one.
  static func move(_ path: String, to target: String) throws(SessionFileError) -> Bool {
    if link(path, target) == 0 {
      if unlink(path) == 0 { return true }
      let code = errno
      unlink(target)
      throw .unwritable(path: path, reason: reason(code))
    }
    if errno == EEXIST {
      // Whoever was at it before has not come to its end.
      return isSame(path, target) && path != target && unlink(path) == 0
    }
    if errno == ENOENT { throw .notFound(path: path) }
    // File systems without second names.
    if access(target, F_OK) == 0 { return false }
    if rename(path, target) == 0 { return true }
    throw .unwritable(path: path, reason: reason(errno))
  }

  /// Whether both are names of one file, not of a link to it.
  private static func isSame(_ path: String, _ other: String) -> Bool {
    var mine = stat()
    var found = stat()
    return lstat(path, &mine) == 0 && lstat(other, &found) == 0
      && mine.st_dev == found.st_dev && mine.st_ino == found.st_ino
  }

  /// As `lock`, for a moment, with another sentence.
  func lockForChange() throws(SessionFileError) {
    do { try lock() } catch { throw .inUse(path: path) }
  }
}
