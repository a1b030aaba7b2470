import GenerationAPI
import Prompts
import Testing

@Suite struct MessagesJSONTests {
  @Test func whatIsWrittenIsReadAsItWas() {
    let messages = [
      ChatMessage(.system, "Be \"brief\"."), ChatMessage(.user, "안녕?\n"),
      ChatMessage(.assistant, ""),
    ]
    #expect([ChatMessage](json: messages.json.write()) == messages)
    #expect(
      [ChatMessage](json: #"[{"content": "x", "role": "user"}]"#) == [ChatMessage(.user, "x")])
  }

  @Test(arguments: [
    "", "[]", "[1, 2]", "[{\"role\": \"user\"}]", "[{\"role\": \"x\", \"content\": \"\"}]",
    "Once upon a time", "[", "{\"role\": \"user\", \"content\": \"\"}",
  ])
  func whatIsNoListOfMessagesIsNone(text: String) {
    #expect([ChatMessage](json: text) == nil)
  }
}
