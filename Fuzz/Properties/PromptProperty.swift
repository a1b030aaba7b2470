import Configuration
import JSON
import Prompts

/// A prompt, rows of data, and a pattern with what it is searched for in: the first byte says which.
func checkPrompts(_ bytes: [UInt8]) throws {
  let rest = Array(bytes.dropFirst())
  switch (bytes.first ?? 0) % 8 {
  case 0: try checkPattern(rest)
  case 1: try checkRows(rest, "f.csv")
  case 2: try checkRows(rest, "f.jsonl")
  case 3: try checkPrompt(rest, "p.json")
  case 4: try checkPrompt(rest, "p.md")
  default: try checkPrompt(rest, "p.yaml")
  }
}

private func checkPrompt(_ bytes: [UInt8], _ file: String) throws {
  let text = String(decoding: bytes, as: UTF8.self)
  let (template, problems) = PromptFile.read(text, file: file)
  let lines = 1 + text.unicodeScalars.count
  for problem in problems {
    try require(!problem.reason.isEmpty, "a problem without a reason")
    try require(problem.line.map { 1...lines ~= $0 } ?? true, "line \(problem.line ?? 0)")
  }
  try require((template == nil) == problems.contains { !$0.isWarning }, "\(problems)")
  guard let template else { return }

  let again = try PromptTemplate(json: JSONValue.parse(Array(template.json.write().utf8)))
  try require(again == template, "it is not what its JSON says")
  var values: [String: String] = [:]
  for variable in template.variables { values[variable.name] = "{{\(variable.name)}}" }
  let filled = try template.filled(values)
  for mode in PromptMode.allCases {
    let layout = filled.text(mode)
    var end = 0
    for section in layout.sections {
      try require(section.range.lowerBound == end, "sections leave something out")
      end = section.range.upperBound
    }
    try require(end == layout.text.utf8.count, "sections end too early")
  }
  _ = template.expect?.verdict(text, values: values)

  // The parser drops the mark where it begins a text.
  guard !template.json.write().unicodeScalars.contains("\u{FEFF}") else { return }
  let written = PromptFile.write(template)
  let (read, complaints) = PromptFile.read(written, file: file.replacing(".json", with: ".yaml"))
  if file == "p.yaml" { try require(read == template, "written as \(written): \(complaints)") }
  var longer = template
  longer.examples.append(PromptExample(values, output: "new\nline"))
  if file == "p.yaml", longer.examples.count <= 1000,
    let extended = try? PromptFile.adding(
      longer.examples.last ?? .init([:], output: ""), to: text, file: file)
  {
    let found = PromptFile.read(extended.text, file: file).0
    try require(found == longer, "extended to \(extended.text)")
  }
}

private func checkRows(_ bytes: [UInt8], _ name: String) throws {
  let rows = Result { () throws(Problem) in try DataFile.rows(bytes, name: name) }
  switch rows {
  case .success(let rows): try require(!rows.isEmpty, "no rows, and no reason")
  case .failure(let problem):
    try require(problem.line.map { 1...(bytes.count + 1) ~= $0 } ?? true, "\(problem)")
  }
}

/// The pattern ends at the first zero byte.
private func checkPattern(_ bytes: [UInt8]) throws {
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  let texts = parts.map { String(decoding: $0, as: UTF8.self) }
  let text = texts.count > 1 ? texts[1] : texts[0]
  switch Result(catching: { () throws(RegexError) in try RegexPattern(texts[0]) }) {
  case .success(let pattern):
    let twice = try? RegexPattern("(?:\(texts[0]))|(?:\(texts[0]))")
    // Flags for all of a pattern can't stand within one.
    if let twice, !texts[0].hasPrefix("(?") {
      try require(
        twice.isFound(in: text) == pattern.isFound(in: text), "a choice of the same finds otherwise"
      )
    }
  case .failure(let error): try require(error.position >= 1, "\(error)")
  }
  if text.unicodeScalars.count < 400 {
    let own = try RegexPattern("\\A" + RegexPattern.escaped(text) + "\\Z")
    try require(own.isFound(in: text), "an escaped text is not found in itself")
  }
}

enum PromptSeeds {
  static let all: [[UInt8]] =
    prompts.map { [5] + Array($0.utf8) }
    + patterns.map { [0] + Array($0.utf8) }
    + [
      [1] + Array("a,output\n\"x, \"\"y\"\"\",z\r\n1,\n".utf8),
      [2] + Array("{\"a\":\"x\",\"output\":1}\n[]\n".utf8),
      [3] + Array(#"[{"role":"system","content":"s"},{"role":"user","content":"{{x}}"}]"#.utf8),
      [3]
        + Array(
          #"{"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}"#
            .utf8),
      [4] + Array("Say {{word}} and \\{{that}}.\n".utf8),
    ]

  private static let prompts = [
    "name: a\ndescription: b\nmode: completion\nsystem: |\n  be brief\nuser: \"Review: {{input}}\\nSentiment:\"\n"
      + "inputs: {input: {description: the review, default: x}}\nexamples:\n  - {input: y, output: positive, note: z}\n"
      + "shots: 1\nsampling: {temp: 0, top_p: 0.9, seed: 1}\nstop: [\"\\n\"]\nexpect: {one_of: [positive, no]}\n"
      + "separators: {question: \"Q: \", answer: \"\\nA:\", example: \"\\n\\n\"}\n",
    "user: '{{a}}{{b}}'\nexpect: {json: {n: string, l: [integer], o: {x: any}}, ignore_case: true}\nexamples:\n"
      + "- a: |\n    x\n\n    y\n  b: '*'\n  output: \"{}\"\n# end\n",
    "user: x\nexamples: {from: a.csv, take: 2, seed: 1}\n", "exmaples: []\nusr: x\n",
    "prompt: $input and ${x} $$\nsystem: s\ndefaults: {x: y}\noptions: {temperature: 1, stop: [a]}\n",
    "just a text $input", "user: \"&a *a\"\nexpect: {regex: \"{{a}}\\\\d+\"}\n",
  ]
  private static let patterns = [
    "(?i)a|b*(c+?|[^d-f\\w])\u{0}xbcc", "^\\d{2,3}\\b.$\u{0}123 x", "(a*)*b\u{0}aaaaaaaaaaaaaa",
    "[]a-]\\u00e9(?:x|)\u{0}é", "(?=a)\u{0}", "a{1000}{2}\u{0}a", "((((((((x", "\\",
  ]
}
