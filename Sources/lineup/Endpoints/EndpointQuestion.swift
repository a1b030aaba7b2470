import Dispatch
import HTTP
import OpenAIClient
import Synchronization

/// Asks servers which models they have, which costs nothing.
struct EndpointQuestion: Sendable {
  typealias Fetch =
    @Sendable (
      _ endpoint: Endpoint, _ key: APIKey?, _ patience: Double,
      _ isCancelled: @escaping @Sendable () -> Bool
    ) throws(ServerProblem) -> [ServerModel]

  private let fetch: Fetch

  init(_ fetch: @escaping Fetch) { self.fetch = fetch }

  init(_ transport: any Transport) {
    fetch = { endpoint, key, patience, isCancelled throws(ServerProblem) in
      try ModelList.fetch(
        from: endpoint, key: key, transport: transport, patience: patience,
        isCancelled: isCancelled)
    }
  }

  struct Answer: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
      case models([ServerModel])
      /// Nobody listens at its address.
      case absent
      /// A sentence.
      case refused(String)
    }

    var outcome: Outcome
    /// From the question to all of the answer.
    var seconds = 0.0

    var models: [ServerModel]? { if case .models(let models) = outcome { models } else { nil } }
  }

  /// - Parameters:
  ///   - patience: seconds without a byte.
  ///   - limit: seconds in all.
  ///   - sendsKey: false where the user did not ask for it.
  func ask(
    _ known: KnownEndpoint, patience: Double = 10, limit: Double = 60, sendsKey: Bool = true
  ) -> Answer {
    let start = Machine.clock()
    var key: APIKey?
    do throws(Failure) {
      if sendsKey { key = try known.key() }
    } catch { return Answer(outcome: .refused(error.sentence)) }
    let sent = Machine.clock()
    var endpoint = known.endpoint
    if !sendsKey { endpoint.headers = [:] }
    do throws(ServerProblem) {
      let models = try fetch(endpoint, key, patience) { Machine.clock() - start > limit }
      return Answer(outcome: .models(models), seconds: Machine.clock() - sent)
    } catch {
      if case .transfer(.noConnection, _) = error { return Answer(outcome: .absent) }
      if error == .cancelled {
        return Answer(
          outcome: .refused("\(known.name) took longer than \(Int(limit)) s; try again"))
      }
      if case .refused(status: 401, _, _) = error { known.forgetKey() }
      return Answer(outcome: .refused(error.sentence(endpoint, key: key)))
    }
  }

  /// Asks all of them at the same time.
  func ask(_ endpoints: [KnownEndpoint]) -> [Answer] {
    let answers = Mutex<[Int: Answer]>([:])
    let group = DispatchGroup()
    for (index, endpoint) in endpoints.enumerated() {
      // Each waits, so each has a thread.
      DispatchQueue(label: "endpoint").async(group: group) {
        let answer = ask(endpoint)
        answers.withLock { $0[index] = answer }
      }
    }
    group.wait()
    return answers.withLock { answers in
      endpoints.indices.map { answers[$0] ?? Answer(outcome: .absent) }
    }
  }
}
