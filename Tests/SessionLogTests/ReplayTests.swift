import GenerationAPI
import JSON
import Support
import Testing

@testable import SessionLog

/// A session of several turns in two panes, as a file has it.
private func session(turns: Int, tokens: Int) -> [SessionEvent] {
  var random = SplitMix(seed: 3)
  var events = [
    SessionEvent(
      t: 0,
      .session(
        SessionHeader(
          created: "2026-02-01T09:00:00Z", app: "test",
          machine: .init(cpu: "c", cores: 2, memory: 1, kernels: "plain")))),
    opened(1), opened(2),
  ]
  var t = 0.0
  for turn in 1...turns {
    t += 1
    events.append(sent("question \(turn)", turn: turn, to: [1, 2], at: t))
    for pane in 1...2 { events.append(started(pane, turn: turn, at: t)) }
    var texts = ["", ""]
    for place in 0..<tokens {
      for pane in 1...2 {
        t += Double(random.below(90)) / 1000
        let text = place == 3 && turn.isMultiple(of: 2) && pane == 2 ? "other " : "token \(place) "
        texts[pane - 1] += text
        events.append(token(text, pane: pane, at: t))
      }
      if place.isMultiple(of: 7) { events.append(sampled(1, kvBytes: place, at: t)) }
    }
    for pane in 1...2 { events.append(done(pane, turn: turn, text: texts[pane - 1], at: t)) }
  }
  return events
}

private func write(_ events: [SessionEvent], to path: String) throws {
  var bytes: [UInt8] = []
  for event in events {
    bytes += event.line()
    bytes.append(0x0A)
  }
  try #require((try? OpenFile.replacing(path, with: bytes)) != nil)
}

@Suite struct ReplayTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aSnapshotIsTheStateItWasTakenOf() throws {
    for seed in 0..<60 {
      var random = SplitMix(seed: UInt64(seed))
      var state = SessionState()
      var places: [Int: SnapshotWriter.Places] = [:]
      var store = SnapshotStore()
      for round in 0..<120 {
        // As a file has it: what a number was is what is read.
        state.apply(try SessionEvent(line: random.event().line()))
        guard round.isMultiple(of: 7) else { continue }
        var writer = SnapshotWriter(store, places: places)
        var copy = state
        try copy.code(with: &writer)
        places = writer.places
        store = writer.store
        let place = store.add(writer.bytes)
        var reader = SnapshotReader(store.bytes, at: place)
        var again = SessionState()
        try again.code(with: &reader)
        #expect(again == state, "seed \(seed), event \(round)")
      }
    }
  }

  @Test func everyMomentIsTheFoldOfWhatCameBefore() throws {
    let path = folder.path + "/long.jsonl"
    let events = session(turns: 40, tokens: 150)
    try write(events, to: path)
    var states = [SessionState()]
    for event in events {
      var next = states[states.count - 1]
      next.apply(event)
      states.append(next)
    }
    let replay = try Replay.openWhole(path)
    #expect(replay.index.count == events.count)
    #expect(replay.index.keyframes.count > 3)
    var random = SplitMix(seed: 5)
    for _ in 0..<300 {
      switch random.below(4) {
      case 0: try replay.seek(to: random.below(events.count + 1))
      case 1:
        let t = Double(random.below(Int(replay.index.length * 1000) + 1)) / 1000
        try replay.seek(toTime: t)
        #expect(replay.state.t <= t)
        #expect(try replay.nextTime().map { $0 > t } ?? true)
      case 2: try replay.step(by: 1)
      default: try replay.step(by: -1)
      }
      #expect(replay.state == states[replay.event], "event \(replay.event)")
    }
    for event in (0...events.count).reversed().prefix(600) {
      try replay.seek(to: event)
      #expect(replay.state == states[event])
    }
  }

  @Test func aStepIsAToken() throws {
    let path = folder.path + "/step.jsonl"
    let events = session(turns: 2, tokens: 3)
    try write(events, to: path)
    let replay = try Replay.openWhole(path)
    func tokens() -> Int { events.prefix(replay.event).count(where: \.isToken) }
    for count in 1...5 {
      try replay.step(by: 1)
      #expect(tokens() == count)
    }
    for count in (1...4).reversed() {
      try replay.step(by: -1)
      #expect(tokens() == count)
      #expect(events[replay.event - 1].isToken)
    }
    try replay.step(by: -1)
    #expect(replay.event == 0)
    for _ in 0..<20 { try replay.step(by: 1) }
    #expect(replay.isAtEnd)
  }

  @Test func markersSayWhatHappenedWhen() throws {
    let path = folder.path + "/markers.jsonl"
    try write(session(turns: 2, tokens: 5), to: path)
    let replay = try Replay.openWhole(path)
    let kinds = replay.index.markers.map { "\($0.kind) \($0.turn) \($0.pane ?? 0)" }
    #expect(
      kinds == [
        "prompt 1 0", "firstToken 1 1", "firstToken 1 2", "end 1 1", "end 1 2", "prompt 2 0",
        "firstToken 2 1", "firstToken 2 2", "difference 2 2", "end 2 1", "end 2 2",
      ])
    let difference = try #require(replay.index.markers.first { $0.kind == .difference })
    try replay.seek(to: difference.event)
    #expect(replay.state.pane(2)?.turns.last?.answer.hasSuffix("other ") == true)
  }

  @Test func anIndexIsKeptBesideALongSessionAndBelievedAsLongAsItFits() throws {
    let path = folder.path + "/kept.jsonl"
    let events = session(turns: 60, tokens: 200)
    try write(events, to: path)
    let first = try Replay.openWhole(path)
    #expect(first.index.count > ReplayIndexFile.worthwhile)
    let (second, rest) = try Replay.open(path)
    #expect(rest == nil)
    #expect(second.index.markers == first.index.markers)
    try second.seek(to: events.count / 2)
    #expect(second.state == SessionState(Array(events.prefix(events.count / 2))))

    // One byte more, and it is another file.
    try write(events + [resumed(at: 1e5)], to: path)
    let (_, more) = try Replay.open(path)
    #expect(more != nil)
  }

  @Test func aDamagedIndexIsAsGoodAsNone() throws {
    let path = folder.path + "/damaged.jsonl"
    let events = session(turns: 60, tokens: 200)
    try write(events, to: path)
    _ = try Replay.openWhole(path)
    let index = path + ReplayIndexFile.ending
    let sound = try #require(try WholeFile.read(index, atMost: 1 << 28))
    var random = SplitMix(seed: 9)
    for _ in 0..<40 {
      var bytes = sound
      for _ in 0...random.below(20) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      if random.bool() { bytes.removeLast(random.below(bytes.count)) }
      _ = try OpenFile.replacing(index, with: bytes)
      let (_, rest) = try Replay.open(path)
      #expect((rest == nil) == (bytes == sound))
    }
  }

  @Test func whatIsNoEventIsPassedOver() throws {
    let path = folder.path + "/broken.jsonl"
    let events = session(turns: 1, tokens: 4)
    var bytes: [UInt8] = []
    for event in events { bytes += event.line() + Array("\n{broken\n\n".utf8) }
    bytes += Array(#"{"t":9,"type":"tok"#.utf8)
    _ = try OpenFile.replacing(path, with: bytes)
    let replay = try Replay.openWhole(path)
    try replay.seek(to: .max)
    #expect(replay.state == SessionState(events))
    #expect(replay.index.report.skippedCount == events.count)
    #expect(replay.index.report.tornBytes != nil)
    try replay.seek(to: 5)
    #expect(replay.state == SessionState(Array(events.prefix(5))))
  }
}

extension SessionEvent {
  fileprivate var isToken: Bool { if case .token = body { true } else { false } }
}
