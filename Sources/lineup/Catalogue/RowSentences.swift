import Configuration

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
    case .api: return "by API"
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
        ?? "\(row.maker ?? "its maker") serves it by API alone, and panes open models on this machine"
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
  func refusal(of row: CatalogueRow) -> String {
    var lines: [String] = []
    if let obstacle = Self.obstacle(of: row) {
      lines.append("\(row.title) can't be opened: \(obstacle)")
      if let guidance = row.guidance { lines.append("how it is used: \(guidance)") }
    } else if CatalogueEntry(row) != nil {
      lines.append("\(row.name) is not here yet; get it with: lineup models pull \(row.name)")
      if let licence = row.licence { lines.append("licence: \(licence)") }
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

extension CatalogueRow {
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
