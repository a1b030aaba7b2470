import ArgumentParser
import FoundationEssentials
import Glibc
import SessionLog

struct RemoveModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove models from the models folder.",
    discussion: "Files in further folders and those that links lead to are left alone.",
    aliases: ["rm"])

  @Argument(help: "Names that lineup models lists.", completion: Completions.models)
  var names: [String]

  @Flag(help: "Do not ask.")
  var yes = false

  func run() throws {
    let folder = try Places.ofUser.models
    var models: [RemovableModel] = []
    for name in names {
      let model = try RemovableModel(name, folder: folder)
      if !models.contains(where: { $0.files == model.files }) { models.append(model) }
    }
    for model in models { try model.refuseIfUsed() }
    guard try yes || isAgreed(models) else { throw Failure("nothing was removed") }
    for model in models {
      FileHandleOutput.standard.write("\(model.name): removed, \(try model.remove())\n")
    }
  }

  private func isAgreed(_ models: [RemovableModel]) throws -> Bool {
    guard isatty(STDIN_FILENO) == 1, FileHandleOutput.standard.isTerminal else {
      throw Failure("without a terminal nobody can be asked; --yes removes without asking")
    }
    for model in models {
      for file in model.files { FileHandleOutput.standard.write("  \(file.path)\n") }
    }
    let bytes = Amounts.bytes(models.reduce(0) { $0 + $1.bytes })
    let what = models.map(\.name).joined(separator: ", ")
    FileHandleOutput.standard.write("Remove \(what), which frees \(bytes)? [y/N] ")
    var lines = InputLines()
    let answer = lines.next().map { String(decoding: $0, as: UTF8.self).lowercased() }
    return answer == "y" || answer == "yes"
  }
}
