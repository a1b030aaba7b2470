import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

/// Whatever the session, the view and the size: a frame is drawn, every row is exact, and the
/// caret is inside.
struct RenderPropertyTests {
  func check(_ frame: Frame, _ size: Size, _ what: String) {
    #expect(frame.cells.count == max(0, size.columns) * max(0, size.rows))
    #expect(frame.rowWidths.allSatisfy { $0 == size.columns }, "\(what) \(size)")
    #expect(frame.caret.column >= 0 && frame.caret.row >= 0, "\(what) \(size)")
    if size.columns > 0, size.rows > 0 {
      #expect(
        frame.caret.column < size.columns && frame.caret.row < size.rows, "\(what) \(size)")
    }
  }

  @Test func everySizeHoldsEveryScene() {
    let scenes: [(String, Script)] = [
      ("none", Script()), ("ready", Scenes.bothReady()), ("loading", Scenes.loading()),
      ("streaming", Scenes.streaming()), ("endings", Scenes.endings()), ("eight", Scenes.eight()),
      ("compared", Scenes.compared()),
    ]
    let sizes =
      (1...12).flatMap { rows in [1, 2, 3, 39, 40, 41, 79, 80].map { ($0, rows) } }
      + [(0, 0), (0, 5), (5, 0), (300, 100), (300, 10), (40, 100), (41, 31), (77, 16), (114, 30)]
    for (name, script) in scenes {
      for (columns, rows) in sizes {
        let size = Size(columns: columns, rows: rows)
        var cache = LayoutCache()
        var view = ViewState(size: size, draft: Draft("한글 and text"))
        check(
          render(script.session, view, size: size, theme: .lineupDark, cache: &cache), size, name)
        view.help = 3
        view.mode = .panes
        view.marked = [1, 2]
        view.isZoomed = true
        check(
          render(script.session, view, size: size, theme: .lineupDark, cache: &cache), size, name)
        guard name == "compared" || name == "eight" else { continue }
        view.cards = [Scenes.card]
        view.table.isDocked = rows % 2 == 0
        for overlay in [Overlay.details(first: 3), .table, nil] {
          view.overlay = overlay
          view.table.scope = overlay == nil ? .session : .turn
          check(
            render(script.session, view, size: size, theme: .lineupDark, cache: &cache), size, name)
        }
      }
    }
  }

  @Test func randomSessionsKeysAndSizesNeverBreakAFrame() {
    var random = SplitMix(state: 1)
    func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let words = [
      "sea", "바다", "👨‍👩‍👧‍👦", "🇰🇷", "\u{1B}[31m", "\u{202E}", "漢字。", "\n", "\t", "e\u{301}", "ก\u{E33}",
      "\u{1112}",
      "averyveryverylongwordthatnevereverends", " ",
    ]
    for _ in 0..<30 {
      var person = Person(
        Script(), draft: Draft(words[pick(words.count)]), columns: 1 + pick(120),
        rows: 1 + pick(50))
      person.view.isASCII = pick(3) == 0
      person.view.ambiguousIsWide = pick(3) == 0
      for pane in 1...(1 + pick(8)) {
        person.script.open(pane, words[pick(words.count)] + "\(pane)")
      }
      for step in 0..<40 {
        let pane = 1 + pick(8)
        let text = (0..<(1 + pick(30))).map { _ in words[pick(words.count)] }.joined()
        switch pick(13) {
        case 12:
          var choices = SessionScenes.all
          choices[pick(choices.count)].title = text
          person.send(.sessions(choices, today: SessionScenes.today, at: 0))
          let query = person.view.sessions?.query ?? 0
          let ranges = [pick(9)..<9, 0..<pick(99), 7..<(7 + pick(40))]
          person.send(
            .found(
              [SessionFinding(path: "/s/d00d.jsonl", count: 2, snippet: text, ranges: ranges)],
              query: query, at: 0))
          person.send(.preview(SessionScenes.preview, at: 0))
        case 0: person.script.ready(pane, pick(2) == 0 ? .smol : .gemma, context: pick(3000))
        case 1: person.script.load(pane, pick(100), of: pick(100))
        case 2: person.script.prompt(text, to: [pane, 1 + pick(8)])
        case 3: person.script.start(pane, sequences: pick(4))
        case 4: person.script.read(pane, pick(1000), of: pick(1000))
        case 5:
          person.script.answer(pane, text, rate: Double(1 + pick(300)))
          person.script.play()
        case 6:
          let reasons: [GenerateStopReason] = [.stop, .length, .cancelled, .cut, .error]
          person.script.end(pane, reasons[pick(5)], error: pick(2) == 0 ? text : nil)
          person.script.play()
        case 7: person.act(.resize(Size(columns: 1 + pick(150), rows: 1 + pick(50))))
        case 8: person.act(.paste(text))
        case 9:
          person.act(
            .mouse(
              Mouse(
                [.press, .wheelUp, .wheelDown][pick(3)],
                Point(column: pick(200), row: pick(70)))))
        default:
          let keys =
            KeyTable.standard.bindings.flatMap(\.keys) + [.plain("한"), .plain("ㅁ"), .plain("x")]
          person.press(keys[pick(keys.count)])
        }
        person.send(.sessionChanged(at: 0))
        if step % 4 == 3 { check(person.frame(), person.view.size, "random") }
      }
    }
  }

  @Test func theSameValuesGiveTheSameFrameWithAnyCache() {
    let script = Scenes.streaming()
    let view = ViewState(size: Size(columns: 100, rows: 30))
    var used = LayoutCache()
    for columns in [40, 80, 120] {
      _ = render(
        script.session, view, size: Size(columns: columns, rows: 30), theme: .lineupDark,
        cache: &used)
    }
    var fresh = LayoutCache()
    let a = render(script.session, view, size: view.size, theme: .lineupDark, cache: &used)
    let b = render(script.session, view, size: view.size, theme: .lineupDark, cache: &fresh)
    #expect(a == b)
  }

  @Test func theCacheForgetsWhatIsNoLongerDrawn() {
    let script = Scenes.eight()
    var cache = LayoutCache()
    for columns in 80..<200 {
      let view = ViewState(size: Size(columns: columns, rows: 40))
      _ = render(script.session, view, size: view.size, theme: .lineupDark, cache: &cache)
    }
    #expect(cache.count < 64 * 16 * 2)
    let view = ViewState(size: Size(columns: 80, rows: 24))
    for _ in 0..<70 {
      _ = render(script.session, view, size: view.size, theme: .lineupDark, cache: &cache)
    }
    #expect(cache.count <= 4)
  }
}
