import Glibc

/// A file that is there whole or not at all: what is written has no name before the end, or where the
/// file system knows no such files, stands in another one beside it. Its owner alone can read it.
final class ReplacedFile {
  private let path: String
  /// Nil as long as what is written has no name.
  private var temporary: String?
  private let overwrites: Bool
  private var descriptor: Int32 = -1

  /// - Parameters:
  ///   - overwrites: whether a file that is there gives way.
  ///   - source: a file that never does: what is written is made from it.
  init(_ path: String, overwrites: Bool, source: String? = nil) throws(Failure) {
    // What a link leads to is written, and the link stays.
    let target = realpath(path, nil).map { resolved in
      defer { free(resolved) }
      return String(cString: resolved)
    }
    self.path = target ?? path
    self.overwrites = overwrites
    var status = stat()
    if stat(self.path, &status) == 0 {
      var found = stat()
      if let source, stat(source, &found) == 0, found.st_dev == status.st_dev,
        found.st_ino == status.st_ino
      {
        throw Failure("\(path) is the session itself; name another file")
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG where overwrites: break
      case S_IFREG: throw Self.refusal(path)
      case S_IFDIR: throw Failure("\(path) is a folder; name a file in it")
      default: throw Failure("\(path) is no file; leave out -o to write to standard output")
      }
    }
    let folder = self.path.lastIndex(of: "/").map { self.path[..<$0] + "/" } ?? "."
    if access("/proc/self/fd", X_OK) == 0 {
      // O_TMPFILE, which is a macro of several others.
      let flags = 0o20_000_000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC
      descriptor = open(String(folder), flags, 0o600)
    }
    if descriptor < 0 {
      temporary = try besides { name in
        descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        return descriptor >= 0
      }
    }
    fchmod(descriptor, 0o600)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// A name beside the file that nobody had.
  private func besides(_ make: (String) -> Bool) throws(Failure) -> String {
    for number in 1...100 {
      let name = "\(path).\(getpid())-\(number).new"
      if make(name) { return name }
      if errno != EEXIST { throw Self.unwritable(path, errno) }
    }
    throw Self.unwritable(path, EEXIST)
  }

  func append(_ text: String) throws(Failure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        throw Self.unwritable(path, count == 0 ? ENOSPC : errno)
      }
    }
  }

  /// Puts the file in its place.
  func finish() throws(Failure) {
    if fsync(descriptor) != 0, errno != EINVAL { throw Self.unwritable(path, errno) }
    let source = "/proc/self/fd/\(descriptor)"
    func name(_ path: String) -> Int32 {
      linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW)
    }
    if temporary == nil {
      if name(path) == 0 {
        close(descriptor)
        descriptor = -1
        return
      }
      guard errno == EEXIST, overwrites else {
        throw errno == EEXIST ? Self.refusal(path) : Self.unwritable(path, errno)
      }
      temporary = try besides { name($0) == 0 }
    }
    guard let temporary else { return }
    // A second name is only given where that is free, whoever else writes at the same time.
    var code = overwrites ? rename(temporary, path) : link(temporary, path)
    // Some file systems know no second names.
    if code != 0, [EPERM, EOPNOTSUPP, ENOSYS].contains(errno), access(path, F_OK) != 0 {
      code = rename(temporary, path)
    }
    if code != 0 { throw errno == EEXIST ? Self.refusal(path) : Self.unwritable(path, errno) }
    unlink(temporary)
    close(descriptor)
    descriptor = -1
  }

  /// Whether anything has this name.
  static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private static func refusal(_ path: String) -> Failure {
    Failure("\(path) is there already; --force writes over it")
  }

  private static func unwritable(_ path: String, _ code: Int32) -> Failure {
    Failure("\(path) can't be written: \(String(cString: strerror(code)))")
  }
}
