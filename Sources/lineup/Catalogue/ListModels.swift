import ArgumentParser
import Configuration
import GGUF
import Playground
import SessionLog

struct ListModels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models that are here, and the systems there are.",
    discussion: """
      Systems are those of the catalogue that comes with lineup and of your own catalogue.yaml, beside \
      config.yaml. With --json a line each. Of a file that is here: kind "file", name, path, bytes, \
      quantisation, title. Of a system: kind "system", name, title, family, maker, year, parameters, \
      active_parameters, training, licence, access (weights, api, private, withdrawn, product, server), \
      formats, prompt, get, how, endpoint (a server that has it), file, bytes, sha256, architecture, shape {key: value}, memory \
      {"context", "Q4_K_M", "Q8_0", "F16"} in bytes, available (bytes of memory there are), fits, path \
      (where it is here), why (it can't be opened), instead (what comes closest), note, prices {"input", \
      "output", "currency", "as_of"} of a million tokens, sources, own (whether it is yours). What is not known is null.
      """, aliases: ["ls"])

  @Argument(help: "Words that must be in its name, title, family, maker, access or licence.")
  var words: [String] = []
  @Flag(help: "Print JSON Lines.")
  var json = false

  func run() throws {
    let catalogue = Catalogue.ofUser
    let local = LocalModels.ofUser
    let words = words.joined(separator: " ")
    let query = SearchQuery(words)
    let here = local.models.filter { query?.matches($0.listed) ?? true }
    let rows = catalogue.rows.filter { query?.matches($0.listed) ?? true }
    for problem in catalogue.problems { complain("\(problem)") }
    if !catalogue.hasShipped { complain(ModelsTable.noCatalogue) }
    if here.isEmpty, rows.isEmpty, query != nil {
      let near = Nearness.nearest(to: words, among: catalogue.rows.map(\.name))
      throw Failure(
        "no model and no system has \"\(words)\" in what is said of it"
          + (Nearness.question(near).map { "; \($0)" } ?? "; lineup models lists all there are"))
    }
    let available = Machine.memoryLeft.bytes
    let output = FileHandleOutput.standard
    if json {
      let values =
        here.map(\.json) + rows.map { CatalogueJSON.value($0, local, available: available) }
      for value in values where !output.write(json: Array(value.write().utf8)) { return }
      return
    }
    let table = ModelsTable(
      local: here, rows: rows, sentences: RowSentences(catalogue: catalogue, local: local),
      available: available, quantisation: LocalModels.quantisation)
    var text = here.isEmpty && query != nil ? "" : table.hereText(width: output.columns)
    if !rows.isEmpty {
      text += (text.isEmpty ? "" : "\n") + table.systemsText(width: output.columns)
      text += "\n" + table.legend(width: output.columns)
    }
    output.write(text)
  }
}

extension LocalModels {
  /// How a file's weights are stored, as its header says; nil where it is no whole model file.
  static func quantisation(_ path: String) -> String? { try? GGUFFile(path: path).quantisation }
}

extension LocalModels.Model {
  /// What a list is filtered by.
  var listed: String { [name, path, entry?.title ?? "", "here"].joined(separator: "\n") }
}

extension CatalogueRow {
  /// What a list is filtered by. Neither its architecture, which would make half of all a llama, nor
  /// its year, in which every 2 is found.
  var listed: String {
    [name, title, family, maker ?? "", access.rawValue, licence ?? ""].joined(separator: "\n")
  }
}
