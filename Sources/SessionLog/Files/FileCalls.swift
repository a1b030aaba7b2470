import Glibc

/// The calls that may fail while a session is written, so that tests can let them.
struct FileCalls {
  /// Bytes written, or an error number below zero.
  var write: (OpenFile, [UInt8]) -> Int
  /// Cuts the file to a length; 0 or an error number.
  var truncate: (OpenFile, Int) -> Int32

  static var system: FileCalls {
    FileCalls(
      write: { file, bytes in
        while true {
          let count = Glibc.write(file.descriptor, bytes, bytes.count)
          if count >= 0 { return count }
          if errno != EINTR { return -Int(errno) }
        }
      },
      truncate: { file, length in
        ftruncate(file.descriptor, off_t(length)) == 0 ? 0 : errno
      })
  }
}

extension OpenFile {
  /// Has what was written stored safely; 0 or an error number.
  func sync() -> Int32 {
    if fdatasync(descriptor) == 0 { return 0 }
    // Some file systems have no such thing.
    return errno == EINVAL || errno == ENOSYS ? 0 : errno
  }
}
