import Testing

@testable import OpenAIClient

@Suite struct ExplanationTests {
  @Test(arguments: [
    (0.25, "0.3 s"), (2, "2 s"), (61, "61 s"), (3600, "60 min"), (86400, "24 h"),
    (1e300, "for ever"),
  ])
  func longWaitsAreSaidInLargerUnits(_ seconds: Double, _ text: String) {
    #expect(Explanation.seconds(seconds) == text)
  }

  @Test func aSentenceNamesNoKeyWhateverTheEndpointIsCalled() {
    var endpoint = Endpoint(name: "sk-secret-1", url: "https://lab.test/v1?token=sk-secret-1")
    endpoint.keyName = "sk-secret-1"
    let problems: [ServerProblem] = [
      .refused(status: 401, path: "/sk-secret-1", said: "sk-secret-1"),
      .transfer(.other("sk-secret-1"), tries: 2), .transfer(.noConnection, tries: 1),
      .transfer(.certificate("sk-secret-1"), tries: 1), .badHeader("sk-secret-1"),
      .redirected(host: "sk-secret-1"),
      .busy(status: 429, tries: 2, after: 99, said: "sk-secret-1"),
    ]
    for problem in problems {
      let sentence = problem.sentence(endpoint, key: APIKey("sk-secret-1"), model: "sk-secret-1")
      #expect(!sentence.contains("secret"), "\(sentence)")
    }
  }
}
