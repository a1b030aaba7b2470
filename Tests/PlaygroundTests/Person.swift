import Cells
import SessionLog

@testable import Playground

/// A person at the keyboard: presses keys, and keeps what the program asked for.
struct Person {
  var view: ViewState
  var script: Script
  var effects: [Effect] = []
  private var cache = LayoutCache()
  private var time = 0.0

  init(_ script: Script, draft: Draft = Draft(), columns: Int = 80, rows: Int = 24) {
    self.script = script
    view = ViewState(size: Size(columns: columns, rows: rows), draft: draft)
  }

  mutating func send(_ event: AppEvent) {
    effects = update(&view, event, script.session, cache: &cache)
  }

  /// Presses a key, a tenth of a second after the last.
  mutating func press(_ keys: Key..., after delay: Double = 0.1) {
    for key in keys {
      time += delay
      send(.input(.key(key), at: time))
    }
  }

  mutating func type(_ text: String) {
    for character in text { press(.plain(character)) }
  }

  mutating func wait(_ seconds: Double) {
    time += seconds
    send(.tick(at: time))
  }

  mutating func act(_ input: Input) { send(.input(input, at: time)) }

  mutating func frame() -> Frame {
    render(script.session, view, size: view.size, theme: view.theme, cache: &cache)
  }

  /// The last line of the screen.
  mutating func hintLine() -> String {
    let frame = frame()
    let text = (0..<frame.size.columns).map { frame[$0, frame.size.rows - 1].text }.joined()
    return String(text.reversed().drop { $0 == " " }.reversed()).trimmingPrefix(" ").description
  }
}

extension String {
  fileprivate func trimmingPrefix(_ prefix: Character) -> Substring { drop { $0 == prefix } }
}
