import Cells
import Configuration
import Inference
import JSON
import Playground
import SessionLog

/// Settings, keys, a theme, a catalogue and a layout that somebody wrote.
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
  let names = settings.endpoints.map(\.name) + settings.brokenEndpoints.map(\.name)
  try require(Set(names).count == names.count, "two endpoints of one name")
  for endpoint in settings.endpoints {
    var sums = [endpoint.budget ?? 0]
    for price in endpoint.prices.values {
      sums += [price.input, price.output, price.cachedInput ?? 0]
    }
    try require(sums.allSatisfy { $0 >= 0 }, "a price below 0, or none")
    try require(
      endpoint.address.isPrivate || endpoint.key?.isOptional ?? true, "a key for everybody to read")
  }
  let theme = Result { () throws(Problem) in
    try ThemeFile(name: "t", text: text, file: "t.yaml")
  }
  switch theme {
  case .success(let theme): try check(theme.problems)
  case .failure(let problem): try check([problem])
  }

  let catalogue = ModelCatalogue(text: text)
  try check(catalogue.problems)
  for row in catalogue.rows {
    try require(catalogue.row(named: row.name) == row, "\(row.name) is not found by its name")
    _ = catalogue.alternatives(to: row)
    try plan(row)
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

/// Whatever shape somebody wrote, it is planned in no time, or refused.
private func plan(_ row: CatalogueRow) throws {
  guard let architecture = row.architecture else { return }
  let needed = ["attention.layer_norm_rms_epsilon": 1e-5, "attention.layer_norm_epsilon": 1e-5]
  let outline: ModelOutline
  do throws(ModelError) {
    outline = try ModelOutline(
      architecture: architecture, shape: row.shape.merging(needed) { given, _ in given },
      quantisation: "Q4_K_M")
  } catch { return try requirePlain("\(error)") }
  let size = outline.configuration.contextLength
  try require(outline.memory(contextSize: size).total > 0, "a model that takes no memory")
}

enum FileSeeds {
  static let all: [[UInt8]] = texts.map { Array($0.utf8) }

  private static let texts = [
    "budget: 2.50 EUR\nendpoints:\n  - name: lab\n    url: http://10.0.0.1/v1\n    key: ${K}\n"
      + "    prices: {m: {input: 0.20, output: 0.60}}\n    headers: {X-A: \"b ${C}\"}\n"
      + "    limits: {concurrent: 2}\n    timeouts: {first: 9, between: 1}\n    models: [a/b]\n"
      + "  - {preset: groq, budget: 1, api: completions, samplers: all, logprobs: yes}\n",
    "theme: dark\nmodels: [~/gguf, /srv]\nmouse: true\nambiguous: wide\ncolor: 256\n",
    "panes:\n  close: [x, C-w]\n  stop: none\ntype:\n  zoom: Alt-z\neverywhere: {help: F5}\n",
    "inherits: lineup-dark\npalette: {rose: \"#ff5f87\"}\nroles:\n  title: rose\n"
      + "  match: {fg: 231, bg: rose, attributes: [bold, dim], mono: reverse}\n",
    "x-7b:\n  title: X\n  year: 2025\n  parameters: 7B\n  access: weights\n  formats: [GGUF]\n"
      + "  get: hf:a/b/c.gguf\n  bytes: 12\n  instead: [y]\n  architecture: llama\n"
      + "  shape: {block_count: 2, embedding_length: 8, feed_forward_length: 8, vocab_size: 8,"
      + " attention.head_count: 2, context_length: 8, tied: yes}\ny: {access: api, how: ask}\n",
    "a: &x [*x, *x]\n<<: *x\n? {b: c}\n: |\n  text\n--- !!binary\n...\n", "", "\u{FEFF}- 1\n\t- 2",
    #"{"v":1,"arrangement":"rows","run":"queue","panes":[{"name":"a","model":"/a.gguf","settings":{"temp":0.5}},{"model":"b"}]}"#,
  ]
}
