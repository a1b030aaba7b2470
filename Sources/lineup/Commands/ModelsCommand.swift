import ArgumentParser
import FoundationEssentials
import Glibc
import Playground
import SessionLog

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List models, get one, or remove one.",
    subcommands: [ListModels.self, PullModels.self, RemoveModels.self],
    defaultSubcommand: ListModels.self)
}

struct ListModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models that are here or can be pulled.")

  func run() throws {
    let folder = try Places.ofUser.models
    var rows: [[String]] = []
    for name in ModelArgument.known(in: folder) {
      let entry = Catalogue.entries.first { $0.name == name }
      let path = folder + "/" + (entry?.file ?? name + ".gguf")
      let size = fileSize(path)
      let state = size == nil ? "lineup models pull \(name)" : path
      rows.append([name, mebibytes(size ?? entry?.bytes ?? 0), entry?.title ?? "", state])
    }
    for file in FurtherModels.ofUser.files() {
      let argument = ModelArgument(file: file)
      rows.append([argument.name, mebibytes(fileSize(file) ?? 0), "", file])
    }
    let widths = (0..<3).map { column in rows.map { Amounts.width($0[column]) }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { Amounts.padded($0, $1) }
      FileHandleOutput.standard.write((cells + [row[3]]).joined(separator: "  ") + "\n")
    }
  }

  private func fileSize(_ path: String) -> Int? {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : nil
  }

  private func mebibytes(_ bytes: Int) -> String { "\((bytes + (1 << 19)) >> 20) MiB" }
}
