import Cells
import GenerationAPI
import Playground
import SessionLog

/// An answer that comes in pieces, drawn after each of them.
func checkAnswer(_ bytes: [UInt8]) throws {
  var source = ByteSource(bytes)
  let lengths = source.bytes(3)
  var view = ViewState(
    size: Size(columns: 1 + source.below(110), rows: 1 + source.below(40)))
  let look = source.byte()
  view.isASCII = look & 1 != 0
  view.ambiguousIsWide = look & 2 != 0
  view.mode = .panes
  let text = Array(String(decoding: source.remaining(), as: UTF8.self).unicodeScalars)

  var state = SessionSeeds.state
  var cache = LayoutCache()
  // As it is written, thoughts unfolded, looked for.
  for (bit, keys) in [(4, "v"), (8, "F"), (16, "/a\r")] where look & UInt8(bit) != 0 {
    for scalar in keys.unicodeScalars {
      let key = scalar == "\r" ? Key(.enter) : Key(.character(Character(scalar)))
      _ = update(&view, .input(.key(key), at: 1), state, cache: &cache)
    }
  }
  _ = update(&view, .tick(at: 100), state, cache: &cache)
  func happen(_ body: SessionEvent.Body) { state.apply(SessionEvent(t: state.t + 0.1, body)) }
  happen(.prompt(PromptEvent(turn: 2, panes: [1], text: "?")))
  happen(
    .start(
      StartEvent(
        pane: 1, turn: 2, seed: 1, rendered: "", promptTokens: 1, cachedTokens: 0,
        condition: Condition())))
  for piece in ByteSource.pieces(of: text, lengths: lengths) {
    var string = String.UnicodeScalarView()
    string.append(contentsOf: piece)
    happen(.token(pane: 1, GeneratedToken(id: 1, text: String(string), logprob: nil)))
    try draw(state, view, cache: &cache)
  }
  if look & 32 != 0 {
    var whole = String.UnicodeScalarView()
    whole.append(contentsOf: text)
    let result = GenerateResult(
      reason: .stop, text: String(whole), metrics: GenerateMetrics(), error: nil)
    happen(.done(DoneEvent(pane: 1, turn: 2, result: result)))
  }
  try draw(state, view, cache: &cache)
  var fresh = LayoutCache()
  let whole = render(state, view, size: view.size, theme: .lineupDark, cache: &fresh)
  let grown = render(state, view, size: view.size, theme: .lineupDark, cache: &cache)
  try require(grown == whole, "an answer in pieces looks unlike the whole")
}

enum AnswerSeeds {
  static let all: [[UInt8]] = texts.flatMap { text in
    [
      [5, 0, 3, 79, 23, 0], [1, 0, 0, 30, 12, 33], [15, 15, 15, 52, 30, 2], [4, 7, 1, 12, 39, 24],
    ]
    .map { $0 + Array(text.utf8) }
  }

  private static let texts = [
    "# Sea\n\n**Bold** and *thin*, `code`; ~~gone~~ [a](http://b.c) <https://d.e>\n\n> quoted\n> on",
    "```py\ndef f(x):\n    return \"바다\"  # sea\n```\nand\n~~~\nopen",
    "| a | b |\n|---|:-:|\n| 1 | **2** |\n| 👩‍👩‍👧 | `x|y` |\n\nbehind",
    "- one\n  - two\n    1. three\n\n---\n- [ ] to do\n\t* tab\n\r\n\\* not",
    "<think>first, a sea\n\nthen</think>An answer about a sea.", "<think>open a",
  ]
}
