import GenerationAPI
import HTTP
import Testing

@testable import OpenAIClient

@Suite struct HeaderTests {
  @Test(arguments: [
    ("12", 12.0), ("0", 0), ("1.5", 1.5), ("-1", nil), ("nan", nil), ("inf", nil), ("", nil),
    ("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sun, 06 Nov 1994 08:49:47 CET", nil),
    ("Sun, 06 Now 1994 08:49:47 GMT", nil), ("Sun, 99 Nov 1994 08:49:47 GMT", nil),
  ])
  func aServerSaysWhenToComeBack(_ text: String, _ seconds: Double?) {
    let head = HTTPHead(status: 429, headers: ["Retry-After": text])
    #expect(RetryRule.asked(head, wallTime: 784_111_777) == seconds)
  }

  @Test(arguments: [
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
    ("Fri, 31 Dec 2027 23:59:59 GMT", 1_830_297_599),
  ])
  func datesAreSeconds(_ text: String, _ seconds: Double) {
    #expect(HTTPDate.seconds(text) == seconds)
  }

  @Test(arguments: [
    ("1s", 1.0), ("6m0s", 360), ("1m30.5s", 90.5), ("12ms", 0.012), ("6h2m", 21720), ("1d", 86400),
    ("59.7", 59.7), ("", nil), ("s", nil), ("1x", nil), ("1.2.3s", nil), ("1767225600000", nil),
    (String(repeating: "9", count: 400), nil), ("1m-5s", nil),
  ])
  func quotasComeBackAfterAWhile(_ text: String, _ seconds: Double?) {
    let head = HTTPHead(
      status: 200,
      headers: ["x-ratelimit-limit-tokens": "7", "x-ratelimit-reset-tokens": text])
    #expect(
      RateLimits(head) == RateLimits(tokens: .init(limit: 7, resetSeconds: seconds)), "\(text)")
  }

  @Test func otherServersHaveOtherHeaders() {
    let anthropic = HTTPHead(
      status: 200, headers: ["anthropic-ratelimit-requests-remaining": "3"])
    #expect(RateLimits(anthropic)?.requests?.remaining == 3)
    let router = HTTPHead(
      status: 200, headers: ["X-RateLimit-Limit": "20", "X-RateLimit-Remaining": "x"])
    #expect(RateLimits(router)?.requests == .init(limit: 20))
    #expect(RateLimits(HTTPHead(status: 200, headers: ["x-ratelimit-limit": "-2"])) == nil)
  }
}
