import Cells
import JSON
import Playground
import SessionLog

func checkSession(_ bytes: [UInt8], _ ways: Ways) throws {
  var ways = ways
  var state = SessionState()
  var again = SessionState()
  for line in bytes.split(separator: 0x0A).prefix(500) {
    let event: SessionEvent
    do { event = try SessionEvent(line: Array(line)) } catch {
      try requirePlain("\(error)")
      continue
    }
    let written = event.line()
    try require(
      written.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a control character in a written line")
    let read = try SessionEvent(line: written)
    try require(
      read == event || read.inOneOrder == event.inOneOrder, "read back as \(read), was \(event)")
    try require(read.line() == written, "written again as \(read)")
    state.apply(event)
    again.apply(read)
  }
  try require(state == again, "folded otherwise")
  try require(try state.throughSnapshot() == state, "another state in its snapshot")
  try checkExports(state)

  let file = try MemoryFile(bytes)
  do {
    let reader = try SessionReader(file.path)
    let fromFile = try reader.state()
    for sentence in reader.report.sentences { try requirePlain(sentence) }
    try require(fromFile.panes.count <= 256, "more panes than there can be")
    try checkSearch(file.path, fromFile)
    try checkReplay(file.path, fromFile)
  } catch { try requirePlain("\(error)") }

  let screens = [(Size(columns: 80, rows: 24), false), (Size(columns: 41, rows: 9), true)]
  for (size, isWide) in ways.of(screens) {
    var view = ViewState(size: size)
    view.ambiguousIsWide = isWide
    var cache = LayoutCache()
    _ = update(&view, .sessionChanged(at: state.t), state, cache: &cache)
    try draw(state, view, cache: &cache)
  }
}

/// Goes through a session's moments there and back.
private func checkReplay(_ path: String, _ end: SessionState) throws {
  let replay = try Replay.openWhole(path)
  let count = replay.index.count
  try replay.seek(to: .max)
  try require(replay.state == end && replay.isAtEnd, "another end in a replay")
  try replay.seek(to: count / 2)
  let middle = replay.state
  try replay.step(by: -1)
  try replay.step(by: 1)
  try replay.seek(toTime: replay.index.length / 2)
  for jump in [ReplayJump.marker(1), .marker(-1), .difference, .prompt, .firstToken, .tenth(3)] {
    switch replay.index.target(of: jump, from: replay.event) {
    case .event(let event): try replay.seek(to: event)
    case .time(let t): try replay.seek(toTime: t)
    case nil: break
    }
  }
  try replay.seek(to: count / 2)
  try require(replay.state == middle, "another middle on the way back")
}

/// Draws a session and checks the picture.
func draw(_ state: SessionState, _ view: ViewState, cache: inout LayoutCache) throws {
  let frame = render(state, view, size: view.size, theme: .lineupDark, cache: &cache)
  try requireExact(frame)
  try require(
    0..<frame.size.columns ~= frame.caret.column && 0..<frame.size.rows ~= frame.caret.row,
    "the caret is at \(frame.caret) of \(frame.size)")
}

extension SessionEvent {
  /// The event without an order of what is unknown in it: a field that is known by its name is
  /// written among the known ones.
  fileprivate var inOneOrder: SessionEvent {
    var event = self
    event.unknownFields = Self.inOneOrder(unknownFields)
    return event
  }

  private static func inOneOrder(_ fields: [JSONField]) -> [JSONField] {
    // By their places where names are equal: then the order says which one counts.
    fields.map { JSONField($0.key, inOneOrder($0.value)) }.enumerated().sorted { a, b in
      let (first, second) = (a.element.key.utf8, b.element.key.utf8)
      return first.elementsEqual(second)
        ? a.offset < b.offset : first.lexicographicallyPrecedes(second)
    }.map(\.element)
  }

  private static func inOneOrder(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let fields): .object(inOneOrder(fields))
    case .array(let elements): .array(elements.map(inOneOrder))
    default: value
    }
  }
}
