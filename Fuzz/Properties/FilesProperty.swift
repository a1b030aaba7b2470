import Cells
import Configuration
import JSON
import Playground
import SessionLog

/// Settings, keys, a theme and a layout that somebody wrote.
func checkFiles(_ bytes: [UInt8]) throws {
  let text = String(decoding: bytes, as: UTF8.self)
  let lines = 1 + text.unicodeScalars.count
  func check(_ problems: [Problem]) throws {
    for problem in problems {
      try require(!problem.reason.isEmpty, "a problem without a reason")
      try require(problem.line.map { 1...lines ~= $0 } ?? true, "line \(problem.line ?? 0)")
    }
  }
  let (settings, remarks) = UserSettings.read(text, file: "config.yaml")
  try check(remarks)
  try require(UserSettings.read(text, file: "config.yaml").0 == settings, "read otherwise")
  let theme = Result { () throws(Problem) in
    try ThemeFile(name: "t", text: text, file: "t.yaml")
  }
  switch theme {
  case .success(let theme): try check(theme.problems)
  case .failure(let problem): try check([problem])
  }

  let (keys, refusals) = KeysFile.read(text, file: "keys.yaml")
  try check(refusals)
  var view = ViewState(size: Size(columns: 60, rows: 60))
  view.keys = keys
  let state = SessionSeeds.state
  var cache = LayoutCache()
  try draw(state, view, cache: &cache)
  // Whatever else was rebound, help and palette show it.
  for key in [Key(.function(1)), Key(.escape), Key(.escape), .init(.character(":"))] {
    _ = update(&view, .input(.key(key), at: view.now + 1), state, cache: &cache)
    try draw(state, view, cache: &cache)
  }

  guard let json = try? JSONValue.parse(bytes), let layout = SavedLayout(json) else { return }
  let written = Array(layout.json.write().utf8)
  let again = try SavedLayout(JSONValue.parse(written))
  try require(again == layout, "a layout is read back as \(String(describing: again))")
}

enum FileSeeds {
  static let all: [[UInt8]] = texts.map { Array($0.utf8) }

  private static let texts = [
    "theme: dark\nmodels: [~/gguf, /srv]\nmouse: true\nambiguous: wide\ncolor: 256\n",
    "panes:\n  close: [x, C-w]\n  stop: none\ntype:\n  zoom: Alt-z\neverywhere: {help: F5}\n",
    "inherits: lineup-dark\npalette: {rose: \"#ff5f87\"}\nroles:\n  title: rose\n"
      + "  match: {fg: 231, bg: rose, attributes: [bold, dim], mono: reverse}\n",
    "a: &x [*x, *x]\n<<: *x\n? {b: c}\n: |\n  text\n--- !!binary\n...\n", "", "\u{FEFF}- 1\n\t- 2",
    #"{"v":1,"arrangement":"rows","run":"queue","panes":[{"name":"a","model":"/a.gguf","settings":{"temp":0.5}},{"model":"b"}]}"#,
  ]
}
