import OpenAIClient
import Synchronization

/// What servers said when they were asked for their models, for as long as the program runs.
final class ServerModels: Sendable {
  static let shared = ServerModels()

  private let answers = Mutex<[String: EndpointQuestion.Answer.Outcome]>([:])

  func outcome(of endpoint: KnownEndpoint) -> EndpointQuestion.Answer.Outcome? {
    answers.withLock { $0[Self.key(endpoint)] }
  }

  /// Notes an answer. A list that is known holds although a server is away for now.
  func take(_ answer: EndpointQuestion.Answer, of endpoint: KnownEndpoint) {
    answers.withLock { $0[Self.key(endpoint)] = answer.outcome }
  }

  /// A name may be another server's, once the settings have changed.
  private static func key(_ endpoint: KnownEndpoint) -> String {
    endpoint.name + " " + endpoint.endpoint.url
  }
}
