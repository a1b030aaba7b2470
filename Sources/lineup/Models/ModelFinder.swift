import GGUF
import Inference
import Playground

/// Finds models that a pane may be opened with: those in the folder and in further ones, those of the
/// catalogue, and those that panes have.
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
    func add(_ argument: ModelArgument) {
      guard seen.insert(argument.path).inserted else { return }
      choices.append(choice(argument))
      report(choices)
    }
    for name in folder.map(ModelArgument.known) ?? [] {
      do {
        add(try ModelArgument(name, folder: folder ?? ""))
      } catch {
        let sentence = (error as? Failure)?.sentence ?? "\(error)"
        choices.append(ModelChoice(name: name, path: "", obstacle: sentence))
      }
    }
    for file in further.files() { add(ModelArgument(file: file)) }
    for argument in open { add(ModelArgument(name: argument.stem, path: argument.path)) }
    report(choices)
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
      choice.obstacle = refusal.map { "\($0)" }
    } catch {
      choice.obstacle = "\(error)"
    }
    return choice
  }
}
