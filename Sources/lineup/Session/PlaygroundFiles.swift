import Configuration
import FoundationEssentials
import Playground
import Prompts

/// Files that the viewer's values name.
enum PlaygroundFiles {
  static func read(_ path: String) -> InputFileText {
    do throws(Problem) {
      let home = ProcessInfo.processInfo.environment["HOME"]
      return InputFileText(path: path, text: try InputText.read(path, home: home))
    } catch {
      return InputFileText(path: path, text: nil, obstacle: "\(error)")
    }
  }
}

/// Prompts and examples are written into the user's folder.
extension PlaygroundSession {
  /// How large a file is, and how many tokens it is for a pane's model.
  func measure(_ path: String, _ pane: Int) {
    let runtime = conductor.panes.first { $0.number == pane }
    let tokenizer = runtime?.local?.engine.model.tokenizer
    lookUp { tell in
      let file = PlaygroundFiles.read(path)
      guard let text = file.text else {
        return tell(
          .measured(InputFileSize(path: path, obstacle: file.obstacle), at: Machine.clock()))
      }
      let tokens = tokenizer?.encode(text, addSpecial: false, parseSpecial: false).count
      let size = InputFileSize(path: path, bytes: text.utf8.count, tokens: tokens)
      tell(.measured(size, at: Machine.clock()))
    }
  }

  func save(_ template: PromptTemplate, replacing: Bool) {
    change { setup throws(Problem) in
      let path = try setup.prompts.save(
        PromptFile.write(template), as: template.name, replacing: replacing)
      return .promptSaved(
        name: template.name, path: path, setup.promptChoices(), at: Machine.clock())
    }
  }

  func add(_ example: PromptExample, to prompt: String) {
    change { setup throws(Problem) in
      let (entry, problem) = setup.prompts.prompt(prompt)
      guard let entry else { throw problem ?? Problem(prompt, "there is no such prompt") }
      let added = try setup.prompts.add(example, to: entry)
      let saved = SavedExample(
        prompt: prompt, path: added.path, before: added.before, after: added.after,
        keepsTheRest: added.keepsTheRest)
      return .exampleSaved(saved, setup.promptChoices(), at: Machine.clock())
    }
  }

  func takeBack(_ example: SavedExample) {
    change { setup throws(Problem) in
      try setup.prompts.takeBack(
        PromptLibrary.Addition(
          path: example.path, before: example.before, after: example.after,
          keepsTheRest: example.keepsTheRest))
      return .exampleTakenBack(example, setup.promptChoices(), at: Machine.clock())
    }
  }

  /// Writes into the user's folder beside the main loop, and reads all prompts once more.
  private func change(
    _ work: @escaping @Sendable (UserSetup) throws(Problem) -> AppEvent
  ) {
    let setup = setup
    lookUp { tell in
      do throws(Problem) {
        tell(try work(setup))
      } catch {
        tell(.notice("\(error)", at: Machine.clock()))
      }
    }
  }
}
