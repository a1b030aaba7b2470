/// Splits a stream of server-sent events (WHATWG HTML, section 9.2) into events, in whatever pieces
/// its bytes come.
struct EventStream {
  struct Event: Equatable {
    /// It is called an error, by itself or by its field.
    var isError = false
    var data: [UInt8]
  }

  enum Excess: Error, Equatable {
    case line
    case event
  }

  static let longestLine = 1 << 20
  static let largestEvent = 4 << 20

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private var line: [UInt8] = []
  private var data: [UInt8]?
  private var isError = false
  private var isFirstLine = true
  /// The last byte was CR: LF behind it belongs to the same end of a line.
  private var endedWithReturn = false

  /// - Parameter events: gets those that are whole now, in their order; also where it throws.
  mutating func feed(_ bytes: [UInt8], into events: inout [Event]) throws(Excess) {
    var rest = bytes[...]
    while let first = rest.first {
      if endedWithReturn {
        endedWithReturn = false
        if first == 0x0A {
          rest = rest.dropFirst()
          continue
        }
      }
      guard let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
        try extend(rest)
        return
      }
      try extend(rest[..<end])
      endedWithReturn = rest[end] == 0x0D
      rest = rest[(end + 1)...]
      if let event = try endLine() { events.append(event) }
    }
  }

  /// What stands at the end of a stream that may have been cut there: perhaps no whole event.
  mutating func finish() -> Event? {
    if !line.isEmpty, let event = try? endLine() { return event }
    return dispatch()
  }

  private mutating func extend(_ bytes: ArraySlice<UInt8>) throws(Excess) {
    guard line.count + bytes.count <= Self.longestLine else { throw .line }
    line += bytes
  }

  /// Takes the line that is whole now; an empty one ends an event.
  private mutating func endLine() throws(Excess) -> Event? {
    defer { line.removeAll(keepingCapacity: true) }
    var whole = line[...]
    if isFirstLine {
      isFirstLine = false
      if whole.starts(with: Self.mark) { whole = whole.dropFirst(Self.mark.count) }
    }
    guard !whole.isEmpty else { return dispatch() }
    let colon = whole.firstIndex(of: UInt8(ascii: ":")) ?? whole.endIndex
    let name = whole[..<colon]
    var value = whole[colon...].dropFirst()
    if value.first == 0x20 { value = value.dropFirst() }
    if name.elementsEqual("data".utf8) {
      try add(value)
    } else if name.elementsEqual("event".utf8) {
      isError = value.elementsEqual("error".utf8)
    } else if name.elementsEqual("error".utf8) {
      // Not in the standard, but older llama-servers say it so.
      isError = true
      try add(value)
    }
    return nil
  }

  private mutating func add(_ value: ArraySlice<UInt8>) throws(Excess) {
    guard (data?.count ?? 0) + value.count < Self.largestEvent else { throw .event }
    // In place: an event may have a million lines.
    if data == nil { data = [] } else { data?.append(0x0A) }
    data?.append(contentsOf: value)
  }

  private mutating func dispatch() -> Event? {
    defer {
      data = nil
      isError = false
    }
    return data.map { Event(isError: isError, data: $0) }
  }
}
