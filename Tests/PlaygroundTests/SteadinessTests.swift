import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

/// Numbers change where they stand; nothing moves while an answer is written.
struct SteadinessTests {
  /// Three panes, two of them answering: one joins later, caches grow past every number of digits,
  /// and rates from below 10 to above 100.
  static func script(panes: Int) -> Script {
    var script = Scenes.two()
    script.ready(1, .smol)
    script.ready(2, .gemma)
    if panes > 2 {
      for pane in 3...panes {
        script.open(pane, "SmolLM2-135M-Instruct#\(pane - 1)")
        script.ready(pane, .smol)
      }
    }
    script.t = 1
    script.prompt("x", to: Array(1...panes))
    for pane in 1...panes { script.start(pane, tokens: 18, sequences: 1) }
    return script
  }

  /// What stands still in a screen's lines: names of figures, units, borders and the columns in
  /// which figures end.
  static func landmarks(_ frame: Frame, _ places: [PanePlace]) -> [String] {
    let words = [" t/s", "ttft", " tok", "ctx", " MiB", "%", "×", "mem", "cores"]
    return (0..<frame.size.rows).map { row in
      // Bodies hold text, which grows.
      let isBody = places.contains { $0.body.row <= row && row < $0.body.endRow }
      guard !isBody else { return "" }
      let cells = (0..<frame.size.columns).map { frame[$0, row].text }
      return words.map { word in
        let letters = word.map(String.init)
        let found = (0..<cells.count).filter { start in
          start + letters.count <= cells.count
            && Array(cells[start..<(start + letters.count)]) == letters
        }
        return "\(word)@\(found)"
      }.joined(separator: " ")
    }
  }

  @Test(arguments: [
    (2, 120, 36), (2, 80, 24), (3, 80, 24), (8, 200, 60), (8, 80, 24), (3, 40, 10),
  ])
  func nothingMovesWhileAnswersAreWritten(panes: Int, columns: Int, rows: Int) {
    let size = Size(columns: columns, rows: rows)
    for isDocked in rows < TableView.dockRows ? [false] : [false, true] {
      var script = Self.script(panes: panes)
      var view = ViewState(size: size, draft: Draft("x"))
      view.table.isDocked = isDocked
      var cache = LayoutCache()
      var before: [String]?
      var frames = 0
      for step in 0..<120 {
        // From one token a frame to one in twenty.
        let isFast = step % 40 < 20
        if isFast || step % 20 == 0 {
          for pane in 1...panes {
            script.apply(
              .token(pane: pane, GeneratedToken(id: 1, text: "word ", logprob: nil)))
          }
        }
        script.t += 1.0 / 60
        if step % 12 == 5 {
          script.apply(
            .sample(
              SampleEvent(
                rss: 430_000_000 + step * 1_000_000, available: 20_000_000_000,
                panes: (1...panes).map {
                  .init(pane: $0, tps: nil, kvBytes: 900_000 * (step + 1) * (step + 1) / 100)
                })))
        }
        let places = ScreenLayout(
          LayoutInputs(
            size: size, panes: Array(1...panes), chosen: 1, dockRows: view.dockRows(script.session)
          )
        ).panes
        let frame = render(script.session, view, size: size, theme: .lineupDark, cache: &cache)
        let now = Self.landmarks(frame, places)
        // Memory is known from the first sample on.
        guard step > 5 else { continue }
        if let before, before != now {
          let row = before.indices.first { before[$0] != now[$0] } ?? 0
          Issue.record("step \(step), row \(row): \(before[row]) became \(now[row])")
          return
        }
        before = now
        frames += 1
      }
      #expect(frames > 100)
    }
  }

  @Test func theTabsStandStillWhileRatesGetMoreDigits() {
    var starts: Set<Int> = []
    for rate in [3.0, 30, 300] {
      var script = Self.script(panes: 3)
      for pane in 1...3 { script.answer(pane, String(repeating: "w ", count: 400), rate: rate) }
      script.play(until: 1.2)
      let view = ViewState(size: Size(columns: 40, rows: 10))
      var cache = LayoutCache()
      let frame = render(
        script.session, view, size: view.size, theme: .lineupDark, cache: &cache)
      starts.formUnion((0..<40).filter { frame[$0, 0].text == "▸" })
    }
    #expect(starts.count == 3)
  }
}
