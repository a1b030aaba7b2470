import Configuration
import GenerationAPI

/// What is said of rows of the catalogue.
struct RowSentences {
  let catalogue: ModelCatalogue
  let local: LocalModels

  /// How one comes to a row's model, in a few words: "here", "lineup models pull x", "by API".
  func way(to row: CatalogueRow) -> String {
    switch row.access {
    case .weights:
      if local.path(named: row.name) != nil { return "here" }
      return CatalogueEntry(row) == nil
        ? "by hand: lineup models show \(row.name)" : "lineup models pull \(row.name)"
    case .api: return row.command ?? "by API"
    case .private: return "never public"
    case .withdrawn: return "withdrawn"
    case .product: return "a product"
    case .server: return "a server"
    }
  }

  /// Why a row can't be opened: a clause; nil where it can, or could be once it is here.
  static func obstacle(of row: CatalogueRow) -> String? {
    switch row.access {
    case .weights: row.obstacle
    case .api:
      row.obstacle
        ?? "\(row.maker ?? "its maker") serves it by API alone"
        + (row.command.map { ": \($0)" } ?? "")
    case .server: "it is software that serves models, and no model"
    case .private, .withdrawn, .product: row.obstacle ?? "its weights can't be had"
    }
  }

  /// What comes closest, in words: "gemma3 (here), gemini (by API)"; nil where nothing is known.
  func closest(to row: CatalogueRow) -> String? {
    let rows = catalogue.alternatives(to: row)
    guard !rows.isEmpty else { return nil }
    return rows.map { "\($0.name) (\(way(to: $0)))" }.joined(separator: ", ")
  }

  /// Why naming a row opens nothing, and what does: some lines.
  ///
  /// - Parameter available: bytes of memory there are.
  func refusal(of row: CatalogueRow, available: Int = Machine.memoryLeft.bytes) -> String {
    var lines: [String] = []
    if row.access == .api, let command = row.command {
      lines.append(
        "\(row.title) is on the servers of \(row.maker ?? "its maker") alone, which this asks: "
          + command)
    } else if let obstacle = Self.obstacle(of: row) {
      lines.append("\(row.title) can't be opened: \(obstacle)")
      if let guidance = row.guidance { lines.append("how it is used: \(guidance)") }
    } else if CatalogueEntry(row) != nil {
      lines.append("\(row.name) is not here yet; get it with: lineup models pull \(row.name)")
      if let licence = row.licence { lines.append("licence: \(licence)") }
      let memory = RowMemory(row, available: available)
      if memory.fits == false, let least = memory.totals.compactMap(\.self).first {
        lines.append(
          "it would not fit: it takes \(Amounts.bytes(least)) with \(RowMemory.quantisations[0]) "
            + "weights, and \(Amounts.bytes(available)) are available")
      }
    } else {
      lines.append(
        "\(row.title) is not here: "
          + (row.guidance ?? "give the path of its .gguf file where you have one"))
    }
    if let closest = closest(to: row) { lines.append("closest to it: \(closest)") }
    lines.append("all of it: lineup models show \(row.name)")
    return lines.joined(separator: "\n")
  }
}

extension CatalogueRow.PublishedPrices {
  var tokens: TokenPrices { TokenPrices(input: input, output: output, currency: currency) }

  /// "$0.15 in and $0.60 out for a million tokens, as of 2026-06-20; check them".
  var sentence: String {
    func text(_ amount: Double) -> String { Cost(amount: amount, currency: currency).roundText }
    return
      "\(text(input)) in and \(text(output)) out for a million tokens, as of \(date); check them"
  }
}

extension CatalogueRow {
  /// What asks the server that has it; nil where none is known.
  var command: String? {
    endpoint.map { $0.contains("/") ? "lineup \($0)" : "lineup \($0)/MODEL" }
  }

  /// "6.74B", "137B".
  static func text(parameters count: Int) -> String {
    let text = Amounts.count(count)
    guard text.contains("."), let unit = text.last, unit.isLetter else { return text }
    var digits = text.dropLast()
    while digits.last == "0" { digits = digits.dropLast() }
    if digits.last == "." { digits = digits.dropLast() }
    return digits + String(unit)
  }
}
