/// A session file as it is, for those who pass it on.
public enum SessionLines {
  /// Gives the file's lines in large pieces, whole ones as long as that can be, until `body` returns
  /// false. Nothing is added to them or left out.
  ///
  /// Throws where the file is no session.
  public static func read(
    _ path: String, _ body: ([UInt8]) -> Bool
  ) throws(SessionFileError) {
    _ = try SessionReader(path)
    let file = try OpenFile.reading(path)
    var pending: [UInt8] = []
    var offset = 0
    while true {
      let chunk = try file.bytes(at: offset, count: 1 << 18)
      offset += chunk.count
      guard let newline = chunk.lastIndex(of: 0x0A) else {
        pending += chunk
        // No line of ours is that long.
        if chunk.isEmpty || pending.count > LineReader.limit {
          if !pending.isEmpty, !body(pending) { return }
          pending = []
        }
        if chunk.isEmpty { return }
        continue
      }
      pending += chunk[...newline]
      guard body(pending) else { return }
      pending = Array(chunk[(newline + 1)...])
    }
  }
}
