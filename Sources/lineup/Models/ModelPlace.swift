import Playground
import SessionLog

/// Where a pane's answers come from: what makes it the same model in two panes.
enum ModelPlace: Hashable {
  /// The path of a .gguf file.
  case file(String)
  /// A server's model, "lab/llama-3.3-70b".
  case endpoint(String)

  /// As sessions name it.
  var id: String {
    switch self {
    case .file(let text), .endpoint(let text): text
    }
  }

  /// What a pane with it is called.
  var name: String {
    switch self {
    case .file(let path): ModelArgument.stem(ofFile: path)
    case .endpoint(let endpoint): endpoint
    }
  }

  /// All that is known of it before it is there.
  var facts: ModelFacts {
    switch self {
    case .file(let path): ModelFacts(path: path)
    case .endpoint(let endpoint): ModelFacts(endpoint: endpoint)
    }
  }
}

extension ModelFacts {
  /// An empty path where the session does not say.
  var place: ModelPlace { endpoint.map { .endpoint($0) } ?? .file(path ?? "") }
}
