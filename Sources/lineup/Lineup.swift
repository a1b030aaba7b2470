import ArgumentParser

@main
struct Lineup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lineup", abstract: "Compares language models side by side.")
}
