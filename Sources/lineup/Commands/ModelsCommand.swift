import ArgumentParser

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List models and systems, tell of one, get one, or remove one.",
    subcommands: [ListModels.self, ShowModel.self, PullModels.self, RemoveModels.self],
    defaultSubcommand: ListModels.self)

  /// What those mean who write "lineup pull", as other programs have it; nil for other words.
  static func question(for word: String) -> String? {
    for command in configuration.subcommands {
      let known = command.configuration
      guard let name = known.commandName, name == word || known.aliases.contains(word) else {
        continue
      }
      return "did you mean lineup models \(name)?"
    }
    return nil
  }
}
