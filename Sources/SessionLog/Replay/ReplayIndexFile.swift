import Glibc

/// An index in a file beside the session, so that a long one need not be looked through again.
///
/// It is only believed where it fits the session's file as it is now, inode included, and holds what
/// was written: another file's, an older one's or a damaged one is as good as none.
enum ReplayIndexFile {
  static let ending = ".index"
  /// Sessions with fewer events are read as quickly as their index would be.
  static let worthwhile = 20_000

  private static let magic = "lineup replay index 3\n"

  /// - Returns: nil where there is none for the file as it is now.
  static func read(for file: OpenFile) -> ReplayIndex? {
    guard let stored = try? OpenFile.reading(file.path + ending), let length = try? stored.length(),
      length <= 1 << 30, let bytes = try? stored.bytes(at: 0, count: length),
      bytes.starts(with: magic.utf8), bytes.count >= magic.utf8.count + 8,
      checksum(bytes[(magic.utf8.count + 8)...])
        == Array(bytes[magic.utf8.count..<magic.utf8.count + 8])
    else { return nil }
    var reader = SnapshotReader(bytes, at: magic.utf8.count + 8)
    var header = Header(of: file)
    let expected = header
    var index = ReplayIndex()
    do throws(SnapshotError) {
      try header.code(with: &reader)
      guard header == expected else { return nil }
      try index.code(with: &reader)
      let rest = reader.position
      // Behind it there is the store, to the end.
      index.store = SnapshotStore(bytes: Array(bytes[rest...]))
    } catch {
      return nil
    }
    let isSound =
      index.keyframes.first.map { $0.event == 0 && $0.offset == 0 } ?? false
      && zip(index.keyframes, index.keyframes.dropFirst()).allSatisfy {
        $0.event < $1.event && $0.offset < $1.offset && $0.t <= $1.t
      }
      && index.keyframes.allSatisfy {
        $0.event <= index.count && $0.offset <= index.bytes
          && index.store.bytes.indices.contains($0.place)
      } && index.bytes == index.totalBytes && index.bytes <= header.length
    return isSound ? index : nil
  }

  /// Writes it beside the session; where that can't be done it is made anew the next time.
  static func write(_ index: ReplayIndex, for file: OpenFile) {
    guard index.count >= worthwhile, index.isComplete else { return }
    var writer = SnapshotWriter(SnapshotStore())
    var header = Header(of: file)
    guard header.length == index.totalBytes else { return }
    var index = index
    do throws(SnapshotError) {
      try header.code(with: &writer)
      try index.code(with: &writer)
    } catch { return }
    let content = writer.bytes + index.store.bytes
    let bytes = Array(magic.utf8) + checksum(content[...]) + content
    _ = try? OpenFile.replacing(file.path + ending, with: bytes)
  }

  /// Tells whether bytes are what was written, eight at a time; nothing that an opponent could not
  /// imitate.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    bytes.withUnsafeBytes { buffer in
      var place = 0
      while place + 8 <= buffer.count {
        sum =
          (sum ^ buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x0100_0000_01B3
        sum ^= sum >> 29
        place += 8
      }
      for byte in buffer[place...] { sum = (sum ^ UInt64(byte)) &* 0x0100_0000_01B3 }
    }
    return stride(from: UInt64(0), to: 64, by: 8).map { UInt8(truncatingIfNeeded: sum >> $0) }
  }

  /// What tells one state of a session file from another.
  private struct Header: Equatable {
    var length = 0
    var seconds = 0
    var nanoseconds = 0
    var inode: UInt64 = 0

    init(of file: OpenFile) {
      var status = stat()
      guard fstat(file.descriptor, &status) == 0 else { return }
      length = Int(status.st_size)
      seconds = Int(status.st_mtim.tv_sec)
      nanoseconds = Int(status.st_mtim.tv_nsec)
      inode = UInt64(status.st_ino)
    }

    mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
      try coder.code(&length)
      try coder.code(&seconds)
      try coder.code(&nanoseconds)
      try coder.code(&inode)
    }
  }
}

extension ReplayIndex {
  /// All but the store.
  fileprivate mutating func code(with coder: inout some SnapshotCoder) throws(SnapshotError) {
    try coder.code(&count)
    try coder.code(&length)
    try coder.code(&title)
    try coder.code(&bytes)
    try coder.code(&totalBytes)
    try coder.code(list: &keyframes, Keyframe(event: 0, offset: 0, t: 0, place: 0)) {
      (coder, frame) throws(SnapshotError) in
      try coder.code(&frame.event)
      try coder.code(&frame.offset)
      try coder.code(&frame.t)
      try coder.code(&frame.place)
    }
    try coder.code(list: &markers, ReplayMarker(kind: .end, event: 0, t: 0, turn: 0)) {
      (coder, marker) throws(SnapshotError) in
      try coder.code(word: &marker.kind)
      try coder.code(&marker.event)
      try coder.code(&marker.t)
      try coder.code(&marker.pane)
      try coder.code(&marker.turn)
    }
    try coder.code(&report.skippedCount)
    try coder.code(list: &report.skipped, SessionReader.Report.Skipped(line: 0, reason: "")) {
      (coder, skipped) throws(SnapshotError) in
      try coder.code(&skipped.line)
      try coder.code(&skipped.reason)
    }
    try coder.code(&report.tornBytes)
    try coder.code(&report.newerVersion)
  }
}
