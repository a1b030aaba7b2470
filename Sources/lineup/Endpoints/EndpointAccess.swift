import HTTP
import OpenAIClient

/// All it takes to ask a server for a model's answers.
struct EndpointAccess: Sendable {
  let known: KnownEndpoint
  /// As the server calls it.
  let model: String
  let key: APIKey?
  let transport: any Transport
}
