import Cells
import FoundationEssentials
import SessionLog
import Testing

@testable import Playground

/// A script's session in a file.
private func file(_ script: Script) throws -> URL {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent(
    "lineup-replay-\(UUID().uuidString).jsonl")
  let lines = script.events.map { String(decoding: $0.line(), as: UTF8.self) + "\n" }
  try lines.joined().write(to: file, atomically: true, encoding: .utf8)
  return file
}

extension ReplayView {
  fileprivate static func of(_ replay: Replay, isPlaying: Bool = false) -> ReplayView {
    var view = ReplayView(title: "The sea")
    view.t = replay.state.t
    view.length = replay.index.length
    view.event = replay.event
    view.count = replay.index.count
    view.isPlaying = isPlaying
    view.markers = replay.index.markers
    return view
  }
}

struct ReplayTests {
  /// The frame when something happened, and the frame of the same moment of the saved session, reached
  /// step by step, and by jumping there and back.
  @Test(arguments: [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 40, rows: 10),
  ])
  func theScreenIsTheSameLiveAndInReplayAfterEveryEvent(size: Size) throws {
    for script in [
      Scenes.streaming(), Scenes.endings(), Scenes.eight(), PromptScenes.answered(),
      Scenes.reading(), Scenes.thinking(), Scenes.compared(),
    ] {
      let path = try file(script)
      defer { try? FileManager.default.removeItem(at: path) }
      let replay = try Replay.openWhole(path.path)
      let view = ViewState(size: size)
      var live = SessionState()
      var frames: [Frame] = []
      // Caches as the program has them: one for each of the two screens.
      var liveCache = LayoutCache()
      var replayCache = LayoutCache()
      for (index, event) in script.events.enumerated() {
        live.apply(event)
        try replay.seek(to: index + 1)
        let one = render(live, view, size: size, theme: .lineupDark, cache: &liveCache)
        let two = render(replay.state, view, size: size, theme: .lineupDark, cache: &replayCache)
        #expect(one == two, "event \(index + 1)")
        frames.append(one)
      }
      for index in frames.indices.reversed() {
        try replay.seek(to: index + 1)
        let frame = render(replay.state, view, size: size, theme: .lineupDark, cache: &replayCache)
        #expect(frame == frames[index], "back at event \(index + 1)")
      }
    }
  }

  private func person(playing: Bool = false, at event: Int = 12) throws -> (Person, Replay) {
    let script = Scenes.streaming()
    let path = try file(script)
    defer { try? FileManager.default.removeItem(at: path) }
    let replay = try Replay.openWhole(path.path)
    try replay.seek(to: event)
    var person = Person(script)
    person.view.mode = .panes
    person.view.replay = .of(replay, isPlaying: playing)
    return (person, replay)
  }

  @Test func itsKeysAskForMoments() throws {
    var (person, _) = try person()
    for (key, command) in [
      (Key.plain(" "), ReplayCommand.toggle), (.plain("."), .step(1)), (.plain(","), .step(-1)),
      (Key(.right), .skip(5)), (Key(.left), .skip(-5)), (.plain("]"), .jump(.marker(1))),
      (.plain("["), .jump(.marker(-1))), (.plain("+"), .speed(1)), (.plain("="), .speed(1)),
      (.plain("-"), .speed(-1)), (Key(.enter), .goLive), (Key(.escape), .leave),
    ] {
      person.press(key)
      #expect(person.effects == [.control(command)], "\(key)")
    }
    for (key, jump) in [
      ("p", ReplayJump.prompt), ("f", .firstToken), ("e", .end), ("0", .tenth(0)), ("9", .tenth(9)),
    ] {
      person.press(.plain("'"), .plain(Character(key)))
      #expect(person.effects == [.control(.jump(jump))])
    }
  }

  @Test func theDifferenceIsGoneToWhereThereIsOne() throws {
    var (person, _) = try person()
    person.view.replay?.markers = []
    person.press(.plain("'"), .plain("d"))
    #expect(person.effects.isEmpty)
    #expect(person.view.toast?.text.contains("don't differ") == true)
    person.view.replay?.markers = [ReplayMarker(kind: .difference, event: 5, t: 1, turn: 1)]
    person.press(.plain("'"), .plain("d"))
    #expect(person.effects == [.control(.jump(.difference))])
  }

  @Test func whatChangesASessionDoesNothingThere() throws {
    var (person, _) = try person()
    for key in "rRCseacwmptLAiW" {
      let before = person.view.overlay
      person.press(.plain(key))
      #expect(person.effects.isEmpty, "\(key)")
      #expect(person.view.overlay == before && person.view.mode == .panes)
    }
    person.act(.paste("hello"))
    #expect(person.view.mode == .panes && person.view.draft.isEmpty)
    // What only looks works.
    person.press(.plain("2"))
    #expect(person.view.chosen == 2)
    person.press(.plain("z"))
    #expect(person.view.isZoomed)
    person.press(.plain("T"))
    #expect(person.view.overlay == .table)
  }

  @Test func theListOfSessionsWorksThereAndKnowsTheSessionBehindFromItsFile() throws {
    var (person, _) = try person()
    person.press(.plain("o"))
    #expect(person.effects == [.findSessions])
    person.send(.sessions(SessionScenes.all, today: SessionScenes.today, at: 1))
    // What plays is another session than the one that runs.
    person.send(.sessionChanged(at: 1.1))
    #expect(person.view.sessions?.picked?.isThis == true)
    #expect(person.view.sessions?.picked?.turns == 0)
    person.press(.control("d"))
    #expect(person.effects.isEmpty)
    person.press(Key(.enter))
    #expect(person.effects == [.openSession(path: "/s/7f3a.jsonl")])
    #expect(person.view.overlay == nil)
  }

  @Test func atTheEndTheHintsStillOfferTheWayBack() throws {
    var (person, replay) = try person()
    person.view.size.columns = 120
    person.view.replay?.event = replay.index.count
    #expect(person.hintLine().contains(", . token") && person.hintLine().contains("[ ] marker"))
  }

  @Test func itsHelpBeginsWithItsKeys() throws {
    var (person, _) = try person()
    person.press(.plain("?"))
    let frame = person.frame()
    let text = (0..<frame.size.columns).map { frame[$0, 2].text }.joined()
    #expect(text.contains("REPLAY: a saved session plays"))
  }

  @Test func whatGoesOnFromAMomentIsCalledAfterTheFirstSession() {
    #expect(SessionTitle.title(of: "Sea", from: 62.3) == "Sea, from 1:02.3")
    #expect(SessionTitle.title(of: "Sea, from 1:02.3", from: 4) == "Sea, from 0:04.0")
    #expect(
      SessionTitle.title(of: "Letters, from home", from: 4) == "Letters, from home, from 0:04.0")
    #expect(SessionTitle.title(of: "Sea (copy)", from: 5) == "Sea (copy), from 0:05.0")
    #expect(SessionTitle.title(of: ", from ", from: 5) == ", from , from 0:05.0")
  }

  @Test func leavingItKeepsWhatWasChangedMeanwhile() throws {
    var (person, _) = try person()
    let behind = ViewState(size: Size(columns: 80, rows: 24), draft: Draft("not sent"))
    person.press(.plain("M"))
    person.view.size = Size(columns: 100, rows: 30)
    let after = behind.after(person.view)
    #expect(!after.hasMouse && after.size.columns == 100)
    #expect(after.messages == person.view.messages)
    #expect(after.draft.text == "not sent" && after.replay == nil)
  }

  @Test func aKoreanKeyboardPlaysToo() throws {
    var (person, _) = try person()
    person.press(.plain("'"), .plain("ㅔ"))
    #expect(person.effects == [.control(.jump(.prompt))])
  }

  @Test func theEndsAndTheSpeedsAreSaid() throws {
    var (person, replay) = try person()
    person.view.replay?.event = replay.index.count
    person.press(.plain("."))
    #expect(person.effects.isEmpty && person.view.toast?.text == "that is the end")
    person.view.replay?.event = 0
    person.press(.plain(","))
    #expect(person.view.toast?.text == "that is the beginning")
    person.view.replay?.speed = 64
    person.press(.plain("+"))
    #expect(person.effects.isEmpty && person.view.toast?.text == "that is the most")
  }

  @Test func controlCPausesThenAsksAndQuits() throws {
    var (person, _) = try person(playing: true)
    person.press(.control("c"))
    #expect(person.effects == [.control(.toggle)])
    person.view.replay?.isPlaying = false
    person.press(.control("c"))
    #expect(person.effects.isEmpty)
    person.press(.control("c"))
    #expect(person.effects == [.quit])
    // Over a session that runs, it is left.
    person.view.replay?.isOverSession = true
    person.press(.plain("q"))
    #expect(person.effects == [.control(.leave)])
  }

  @Test func aClickOnTheLineGoesThere() throws {
    var (person, _) = try person()
    let view = try #require(person.view.replay)
    let timeline = Timeline(view, columns: 80, person.view.glyphs, person.view.widths)
    let row = 22
    for (column, share) in [(timeline.start, 0.0), (timeline.start + timeline.count - 1, 1.0)] {
      person.act(.mouse(Mouse(.press, Point(column: column, row: row))))
      #expect(person.effects == [.control(.seek(share))])
    }
    person.act(.mouse(Mouse(.press, Point(column: 1, row: row))))
    #expect(person.effects.isEmpty)
  }

  @Test func aSessionThatCanNotBeGoneOnWithSaysWhy() throws {
    var (person, _) = try person()
    person.view.replay?.obstacle = "it was written by a newer lineup"
    person.press(Key(.enter))
    #expect(person.effects.isEmpty && person.view.toast?.text == "it was written by a newer lineup")
  }

  @Test func theClockCountsMinutesAndHours() {
    #expect(ReplayView.clock(0) == "0:00.0")
    #expect(ReplayView.clock(62.34) == "1:02.3")
    #expect(ReplayView.clock(3723.9) == "1:02:03.9")
    #expect(ReplayView.clock(.infinity) == ReplayView.clock(1e9))
    #expect(ReplayView.clock(.nan) == "0:00.0")
  }

  @Test func outsideOfAReplayItsKeysAreNone() {
    var person = Person(Scenes.streaming())
    person.view.mode = .panes
    person.press(.plain("'"))
    #expect(person.view.pendingPrefix == nil && person.effects.isEmpty)
    person.press(.plain("["))
    #expect(person.effects.isEmpty)
  }
}
