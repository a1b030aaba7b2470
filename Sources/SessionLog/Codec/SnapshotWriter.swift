import JSON

/// Everything that several snapshots of one session have in common, a record after the other.
///
/// A turn that is over stands in here once, however many snapshots are taken after it.
struct SnapshotStore: Sendable, Equatable {
  private(set) var bytes: [UInt8] = []
  /// Where records begin that are looked for by what they hold.
  private var known: [[UInt8]: Int] = [:]

  init(bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func add(_ record: [UInt8]) -> Int {
    bytes += record
    return bytes.count - record.count
  }

  /// Takes a record that may be there already.
  mutating func share(_ record: [UInt8]) -> Int {
    if let place = known[record] { return place }
    let place = add(record)
    known[record] = place
    return place
  }

  /// Forgets what only writing needs.
  var settled: SnapshotStore { SnapshotStore(bytes: bytes) }
}

/// Writes a value's parts: numbers as LEB128, texts by their length.
struct SnapshotWriter: SnapshotCoder {
  /// Where a pane's turns that are over stand in the store.
  struct Places {
    var rewrites = -1
    var turns: [Int] = []
  }

  private(set) var bytes: [UInt8] = []
  /// Of one owner at a time: a second one would make every change a copy of all there is.
  var store: SnapshotStore
  private(set) var places: [Int: Places]

  /// - Parameter places: as the writer of the snapshot before left them.
  init(_ store: SnapshotStore, places: [Int: Places] = [:]) {
    self.store = store
    self.places = places
  }

  mutating func code(_ value: inout UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func code(_ value: inout Double) {
    let bits = value.bitPattern
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
  }

  mutating func code(_ value: inout String) {
    var count = value.utf8.count
    code(&count)
    bytes += value.utf8
  }

  private mutating func code(_ number: inout Int) {
    var bits = UInt64(bitPattern: Int64(number)) << 1
    code(&bits)
  }

  mutating func code(_ value: inout JSONValue) throws(SnapshotError) {
    var record: [UInt8] = []
    value.write(into: &record)
    try share(String(decoding: record, as: UTF8.self))
  }

  mutating func code(_ value: inout [SettingEntry]) throws(SnapshotError) {
    try share { (inner) throws(SnapshotError) in try inner.code(parts: &value) }
  }

  mutating func code(_ value: inout Rendered) throws(SnapshotError) {
    try share { (inner) throws(SnapshotError) in try value.code(with: &inner) }
  }

  mutating func code(_ value: inout Turn) throws(SnapshotError) {
    var place = try place(of: value)
    code(&place)
  }

  /// Turns that were over when the last snapshot was taken stand in the store already.
  mutating func code(turnsOf pane: inout PaneState) throws(SnapshotError) {
    var kept = places[pane.number] ?? Places()
    let over = pane.firstOpenTurn
    if kept.rewrites != pane.rewrites || kept.turns.count > over { kept = Places() }
    kept.rewrites = pane.rewrites
    for turn in pane.turns[kept.turns.count..<over] { kept.turns.append(try place(of: turn)) }
    places[pane.number] = kept
    var count = pane.turns.count
    code(&count)
    for place in kept.turns { write(place: place) }
    for turn in pane.turns[over...] { write(place: try place(of: turn)) }
  }

  /// Where a turn stands in the store from now on.
  private mutating func place(of turn: Turn) throws(SnapshotError) -> Int {
    var turn = turn
    var inner = SnapshotWriter(SnapshotStore())
    swap(&store, &inner.store)
    try turn.code(with: &inner)
    swap(&store, &inner.store)
    return store.add(inner.bytes)
  }

  private mutating func write(place: Int) {
    var place = place
    code(&place)
  }

  private mutating func share(_ text: String) throws(SnapshotError) {
    try share { (inner) throws(SnapshotError) in
      var text = text
      inner.code(&text)
    }
  }

  private mutating func share(
    _ write: (inout SnapshotWriter) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    // The store goes along, since a record may hold others.
    var inner = SnapshotWriter(SnapshotStore())
    swap(&store, &inner.store)
    try write(&inner)
    swap(&store, &inner.store)
    var place = store.share(inner.bytes)
    code(&place)
  }
}
