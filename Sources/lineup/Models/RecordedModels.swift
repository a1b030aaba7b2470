import SessionLog

/// Finds the model files of a session, which may lie elsewhere now.
struct RecordedModels {
  /// Where pulled models are; nil where there is no such place.
  let folder: String?
  let further: FurtherModels
  /// Sums of files that were worked out before.
  let sums: SumCache

  init(_ places: Places) {
    folder = try? places.models
    further = .ofUser
    sums = SumCache(try? places.sums)
  }

  enum Found: Equatable {
    case file(String)
    /// Why it can't be asked: one sentence.
    case absent(String)
  }

  /// The file of a model: where it was, else one of the same name in the folders of models.
  func find(_ model: ModelFacts) -> Found {
    if let endpoint = model.endpoint {
      return .absent(
        "\(endpoint) is a server's, which may answer otherwise at any time; --model \(endpoint) asks "
          + "it anew, beside the answer of then")
    }
    guard let path = model.path else {
      return .absent("the session does not say which model it was")
    }
    if Self.size(path) != nil { return .file(path) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if let folder, Self.size(folder + "/" + name) != nil {
      return .file(folder + "/" + name)
    }
    if let found = further.path(of: name) { return .file(found) }
    return .absent(
      "\(name) is not at \(path), nor in any folder of models; put it there, or name its folder in "
        + "config.yaml under models")
  }

  /// How a file is not the one that was recorded: one sentence; nil where nothing says so.
  ///
  /// - Parameter sum: its SHA-256 as the session has it.
  func change(of path: String, from model: ModelFacts, sum: String?) -> String? {
    if let was = model.fileBytes, let now = Self.size(path), now != was {
      return "\(path) is another model file: it has \(now) bytes, not \(was)"
    }
    guard let sum, let now = sums.sum(path), now != sum else { return nil }
    return "\(path) is another model file: its SHA-256 begins with \(now.prefix(12)), not "
      + "\(sum.prefix(12))"
  }

  /// The bytes of a model, all its parts together; nil where it is not here.
  private static func size(_ path: String) -> Int? { ModelFiles(path).bytes }
}
