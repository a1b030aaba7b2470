import GenerationAPI
import Inference
import Playground
import SessionLog

/// What a worker tells the main loop.
enum WorkerMessage: Sendable {
  /// Bytes of a model's tensor data that are loaded.
  case loading(path: String, done: Int, total: Int)
  case loaded(path: String, engine: Engine, seconds: Double)
  /// A model's file on its way to this machine.
  case fetching(ModelFetch.News)
  case notLoaded(path: String, reason: String)
  /// `run` tells generations of one pane apart.
  case generation(pane: Int, run: Int, Generation)
  /// What models there are.
  case models([ModelChoice])
  /// Prompts of earlier sessions.
  case earlierPrompts([String])
  /// One sentence for the user.
  case notice(String)
  /// The session file can't be written, or can be again.
  case store(SessionWriter.Change)
}
