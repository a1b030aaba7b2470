import GGUF
import Inference
import Playground

/// Finds models that a pane may be opened with.
enum ModelFinder {
  /// Those in the folder, those of the catalogue, and those that panes have.
  static func choices(
    folder: String?, open: [ModelArgument], memory: MemoryLedger
  ) -> [ModelChoice] {
    var seen: Set<String> = []
    var choices: [ModelChoice] = []
    for name in folder.map(ModelArgument.known) ?? [] {
      do {
        let argument = try ModelArgument(name, folder: folder ?? "")
        if seen.insert(argument.path).inserted { choices.append(choice(argument, memory)) }
      } catch {
        let sentence = (error as? Failure)?.sentence ?? "\(error)"
        choices.append(ModelChoice(name: name, path: "", facts: "", obstacle: sentence))
      }
    }
    for argument in open where seen.insert(argument.path).inserted {
      var named = argument
      named.name = argument.name.split(separator: "#").first.map(String.init) ?? argument.name
      choices.append(choice(named, memory))
    }
    return choices
  }

  private static func choice(_ argument: ModelArgument, _ memory: MemoryLedger) -> ModelChoice {
    var choice = ModelChoice(name: argument.name, path: argument.path, facts: "")
    do throws(ModelError) {
      let header = try ModelHeader(path: argument.path)
      choice.facts = [
        Amounts.bytes(header.file.fileBytes), header.file.quantisation ?? "",
        Amounts.count(header.file.parameterCount), header.configuration.architecture,
      ].filter { !$0.isEmpty }.joined(separator: "  ")
      if let refusal = memory.refusal(of: header, contextSize: nil) {
        choice.obstacle = "\(refusal)"
      }
    } catch {
      choice.obstacle = "\(error)"
    }
    return choice
  }
}
