import Glibc

/// SHA-256 of files, which coreutils works out.
public enum SHA256Sum {
  /// Whether a text has the form of one: 64 hexadecimal digits in small letters.
  public static func isOne(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }

  /// The sum of a file's bytes; nil where it can't be read or there is no `sha256sum`, or where it is
  /// told to stop.
  ///
  /// - Parameter goesOn: told after each piece how many bytes are done; false stops it.
  static func ofFile(_ descriptor: Int32, _ goesOn: (Int) -> Bool) -> String? {
    guard let process = HashProcess(waits: false) else { return nil }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var done = 0
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, done)
      if count < 0, errno == EINTR { continue }
      if count == 0 { return process.finish() }
      guard count > 0, process.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count])),
        goesOn(done + count)
      else {
        process.cancel()
        return nil
      }
      done += count
    }
  }
}
