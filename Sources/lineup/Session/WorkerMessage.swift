import GenerationAPI
import Inference

/// What a worker tells of a session's models and answers.
enum WorkerMessage: Sendable {
  /// Bytes of a model's tensor data that are loaded.
  case loading(path: String, done: Int, total: Int)
  case loaded(path: String, engine: Engine, seconds: Double)
  case notLoaded(path: String, reason: String)
  /// A model's file on its way to this machine.
  case fetching(ModelFetch.News)
  /// A server's key was got, or why there is none.
  case reached(endpoint: String, Result<EndpointAccess, Failure>)
  /// The SHA-256 of a model's file was worked out.
  case sum(path: String, sum: String)
  /// `run` tells generations of one pane apart.
  case generation(pane: Int, run: Int, Generation)
}

extension WorkerMessage {
  /// One of many that come to nothing more than text that is drawn with the next frame.
  var canWait: Bool {
    guard case .generation(_, _, let generation) = self else { return false }
    switch generation.event {
    case .token, .prefill, .waiting: return true
    case .start, .limits, .done: return false
    }
  }
}
