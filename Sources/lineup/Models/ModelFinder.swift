import GGUF
import Inference
import Playground

/// Finds models that a pane may be opened with: those in the folder, those of the catalogue, and
/// those that panes have.
struct ModelFinder: Sendable {
  let folder: String?
  let open: [ModelArgument]
  let memory: MemoryLedger
  /// Tokens of context that a pane would get; nil for the model's own.
  let contextSize: Int?

  /// Reads their headers, which takes its time where there are many.
  ///
  /// - Parameter report: called with all that are known so far, after each.
  func find(_ report: ([ModelChoice]) -> Void) {
    var seen: Set<String> = []
    var choices: [ModelChoice] = []
    func add(_ argument: ModelArgument) {
      guard seen.insert(argument.path).inserted else { return }
      choices.append(choice(argument))
      report(choices)
    }
    for name in folder.map(ModelArgument.known) ?? [] {
      do {
        add(try ModelArgument(name, folder: folder ?? ""))
      } catch {
        choices.append(absent(name, error))
      }
    }
    for argument in open { add(ModelArgument(name: argument.stem, path: argument.path)) }
    report(choices)
  }

  /// A model that is not here: one of the catalogue can be fetched.
  private func absent(_ name: String, _ error: any Error) -> ModelChoice {
    guard let entry = Catalogue.entries.first(where: { $0.name == name }), let folder else {
      let sentence = (error as? Failure)?.sentence ?? "\(error)"
      return ModelChoice(name: name, path: "", obstacle: sentence)
    }
    return ModelChoice(
      name: name, path: folder + "/" + entry.file,
      facts: [Amounts.bytes(entry.bytes), "not here: Enter fetches it"], isFetched: true)
  }

  private func choice(_ argument: ModelArgument) -> ModelChoice {
    var choice = ModelChoice(name: argument.name, path: argument.path)
    do throws(ModelError) {
      let header = try ModelHeader(path: argument.path)
      choice.facts = [
        Amounts.bytes(header.file.fileBytes), header.file.quantisation ?? "",
        Amounts.count(header.file.parameterCount), header.configuration.architecture,
      ]
      let refusal = memory.refusal(of: header, path: argument.path, contextSize: contextSize)
      guard let refusal else { return choice }
      choice.contextSize = fittingContext(header, argument.path)
      if let size = choice.contextSize {
        choice.facts.append("fits with a context of \(size)")
      } else {
        choice.obstacle = "\(refusal)"
      }
    } catch {
      choice.obstacle = "\(error)"
    }
    return choice
  }

  /// The largest context with which a model would fit, by halves; nil where the smallest does not.
  private func fittingContext(_ header: ModelHeader, _ path: String) -> Int? {
    guard contextSize == nil else { return nil }
    var size = header.configuration.defaultContext / 2
    while size >= Self.smallestContext {
      if memory.refusal(of: header, path: path, contextSize: size) == nil { return size }
      size /= 2
    }
    return nil
  }

  /// A context that is smaller is of little use.
  private static let smallestContext = 256
}
