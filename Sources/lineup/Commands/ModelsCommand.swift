import ArgumentParser

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List models and systems, tell of one, get one, or remove one.",
    subcommands: [ListModels.self, ShowModel.self, PullModels.self, RemoveModels.self],
    defaultSubcommand: ListModels.self)
}
