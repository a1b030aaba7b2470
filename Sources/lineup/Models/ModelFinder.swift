import Configuration
import FoundationEssentials
import GGUF
import Inference
import Playground

/// Finds models that a pane may be opened with: those in the folder and in further ones, those that
/// panes have, and what the catalogue has besides.
struct ModelFinder: Sendable {
  let folder: String?
  let further: FurtherModels
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
    func add(_ argument: ModelArgument, _ entry: CatalogueEntry? = nil) {
      guard seen.insert(ModelArgument.canonical(argument.path)).inserted else { return }
      choices.append(choice(argument, entry))
      report(choices)
    }
    let local = LocalModels(folder: folder, further: further)
    for model in local.models {
      add(ModelArgument(name: model.name, path: model.path), model.entry)
    }
    for argument in open {
      // One of the catalogue that has not come is listed there, where it can be fetched.
      let isMissing =
        folder.flatMap { Catalogue.entry(at: argument.path, in: $0) } != nil
        && !FileManager.default.fileExists(atPath: argument.path)
      if !isMissing { add(ModelArgument(name: argument.stem, path: argument.path)) }
    }
    report(choices + CatalogueChoices(catalogue: Catalogue.ofUser, local: local, finder: self).all)
  }

  private func choice(_ argument: ModelArgument, _ entry: CatalogueEntry?) -> ModelChoice {
    var choice = ModelChoice(name: argument.name, path: argument.path)
    choice.about = entry.map { "\($0.title), at \(argument.path)" } ?? argument.path
    do throws(ModelError) {
      let header = try ModelHeader(path: argument.path)
      choice.facts = [
        Amounts.bytes(header.file.fileBytes), header.file.quantisation ?? "",
        Amounts.count(header.file.parameterCount), header.configuration.architecture,
      ]
      let refusal = memory.refusal(of: header, path: argument.path, contextSize: contextSize)
      guard let refusal else { return choice }
      choice.contextSize = fittingContext(trained: header.configuration.defaultContext) {
        memory.refusal(of: header, path: argument.path, contextSize: $0) == nil
      }
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
  ///
  /// - Parameter trained: the tokens that it would have without a wish.
  func fittingContext(trained: Int, _ fits: (Int) -> Bool) -> Int? {
    guard contextSize == nil else { return nil }
    var size = trained / 2
    while size >= Self.smallestContext {
      if fits(size) { return size }
      size /= 2
    }
    return nil
  }

  /// A context that is smaller is of little use.
  private static let smallestContext = 256
}
