import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

struct PaneNoteTests {
  /// The screen after an answer of four words that ended at a limit.
  func screen(context: Int, _ change: (inout ViewState) -> Void = { _ in }) -> String {
    var script = Script()
    script.open(1, "smollm2")
    script.ready(1, .smol, context: context)
    script.prompt("Go on.", to: [1])
    script.start(1, tokens: 12)
    script.answer(1, "one two three four", rate: 10)
    script.end(1, .length)
    script.play()
    var cache = LayoutCache()
    let size = Size(columns: 80, rows: 24)
    var view = ViewState(size: size)
    change(&view)
    return render(script.session, view, size: size, theme: .lineupDark, cache: &cache).dump
  }

  @Test func whatGoesOnIsCalledByItsKeyInTheModeThereIs() {
    #expect(screen(context: 8192).contains("; Esc C goes on"))
    #expect(screen(context: 8192) { $0.mode = .panes }.contains("; C goes on"))
    let rebound = screen(context: 8192) { view in
      view.mode = .panes
      view.keys.bindings = view.keys.bindings.map { binding in
        binding.action == .goOn
          ? KeyBinding(.panes, [.plain("X")], "X", .goOn, binding.help) : binding
      }
    }
    #expect(rebound.contains("; X goes on"))
  }

  @Test(arguments: [GenerateStopReason.cut, .cancelled])
  func whatHasNothingToGoOnFromIsAnsweredAgain(_ reason: GenerateStopReason) {
    var script = Script()
    script.open(1, "smollm2")
    script.ready(1, .smol)
    script.prompt("Go on.", to: [1])
    script.start(1, tokens: 12)
    script.end(1, reason)
    script.play()
    var view = ViewState(size: Size(columns: 80, rows: 24))
    view.mode = .panes
    let pane = script.session.panes[0]
    let notes = PaneNote.lines(of: pane, view: view).map(\.text)
    #expect(notes.contains { $0.hasSuffix("; r answers again") }, "\(notes)")
  }

  @Test func aLimitOfTokensIsToldFromAFullContext() {
    #expect(screen(context: 8192).contains("limit of 4 tokens"))
    // The last token needs no place: 12 of the prompt and 3 of the answer.
    #expect(screen(context: 15).contains("the context of 15 tokens is full"))
  }
}
