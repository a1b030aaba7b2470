import Testing

@testable import OpenAIClient

@Suite struct EndpointTests {
  @Test func aKeySaysNothingOfItself() throws {
    let key = try #require(APIKey("sk-secret"))
    #expect(!"\(key)".contains("secret"))
    #expect(!String(reflecting: key).contains("secret"))
    #expect(APIKey("with a blank") == nil)
  }
}
