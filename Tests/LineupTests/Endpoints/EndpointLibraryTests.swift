import HTTP
import Testing

@testable import OpenAIClient
@testable import lineup

@Suite struct EndpointLibraryTests {
  private struct NoTransport: Transport {
    func open(
      _ request: HTTPRequest, patience: Double, isCancelled: @escaping @Sendable () -> Bool
    ) throws(TransferProblem) -> any HTTPExchange { throw .noConnection }
  }

  private func access(requestsPerMinute: Int) throws -> EndpointAccess {
    let book = EndpointSamples.book(
      """
      endpoints:
        - {name: lab, url: 'http://127.0.0.1:1/v1', limits: {requests_per_minute: \(requestsPerMinute)}}
      """)
    return EndpointAccess(
      known: try #require(book.endpoint(named: "lab")), model: "x", key: nil,
      transport: NoTransport())
  }

  @Test func panesOfAServerShareItsLimitsUntilTheSettingsHaveOthers() throws {
    let library = EndpointLibrary(
      budget: SessionBudget(), asks: false,
      transport: { () throws(Failure) in NoTransport() }, report: { _ in })
    let first = library.generator(try access(requestsPerMinute: 10))
    #expect(library.generator(try access(requestsPerMinute: 10)).gate === first.gate)
    let changed = library.generator(try access(requestsPerMinute: 20))
    #expect(changed.gate !== first.gate)
    #expect(library.generator(try access(requestsPerMinute: 20)).gate === changed.gate)
  }
}
