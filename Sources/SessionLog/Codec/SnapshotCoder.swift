import JSON

/// Why a snapshot can't be used: it is damaged, or another version's.
struct SnapshotError: Error, Equatable {}

/// Takes a value's parts one after the other: a writer writes them, a reader puts in what it reads.
/// So there is one description of a value for both ways.
protocol SnapshotCoder {
  mutating func code(_ value: inout UInt64) throws(SnapshotError)
  mutating func code(_ value: inout Double) throws(SnapshotError)
  mutating func code(_ value: inout String) throws(SnapshotError)
  /// What many values have in common, written once.
  mutating func code(_ value: inout JSONValue) throws(SnapshotError)
  mutating func code(_ value: inout [SettingEntry]) throws(SnapshotError)
  mutating func code(_ value: inout Rendered) throws(SnapshotError)
  mutating func code(_ value: inout Turn) throws(SnapshotError)
  mutating func code(turnsOf pane: inout PaneState) throws(SnapshotError)
}

extension SnapshotCoder {
  mutating func code(parts settings: inout [SettingEntry]) throws(SnapshotError) {
    let blank = SettingEntry(name: "", value: .null, source: "")
    try code(list: &settings, blank) { (coder, entry) throws(SnapshotError) in
      try coder.code(&entry.name)
      try coder.code(&entry.value)
      try coder.code(&entry.source)
    }
  }

  mutating func code(_ value: inout Int) throws(SnapshotError) {
    var bits = UInt64(bitPattern: Int64(value))
    // Small numbers of either sign take few bytes.
    bits = (bits << 1) ^ (value < 0 ? .max : 0)
    try code(&bits)
    value = Int(Int64(bitPattern: (bits >> 1) ^ (bits & 1 == 0 ? 0 : .max)))
  }

  mutating func code(_ value: inout Bool) throws(SnapshotError) {
    var number: UInt64 = value ? 1 : 0
    try code(&number)
    value = number != 0
  }

  mutating func code<T: RawRepresentable<String>>(
    word value: inout T
  ) throws(SnapshotError) {
    var text = value.rawValue
    try code(&text)
    guard let word = T(rawValue: text) else { throw SnapshotError() }
    value = word
  }

  mutating func code<T>(
    _ value: inout T?, _ blank: @autoclosure () -> T,
    _ each: (inout Self, inout T) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    var isThere = value != nil
    try code(&isThere)
    guard isThere else {
      value = nil
      return
    }
    var part = value ?? blank()
    try each(&self, &part)
    value = part
  }

  mutating func code(_ value: inout Int?) throws(SnapshotError) {
    try code(&value, 0) { (coder, part) throws(SnapshotError) in try coder.code(&part) }
  }

  mutating func code(_ value: inout UInt64?) throws(SnapshotError) {
    try code(&value, 0) { (coder, part) throws(SnapshotError) in try coder.code(&part) }
  }

  mutating func code(_ value: inout Double?) throws(SnapshotError) {
    try code(&value, 0) { (coder, part) throws(SnapshotError) in try coder.code(&part) }
  }

  mutating func code(_ value: inout Bool?) throws(SnapshotError) {
    try code(&value, false) { (coder, part) throws(SnapshotError) in try coder.code(&part) }
  }

  mutating func code(_ value: inout String?) throws(SnapshotError) {
    try code(&value, "") { (coder, part) throws(SnapshotError) in try coder.code(&part) }
  }

  mutating func code<T>(
    list: inout [T], _ blank: @autoclosure () -> T,
    _ each: (inout Self, inout T) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    var count = list.count
    try code(&count)
    var parts: [T] = []
    for index in 0..<max(0, count) {
      var part = index < list.count ? list[index] : blank()
      // A damaged count ends where the bytes do.
      try each(&self, &part)
      parts.append(part)
    }
    list = parts
  }
}

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
