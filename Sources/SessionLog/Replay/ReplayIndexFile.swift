import Glibc

/// An index in a file beside the session, so that a long one need not be looked through again.
///
/// It is only believed as far as it can be checked: another file's, an older one's or a damaged one
/// is as good as none.
enum ReplayIndexFile {
  static let ending = ".index"
  /// Sessions with fewer events are read as quickly as their index would be.
  static let worthwhile = 20_000

  private static let magic = "lineup replay index 1\n"

  /// - Returns: nil where there is none for the file as it is now.
  static func read(for file: OpenFile) -> ReplayIndex? {
    guard let stored = try? OpenFile.reading(file.path + ending), let length = try? stored.length(),
      length <= 1 << 30, let bytes = try? stored.bytes(at: 0, count: length),
      bytes.starts(with: magic.utf8)
    else { return nil }
    var reader = SnapshotReader(bytes, at: magic.utf8.count)
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
    let bytes = Array(magic.utf8) + writer.bytes + index.store.bytes
    _ = try? OpenFile.replacing(file.path + ending, with: bytes)
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
