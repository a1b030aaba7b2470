import Glibc

/// A file that is there whole or not at all: what is written stands in another one beside it, which
/// takes its place at the end. Its owner alone can read it.
final class ReplacedFile {
  private let path: String
  private let temporary: String
  private let overwrites: Bool
  private var descriptor: Int32

  /// - Parameter overwrites: whether a file that is there gives way.
  init(_ path: String, overwrites: Bool) throws(Failure) {
    // What a link leads to is written, and the link stays.
    let target = realpath(path, nil).map { resolved in
      defer { free(resolved) }
      return String(cString: resolved)
    }
    self.path = target ?? path
    self.overwrites = overwrites
    var status = stat()
    if stat(self.path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG where overwrites: break
      case S_IFREG: throw Self.refusal(path)
      case S_IFDIR: throw Failure("\(path) is a folder; name a file in it")
      default: throw Failure("\(path) is no file; leave out -o to write to standard output")
      }
    }
    for number in 1...100 {
      let name = "\(self.path).\(getpid())-\(number).new"
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if descriptor < 0, errno == EEXIST { continue }
      guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
      fchmod(descriptor, 0o600)
      temporary = name
      self.descriptor = descriptor
      return
    }
    throw Self.unwritable(path, EEXIST)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
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
