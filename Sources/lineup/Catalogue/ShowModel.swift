import ArgumentParser
import Cells
import Configuration
import Inference
import Playground

struct ShowModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Tell all that the catalogue has of a system.",
    discussion: """
      What it is, whose, how large, how it is had, what stands in its way and what comes closest, how \
      much memory it takes, and where that is written. --json prints what lineup models list --json does \
      of it.
      """)

  @Argument(
    help: "A system's name, as lineup models list has it.", completion: Completions.systems)
  var name: String
  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let catalogue = Catalogue.ofUser
    for problem in catalogue.problems { complain("\(problem)") }
    guard let row = catalogue.row(named: name) else { throw unknown(catalogue) }
    let local = LocalModels.ofUser
    let available = Machine.memoryLeft.bytes
    let output = FileHandleOutput.standard
    if json {
      output.write(
        json: Array(CatalogueJSON.value(row, local, available: available).write().utf8))
    } else {
      let sentences = RowSentences(catalogue: catalogue, local: local)
      let card = RowCard(row: row, sentences: sentences, available: available)
      output.write(card.text(width: min(100, output.columns ?? 100)))
    }
  }

  private func unknown(_ catalogue: ModelCatalogue) -> Failure {
    guard !catalogue.rows.isEmpty else { return Failure(ModelsTable.noCatalogue) }
    if let model = LocalModels.ofUser.models.first(where: { $0.name == name }) {
      return Failure(
        "\"\(name)\" is a file here of which the catalogue says nothing; lineup inspect tells what is "
          + "in it: \(model.path)")
    }
    let near = Nearness.nearest(to: name, among: catalogue.rows.map(\.name))
    return Failure(
      "the catalogue has no \"\(name)\"; "
        + (Nearness.question(near) ?? "lineup models list has all names"))
  }
}

/// All of a row, for people.
struct RowCard {
  let row: CatalogueRow
  let sentences: RowSentences
  let available: Int

  private static let labels = 13

  func text(width: Int) -> String {
    let head = [row.name, row.maker, row.year.map(String.init)].compactMap { $0 }
    var text = row.title + "\n" + head.joined(separator: " · ") + "\n\n"
    for (label, value) in facts {
      let lines = Self.wrapped(value, width: max(20, width - Self.labels))
      for (index, line) in lines.enumerated() {
        let start = Amounts.padded(index == 0 ? label : "", Self.labels)
        text += start + line + "\n"
      }
    }
    return text
  }

  /// Words on lines of at most `width` cells; what has no blanks stays whole.
  static func wrapped(_ text: String, width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      if Amounts.width(String(line)) <= width { return [String(line)] }
      var lines: [String] = []
      var current = ""
      for word in line.split(separator: " ") {
        if current.isEmpty {
          current = String(word)
        } else if Amounts.width(current) + 1 + Amounts.width(String(word)) <= width {
          current += " " + word
        } else {
          lines.append(current)
          current = String(word)
        }
      }
      return lines + [current]
    }
  }

  private var facts: [(label: String, value: String)] {
    var facts: [(String, String)] = []
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append((label, value)) }
    }
    if row.access != .server { add("parameters", parameters) }
    add("trained on", row.training)
    add("licence", row.licence)
    add("access", access)
    add("formats", row.formats.joined(separator: ", "))
    add("prompts", prompt)
    add("get", got)
    add("shape", shape)
    add("memory", memory)
    add("runs here", problem)
    add("closest", closest)
    add("prices", row.prices?.sentence)
    add("note", row.note)
    add("sources", row.sources.joined(separator: "\n"))
    if row.isOwn { add("row", "of your own catalogue.yaml") }
    return facts
  }

  private var parameters: String {
    guard let count = row.parameters else { return "not published" }
    let active = row.activeParameters.map {
      ", \(CatalogueRow.text(parameters: $0)) of them active for a token"
    }
    return CatalogueRow.text(parameters: count) + (active ?? "")
  }

  private var access: String {
    let obstacle = RowSentences.obstacle(of: row)
    let name =
      switch row.access {
      case .weights: "weights"
      case .api: "by API"
      case .private: "private"
      case .withdrawn: "withdrawn"
      case .product: "a product"
      case .server: "a server"
      }
    return name + (obstacle.map { ": \($0)" } ?? "")
  }

  private var prompt: String? {
    switch row.prompt {
    case "plain": "none: it continues text, so examples say what is wanted"
    case "alpaca": "alpaca, which prompts with mode alpaca write (lineup prompts show assistant)"
    case "chat": "turns of a conversation"
    case let form?: "\(form), as the template in its file writes it"
    case nil: nil
    }
  }

  private var got: String? {
    if let path = sentences.local.path(named: row.name) { return "here: \(path)" }
    guard let entry = CatalogueEntry(row) else { return row.guidance }
    var text = "lineup models pull \(row.name)"
    if case .packages = entry.source {} else { text += "\n\(row.source ?? "")" }
    let size = row.bytes.map(Amounts.bytes)
    let facts = [row.quantisation, size].compactMap { $0 }
    return facts.isEmpty ? text : text + " (\(facts.joined(separator: ", ")))"
  }

  private var shape: String? {
    guard let architecture = row.architecture else { return nil }
    func count(_ key: String) -> String? {
      row.shape[key].flatMap { Int(exactly: $0) }.map(String.init)
    }
    var parts: [String] = []
    if let layers = count("block_count"), let width = count("embedding_length") {
      parts.append("\(layers) layers of \(width)")
    }
    if let heads = count("attention.head_count") {
      let kv = count("attention.head_count_kv") ?? heads
      parts.append("\(heads) heads" + (kv == heads ? "" : ", \(kv) of them for keys and values"))
    }
    if let experts = count("expert_count"), let used = count("expert_used_count") {
      parts.append("\(experts) experts, \(used) used")
    }
    if let context = count("context_length") { parts.append("context of \(context)") }
    if let vocabulary = count("vocab_size") { parts.append("\(vocabulary) tokens") }
    return "\(architecture): " + parts.joined(separator: "; ")
  }

  private var memory: String? {
    let memory = RowMemory(row, available: available)
    let totals = zip(RowMemory.quantisations, memory.totals).compactMap { name, total in
      total.map { "\(name) \(Amounts.bytes($0))" }
    }
    guard !totals.isEmpty else { return nil }
    let fits =
      memory.best.map { best in
        best == RowMemory.quantisations.last ? "all of them fit" : "\(best) fits"
      } ?? "none of them fits"
    return totals.joined(separator: ", ")
      + " with \(RowMemory.contextSize) tokens of context, planned\n"
      + "\(Amounts.bytes(available)) are available here: \(fits)"
      + (row.hasWeights ? "\nlineup inspect \(row.name) plans it for other contexts" : "")
  }

  /// Why a model of this shape can't be run, whoever has its file; nil where it can.
  private var problem: String? {
    do throws(ModelError) {
      _ = try RowMemory.outline(row, quantisation: "F16")
      return nil
    } catch {
      return "no: \(error)"
    }
  }

  private var closest: String? {
    let rows = sentences.catalogue.alternatives(to: row)
    let names = rows.map { Amounts.width($0.name) }.max() ?? 0
    return rows.isEmpty
      ? nil
      : rows.map { "\(Amounts.padded($0.name, names))  \(sentences.way(to: $0))" }
        .joined(separator: "\n")
  }
}
