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
