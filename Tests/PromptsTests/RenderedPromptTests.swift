import GenerationAPI
import Jinja
import Testing

@testable import Prompts

struct RenderedPromptTests {
  private static let chatML = """
    {%- for message in messages %}{%- if loop.first and message.role != 'system' %}\
    {{- '<|im_start|>system\\nBe good.<|im_end|>\\n' }}{%- endif %}\
    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}\
    {%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
    """

  private func format(
    _ source: String, bos: String = "<s>", addsBOS: Bool = false
  ) throws -> ChatFormat {
    .template(
      try ChatTemplate(
        source, bos: bos, eos: "</s>", addsBOS: addsBOS,
        now: JinjaDate(year: 2026, month: 2, day: 1)))
  }

  private func parts(_ rendered: RenderedPrompt) -> [String] {
    let bytes = Array(rendered.text.utf8)
    return rendered.sections.map {
      "\($0.kind.rawValue): \(String(decoding: bytes[$0.range], as: UTF8.self))"
    }
  }

  private let template = PromptTemplate(
    name: "x", system: "Short.", user: "Q {{input}}",
    examples: [
      PromptExample(["input": "1"], output: "one"), PromptExample(["input": "2"], output: "two"),
    ])

  @Test func sectionsOfAChatEndWhereTheNextMessageBegins() throws {
    let rendered = try format(Self.chatML).render(try template.filled(["input": "3"], shots: 1))
    #expect(
      parts(rendered) == [
        "system: <|im_start|>system\nShort.<|im_end|>\n",
        "examples: <|im_start|>user\nQ 1<|im_end|>\n<|im_start|>assistant\none<|im_end|>\n",
        "input: <|im_start|>user\nQ 3<|im_end|>\n<|im_start|>assistant\n",
      ])
    #expect(rendered.stop == nil)
  }

  @Test func whatATemplateSaysBeforeAllMessagesIsTheSystemPart() throws {
    var without = template
    without.system = nil
    let rendered = try format(Self.chatML).render(try without.filled(["input": "3"], shots: 2))
    #expect(parts(rendered).first == "system: <|im_start|>system\nBe good.<|im_end|>\n")
    #expect(parts(rendered).count == 3)
    let none = try format(Self.chatML).render(try without.filled(["input": "3"], shots: 0))
    #expect(parts(none).map { $0.prefix(6) } == ["system", "input:"])
  }

  @Test func aBaseModelIsGivenLinesAndTheSameModeEndsThem() throws {
    let rendered = try ChatFormat.plain.render(try template.filled(["input": "3"], shots: 1))
    #expect(
      rendered.text
        == "Short.\n\nQuestion: Q 1\nAnswer: one\n\nQuestion: Q 3\nAnswer:")
    #expect(rendered.stop == ["\n\n"])
    #expect(rendered.sections.map(\.kind) == [.system, .examples, .input])
  }

  @Test func anotherSystemMessageGoesBeforeThePromptsOwn() throws {
    let rendered = try format(Self.chatML).render(
      try template.filled(["input": "3"], shots: 0), system: "Mine.")
    #expect(rendered.text.contains("Mine.") && !rendered.text.contains("Short."))
  }

  @Test func aConversationHasItsHistory() throws {
    let rendered = try format(Self.chatML).render(conversation: [
      ChatMessage(.system, "S"), ChatMessage(.user, "a"), ChatMessage(.assistant, "b"),
      ChatMessage(.user, "c"),
    ])
    #expect(rendered.sections.map(\.kind) == [.system, .history, .input])
    #expect(parts(rendered).last == "input: <|im_start|>user\nc<|im_end|>\n<|im_start|>assistant\n")
  }

  @Test func whatATemplateRefusesIsToldInItsOwnWords() throws {
    let source = """
      {%- if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}\
      {%- endif %}{%- for m in messages %}<{{ m.role }}>{{ m.content | trim }}</{{ m.role }}>\
      {%- endfor %}
      """
    let format = try format(source)
    #expect(throws: ChatFormatError.refused("System role not supported")) {
      try format.render(try template.filled(["input": "3"]))
    }
    #expect(
      ChatFormatError.refused("System role not supported").description
        == "the model's chat template refuses this: System role not supported")
    var without = template
    without.system = nil
    let rendered = try format.render(try without.filled(["input": "3"], shots: 1))
    #expect(
      parts(rendered) == [
        "examples: <user>Q 1</user><assistant>one</assistant>", "input: <user>Q 3</user>",
      ])
  }

  @Test func sectionsAreFoundWhereATemplateWantsTurnsToAlternate() throws {
    let source = """
      {{- bos_token }}{%- if messages[0].role == 'system' %}{%- set system = messages[0].content %}\
      {%- set rest = messages[1:] %}{%- else %}{%- set system = '' %}{%- set rest = messages %}\
      {%- endif %}{%- for m in rest %}{%- if (m.role == 'user') != (loop.index0 % 2 == 0) %}\
      {{- raise_exception('roles must alternate') }}{%- endif %}{%- if m.role == 'user' %}\
      {{- '[INST] ' + (system + '\\n\\n' if loop.first and system else '') + m.content + ' [/INST]' }}\
      {%- else %}{{- ' ' + m.content + eos_token }}{%- endif %}{%- endfor %}
      """
    let rendered = try format(source).render(try template.filled(["input": "3"], shots: 1))
    #expect(rendered.text == "<s>[INST] Short.\n\nQ 1 [/INST] one</s>[INST] Q 3 [/INST]")
    #expect(
      parts(rendered) == [
        "system: <s>[INST] Short.", "examples: \n\nQ 1 [/INST] one</s>",
        "input: [INST] Q 3 [/INST]",
      ])
  }

  @Test func theTokenThatBeginsASequenceIsNotWrittenTwice() throws {
    let source = "{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}"
    let messages = [ChatMessage(.user, "x")]
    #expect(try format(source).render(messages) == "<s>x")
    #expect(try format(source, addsBOS: true).render(messages) == "x")
    #expect(try format(source, bos: "", addsBOS: true).render(messages) == "x")
  }

  @Test func tokensCountWhereTheyBegin() {
    let rendered = RenderedPrompt(
      "abcdef", sections: [.init(.examples, 0..<3), .init(.input, 3..<6)])
    #expect(
      rendered.kinds(ofTokensAt: [0..<0, 0..<2, 2..<4, 4..<6])
        == [.system, .examples, .examples, .input])
    #expect(rendered.counts(ofTokensAt: [0..<2, 2..<6]) == [.examples: 2])
  }

  @Test func formatsHaveTheirUsualNames() throws {
    #expect(try format(Self.chatML).name == "chatml")
    #expect(try format("{{ '<|start_header_id|>' }}").name == "llama-3")
    #expect(try format("{{ messages }}").name == "jinja")
    #expect(ChatFormat.plain.name == "plain")
  }

  @Test func aBrokenTemplateSaysWhere() {
    do {
      _ = try format("{% if %}")
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".contains("line 1"))
      #expect("\(error)".hasSuffix("--raw goes without"))
    }
  }

  /// NIST's example messages (FIPS 180-4), and what `sha256sum` says.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func sumsAreAsPublished(text: String, sum: String) {
    #expect(sha256(text.utf8) == sum)
  }
}
