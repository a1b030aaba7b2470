import Configuration
import Inference
import Playground

/// What the catalogue has besides the models that are here, to pick from: what can be fetched, those
/// that fit first, then what can't be opened, with the reason.
struct CatalogueChoices {
  let catalogue: ModelCatalogue
  let local: LocalModels
  let finder: ModelFinder
  var servers: EndpointChoices?

  var all: [ModelChoice] {
    let absent = catalogue.rows.filter {
      $0.access != .server && local.path(named: $0.name) == nil
        && servers?.leads(to: $0) != true
    }
    let names = Set(catalogue.rows.map(\.name))
    let builtIn = Catalogue.builtIn.filter {
      !names.contains($0.name) && local.path(named: $0.name) == nil
    }
    let fetched =
      builtIn.compactMap { choice($0, row: nil) }
      + absent.compactMap { row in
        CatalogueEntry(row).flatMap { choice($0, row: row) }
      }
    let elsewhere = absent.filter { CatalogueEntry($0) == nil }.map(elsewhere)
    return fetched.filter { $0.obstacle == nil } + fetched.filter { $0.obstacle != nil } + elsewhere
  }

  /// One that can be fetched, with what it would take.
  private func choice(_ entry: CatalogueEntry, row: CatalogueRow?) -> ModelChoice? {
    guard let folder = finder.folder else { return nil }
    var choice = ModelChoice(name: entry.name, path: folder + "/" + entry.file, isFetched: true)
    choice.group = .fetched
    choice.alternatives = alternatives(row)
    choice.about = about(entry.title, row)
    let exact = row.flatMap { row in
      entry.quantisation.flatMap { try? RowMemory.outline(row, quantisation: $0) }
    }
    let size =
      entry.bytes.map(Amounts.bytes) ?? exact.map { "~" + Amounts.bytes($0.fileBytes) } ?? ""
    choice.facts = [
      size, entry.quantisation ?? "", row?.parameters.map(CatalogueRow.text(parameters:)) ?? "",
      row?.architecture ?? "",
    ]
    if let servers, servers.question == nil {
      choice.obstacle = "local-only: nothing is fetched"
      return choice
    }
    // What can't be planned as it is takes about this much.
    let outline = exact ?? row.flatMap { try? RowMemory.outline($0, quantisation: "Q4_K_M") }
    guard let outline else { return choice }
    let trained = outline.configuration.defaultContext
    func refusal(_ size: Int) -> ModelError? {
      finder.memory.refusal(of: outline.memory(contextSize: size))
    }
    let wanted = min(finder.contextSize ?? trained, outline.configuration.contextLength)
    guard refusal(wanted) != nil else { return choice }
    choice.contextSize = finder.fittingContext(trained: trained) { refusal($0) == nil }
    if let size = choice.contextSize {
      choice.facts.append("fits with a context of \(size)")
    } else {
      let plan = outline.memory(contextSize: wanted)
      choice.obstacle = "it needs \(Amounts.bytes(plan.total))"
    }
    return choice
  }

  /// One that can't be opened.
  private func elsewhere(_ row: CatalogueRow) -> ModelChoice {
    var choice = ModelChoice(name: row.name, path: "")
    choice.group = .elsewhere
    choice.alternatives = alternatives(row)
    choice.facts = [row.parameters.map(CatalogueRow.text(parameters:)) ?? "", row.maker ?? ""]
    choice.about = about(row.title, row)
    choice.obstacle =
      switch row.access {
      case .weights, .server: "got by hand"
      case .api: "by API alone"
      case .private: "never public"
      case .withdrawn: "withdrawn"
      case .product: "a product"
      }
    return choice
  }

  private func alternatives(_ row: CatalogueRow?) -> [String] {
    let names = row?.alternatives ?? []
    return servers?.listed(names) ?? names
  }

  /// What it is, and what stands in its way, in full.
  private func about(_ title: String, _ row: CatalogueRow?) -> String {
    guard let row else { return title }
    let facts = [title, row.maker, row.year.map(String.init), row.licence].compactMap { $0 }
    let obstacle = RowSentences.obstacle(of: row) ?? (row.source == nil ? row.guidance : nil)
    return facts.joined(separator: ", ") + (obstacle.map { ": \($0)" } ?? "")
  }
}
