import HTTP
import Testing

@testable import OpenAIClient

@Suite struct ModelListTests {
  private func fetch(_ answers: Answer..., url: String = "https://lab.test/v1") throws
    -> [ServerModel]
  {
    let server = ScriptedServer(answers)
    defer {
      for request in server.requests {
        #expect(request.method == "GET" && request.address.hasPrefix("https://lab.test/"))
      }
    }
    do throws(ServerProblem) {
      return try ModelList.fetch(
        from: Endpoint(name: "lab", url: url), key: APIKey("sk-secret-1"), transport: server,
        patience: 5, isCancelled: { false })
    } catch { throw error }
  }

  @Test func modelsAreListedAsTheirServersListThem() throws {
    let list =
      #"{"data":[{"id":"b","context_length":8192},{"id":"a","max_model_len":4096},{"id":"c","meta":{"n_ctx":2048,"n_ctx_train":8192}},{"id":"b"},{"id":"d","context_length":-1}]}"#
    #expect(
      try fetch(.text(list)) == [
        ServerModel(id: "a", contextLength: 4096), ServerModel(id: "b", contextLength: 8192),
        ServerModel(id: "c", contextLength: 2048), ServerModel(id: "d"),
      ])
    #expect(try fetch(.text(#"{"models":[{"name":"m"}]}"#)).map(\.id) == ["m"])
    #expect(try fetch(.text(#"["m"]"#)).map(\.id) == ["m"])
    #expect(try fetch(.text(#"{"data":[]}"#)).isEmpty)
  }

  @Test func namesThatCannotBeShownAreLeftOut() throws {
    let names = [
      #"a\u001b[2J"#, #"a\u202eb"#, "", "sk-secret-1", String(repeating: "x", count: 257),
      "two  blanks",
    ]
    let list = names.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
    #expect(
      try fetch(.text(#"{"data":[\#(list),{"id":7},null,{"id":"good"}]}"#)).map(\.id) == ["good"])
  }

  @Test func aListHasBounds() throws {
    let many = (0..<6000).map { #"{"id":"m\#($0)"}"# }.joined(separator: ",")
    #expect(try fetch(.text(#"{"data":[\#(many)]}"#)).count == 5000)
    let mebibyte = Answer.Step.bytes(Array(repeating: 0x20, count: 1 << 20))
    #expect(throws: ServerProblem.tooLarge(.body)) {
      try fetch(Answer(steps: Array(repeating: mebibyte, count: 17)))
    }
  }

  @Test func whatIsNoListIsSaidToBeNone() throws {
    #expect(throws: ServerProblem.noJSON(isPage: true)) { try fetch(.text("<html>")) }
    #expect(throws: ServerProblem.noJSON(isPage: false)) { try fetch(.text("")) }
    #expect(throws: ServerProblem.noModels) { try fetch(.text("{}")) }
    #expect(throws: ServerProblem.failed(said: "no (the key)")) {
      try fetch(.text(#"{"error":"no sk-secret-1"}"#))
    }
    #expect(throws: ServerProblem.refused(status: 404, path: "/v1/models", said: "Not Found")) {
      try fetch(.status(404, [:], #"{"detail":"Not Found"}"#))
    }
    #expect(throws: ServerProblem.transfer(.noConnection, tries: 1)) { try fetch() }
    #expect(throws: ServerProblem.transfer(.cut, tries: 1)) {
      try fetch(.text("{", .fail(.cut)))
    }
    #expect(throws: ServerProblem.unprotectedKey(host: "lab.test")) {
      try fetch(.text("[]"), url: "http://lab.test")
    }
    #expect(throws: ServerProblem.redirected(host: "evil.test")) {
      try fetch(.status(308, ["Location": "https://evil.test/"]))
    }
    #expect(try fetch(.status(308, ["Location": "/v2"]), .text(#"["m"]"#)).count == 1)
  }
}
