import Testing

@testable import Prompts

struct MessageListTests {
  @Test func aListIsAPromptWithExamples() throws {
    let text = """
      {"model": "x", "messages": [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": "{{a}}?"}, {"role": "assistant", "content": "1"},
        {"role": "user", "content": [{"type": "text", "text": "b"}, {"type": "text", "text": "?"}]}
      ]}
      """
    let template = try PromptTemplate(name: "m", messageList: text)
    #expect(
      template
        == PromptTemplate(
          name: "m", system: "Be brief.", user: "{{input}}",
          variables: [PromptVariable("input", default: "b?")],
          examples: [PromptExample(["input": "{{a}}?"], output: "1")]))
    #expect(try template.filled([:]).messages.map(\.content) == ["Be brief.", "{{a}}?", "1", "b?"])
  }

  @Test func aLoneUserMessageMayHoldVariables() throws {
    let text = #"[{"role": "user", "content": "Say {{word}}."}]"#
    #expect(
      try PromptTemplate(name: "m", messageList: text)
        == PromptTemplate(name: "m", user: "Say {{word}}."))
  }

  @Test(
    arguments: [
      ("[", "not valid JSON at byte 1: the text ends too early"),
      ("{}", "a list of messages is wanted, or an object with messages"),
      ("[]", "a list of messages is wanted, or an object with messages"),
      ("[1]", "message 1 is no object"),
      (
        #"[{"role":"tool","content":""}]"#,
        "message 1 has the role tool; only system, user and assistant are taken"
      ),
      (#"[{"role":"user"}]"#, "message 1 has no text as its content"),
      (
        #"[{"role":"user","content":[{"type":"image_url"}]}]"#,
        "message 1 has a part that is no text"
      ),
      (#"[{"role":"system","content":""}]"#, "the last message must be the user's"),
      (
        #"[{"role":"user","content":""},{"role":"user","content":""}]"#,
        "before the last message, user and assistant must take turns"
      ),
    ])
  func whatIsNoConversationIsRefused(text: String, reason: String) {
    #expect(throws: PromptError.malformed(reason)) {
      try PromptTemplate(name: "m", messageList: text)
    }
  }
}
