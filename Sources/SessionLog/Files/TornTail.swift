import Glibc

/// What became of the piece at a file's end that is no whole line.
enum TornTail: Equatable {
  /// It was cut off, and is in this file now.
  case kept(path: String)
  /// It was cut off and held nothing but zero bytes, as a power cut leaves them.
  case empty
  /// It could not be copied or cut off.
  case inPlace

  /// Appended to the session file's path.
  static let ending = ".torn"

  /// Copies what lies behind `length` into a file beside, sees it stored, and only then cuts it
  /// off.
  static func setAside(_ file: OpenFile, behind length: Int, calls: FileCalls) -> TornTail {
    do {
      if try file.isZero(from: length) {
        return calls.truncate(file, length) == 0 ? .empty : .inPlace
      }
      let path = file.path + ending
      let aside = try OpenFile.appendingOrCreating(path)
      let before = try aside.length()
      do {
        try file.copy(from: length, to: aside)
        // A line each, should there be more than one.
        if calls.write(aside, [0x0A]) == 1, calls.sync(aside) == 0 {
          return calls.truncate(file, length) == 0 ? .kept(path: path) : .inPlace
        }
      } catch {}
      _ = calls.truncate(aside, before)
      if before == 0 { aside.remove() }
    } catch {}
    return .inPlace
  }
}

extension OpenFile {
  /// Whether nothing but zero bytes follows an offset.
  fileprivate func isZero(from offset: Int) throws(SessionFileError) -> Bool {
    var offset = offset
    while true {
      let chunk = try bytes(at: offset, count: 1 << 18)
      guard let first = chunk.first else { return true }
      let isSame = chunk.withUnsafeBytes { bytes in
        bytes.baseAddress.map { memcmp($0, $0 + 1, bytes.count - 1) == 0 } ?? true
      }
      if first != 0 || !isSame { return false }
      offset += chunk.count
    }
  }
}
