import JSON

/// Reads what a `SnapshotWriter` wrote, and believes nothing of it.
struct SnapshotReader: SnapshotCoder {
  /// What was read from the store, by its place: shared in memory as it is in the store.
  struct Known {
    var turns: [Int: Turn] = [:]
    var settings: [Int: [SettingEntry]] = [:]
    var json: [Int: JSONValue] = [:]
    var renders: [Int: Rendered] = [:]
  }

  private let bytes: [UInt8]
  private(set) var position: Int
  private var depth = 0
  var known: Known

  /// Records lie this deep in one another at most: branches of branches go 32 deep.
  private static let depthLimit = 80

  init(_ bytes: [UInt8], at position: Int, known: Known = Known()) {
    self.bytes = bytes
    self.position = position
    self.known = known
  }

  private mutating func byte() throws(SnapshotError) -> UInt8 {
    guard bytes.indices.contains(position) else { throw SnapshotError() }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func code(_ value: inout UInt64) throws(SnapshotError) {
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let part = try byte()
      result |= UInt64(part & 0x7F) << shift
      if part < 0x80 {
        value = result
        return
      }
    }
    throw SnapshotError()
  }

  mutating func code(_ value: inout Double) throws(SnapshotError) {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bits |= UInt64(try byte()) << shift }
    value = Double(bitPattern: bits)
  }

  mutating func code(_ value: inout String) throws(SnapshotError) {
    var count = 0
    try code(&count)
    guard count >= 0, count <= bytes.count - position else { throw SnapshotError() }
    value = String(decoding: bytes[position..<position + count], as: UTF8.self)
    position += count
  }

  mutating func code(_ value: inout JSONValue) throws(SnapshotError) {
    value = try record(\.json) { (reader) throws(SnapshotError) in
      var text = ""
      try reader.code(&text)
      guard let json = try? JSONValue.parse(Array(text.utf8)) else { throw SnapshotError() }
      return json
    }
  }

  mutating func code(_ value: inout [SettingEntry]) throws(SnapshotError) {
    value = try record(\.settings) { (reader) throws(SnapshotError) in
      var settings: [SettingEntry] = []
      try reader.code(parts: &settings)
      return settings
    }
  }

  mutating func code(_ value: inout Rendered) throws(SnapshotError) {
    value = try record(\.renders) { (reader) throws(SnapshotError) in
      var rendered = Rendered(turn: 0, variant: 0, text: "")
      try rendered.code(with: &reader)
      return rendered
    }
  }

  mutating func code(_ value: inout Turn) throws(SnapshotError) {
    value = try record(\.turns) { (reader) throws(SnapshotError) in
      var turn = Turn(number: 0, prompt: "")
      try turn.code(with: &reader)
      return turn
    }
  }

  mutating func code(turnsOf pane: inout PaneState) throws(SnapshotError) {
    try code(list: &pane.turns, Turn(number: 0, prompt: "")) {
      (coder, turn) throws(SnapshotError) in try coder.code(&turn)
    }
  }

  /// What stands in the store where the next number says.
  private mutating func record<T>(
    _ kind: WritableKeyPath<Known, [Int: T]>,
    _ read: (inout SnapshotReader) throws(SnapshotError) -> T
  ) throws(SnapshotError) -> T {
    var place = 0
    try code(&place)
    if let value = known[keyPath: kind][place] { return value }
    guard depth < Self.depthLimit else { throw SnapshotError() }
    let back = position
    position = place
    depth += 1
    let value = try read(&self)
    depth -= 1
    position = back
    known[keyPath: kind][place] = value
    return value
  }
}
