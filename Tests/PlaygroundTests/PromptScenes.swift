import GenerationAPI
import JSON
import Prompts
import SessionLog

@testable import Playground

/// Panes that a prompt file is used in.
enum PromptScenes {
  static let person = PromptTemplate(
    name: "json-person", description: "A person in a sentence, as JSON",
    user: "Text: {{input}}\nJSON:",
    variables: [
      PromptVariable(
        "input", description: "a sentence about a person",
        default: "Jisoo, who is 29, lives in Busan")
    ],
    examples: [
      PromptExample(
        ["input": "Minho is 34 and lives in Daegu"],
        output: #"{"name":"Minho","age":34,"city":"Daegu"}"#, note: "the plain case"),
      PromptExample(
        ["input": "At 52, Clara has just moved to Lisbon"],
        output: #"{"name":"Clara","age":52,"city":"Lisbon"}"#),
      PromptExample(
        ["input": "아마니는 여덟 살이고 나이로비에 산다"],
        output: #"{"name":"아마니","age":8,"city":"나이로비"}"#),
      PromptExample(
        ["input": "Sora, 40, Jeju"], output: #"{"name":"Sora","age":40,"city":"Jeju"}"#),
    ], shots: .count(0), stop: ["\n\n"],
    expect: PromptExpectation(
      .json(.keys([.init("name", .string), .init("age", .integer), .init("city", .string)]))))

  static let question = PromptTemplate(
    name: "yes-no", description: "Whether a text says so", user: "{{text}}\n{{question}}")

  static let shelf = [
    PromptChoice("json-person", person),
    PromptChoice("감정", PromptTemplate(name: "감정", user: "{{input}}"), isOwn: true),
    PromptChoice("broken", nil, problem: "prompts/broken.yaml:3: there is no key exmaples"),
    PromptChoice("yes-no", question),
  ]

  static func set(_ script: inout Script, _ pane: Int, _ name: String?, shots: Int?) {
    script.apply(
      .settings(
        pane: pane,
        settings: [
          SettingEntry(
            name: "prompt", value: name.map { .string($0) } ?? .null, source: "user"),
          SettingEntry(
            name: "shots", value: shots.map { .integer($0) } ?? .null, source: "prompt"),
        ]))
  }

  /// Both panes have it, and nothing was asked yet.
  static func chosen(shots: Int = 0) -> Script {
    var script = Scenes.bothReady()
    for pane in [1, 2] { set(&script, pane, "json-person", shots: shots) }
    return script
  }

  /// Both have answered; the second as it was expected to.
  static func answered(shots: Int = 1) -> Script {
    var script = chosen(shots: shots)
    script.ask(
      Question(
        "Jisoo, who is 29, lives in Busan",
        PromptUse(
          prompt: person.json, shots: shots, inputs: ["input": "Jisoo, who is 29, lives in Busan"])
      ), to: [1, 2])
    for (pane, parts) in [
      (1, PromptParts(system: 21, examples: 43, input: 28)),
      (2, PromptParts(system: 0, examples: 34, input: 17)),
    ] {
      script.start(pane, tokens: 92, sequences: 2, parts: shots > 0 ? parts : nil)
    }
    script.answer(1, "The person is Jisoo.", rate: 212, ttft: 0.031)
    script.answer(
      2, #"{"name":"Jisoo", "age":29, "city":"Busan"}"#, rate: 51.3, ttft: 0.088)
    script.end(1, kv: 6 << 20)
    script.end(2, kv: 5 << 20)
    script.play()
    return script
  }

  static let xray = XRay(
    pane: 2, turn: 1, variant: 1, format: "chatml",
    templateHash: "872be49dbb638044e1b2b0a1c5f0e1d2872be49dbb638044e1b2b0a1c5f0e1d2",
    tokens: [
      .init(id: 1, bytes: Array("<|im_start|>".utf8), name: "<|im_start|>", section: .system),
      .init(id: 2, bytes: Array("system".utf8), section: .system),
      .init(id: 3, bytes: Array("\n".utf8), section: .system),
      .init(id: 4, bytes: Array("Text".utf8), section: .examples),
      .init(id: 5, bytes: Array(" Min".utf8), section: .examples),
      .init(id: 6, bytes: [0xEB, 0xB0], section: .examples),
      .init(id: 7, bytes: Array("바다\n\nJSON".utf8), section: .examples),
      .init(id: 8, bytes: Array("\u{1B}]52;".utf8), section: .input),
      .init(id: 9, bytes: Array("\tx".utf8), section: .input),
    ], cachedTokens: 4)
}
