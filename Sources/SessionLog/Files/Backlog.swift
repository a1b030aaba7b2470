/// Lines that could not be written yet, bounded in bytes.
///
/// From half of the limit on, details (tokens, progress, samples) are not taken any more: a
/// generation's `done` holds the whole text, and there should be room for it.
struct Backlog {
  private(set) var lostEvents = 0

  private let limit: Int
  private var lines: [[UInt8]] = []
  private var head = 0
  private var bytes = 0

  init(limit: Int) { self.limit = limit }

  var first: [UInt8]? { head < lines.count ? lines[head] : nil }

  /// Lines that wait.
  var count: Int { lines.count - head }

  mutating func append(_ line: [UInt8], isDetail: Bool) {
    guard bytes + line.count <= (isDetail ? limit / 2 : limit) else {
      lostEvents += 1
      return
    }
    lines.append(line)
    bytes += line.count
  }

  mutating func removeFirst() {
    bytes -= lines[head].count
    lines[head] = []
    head += 1
    // Where lines come as fast as they go the list would never be empty.
    if head * 2 >= lines.count {
      lines.removeFirst(head)
      head = 0
    }
  }

  /// How many events were lost since the last time.
  mutating func takeLostEvents() -> Int {
    defer { lostEvents = 0 }
    return lostEvents
  }
}

extension SessionEvent {
  /// One of the many small events that a later one sums up.
  var isDetail: Bool {
    switch body {
    case .token, .prefill, .load, .sample: true
    default: false
    }
  }
}
