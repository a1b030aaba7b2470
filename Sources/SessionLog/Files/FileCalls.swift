import Glibc

/// The calls that may fail while a session is written, so that tests can let them.
struct FileCalls {
  /// Bytes written, or an error number below zero.
  var write: (OpenFile, [UInt8]) -> Int
  /// Cuts the file to a length; 0 or an error number.
  var truncate: (OpenFile, Int) -> Int32
  /// Has what was written stored safely; 0 or an error number.
  var sync: @Sendable (OpenFile) -> Int32 = { $0.sync() }

  static var system: FileCalls {
    FileCalls(
      write: { file, bytes in
        let count = Glibc.write(file.descriptor, bytes, bytes.count)
        return count >= 0 ? count : -Int(errno)
      },
      truncate: { file, length in
        ftruncate(file.descriptor, off_t(length)) == 0 ? 0 : errno
      })
  }
}

extension OpenFile {
  func sync() -> Int32 {
    if fdatasync(descriptor) == 0 { return 0 }
    // Some file systems have no such thing.
    return errno == EINVAL || errno == ENOSYS ? 0 : errno
  }
}
