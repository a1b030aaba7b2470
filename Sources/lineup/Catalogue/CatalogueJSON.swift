import Configuration
import JSON

/// Rows of the catalogue and files as JSON, as `lineup models list --help` documents it.
enum CatalogueJSON {
  static func value(_ row: CatalogueRow, _ local: LocalModels, available: Int) -> JSONValue {
    let memory = RowMemory(row, available: available)
    let totals = zip(RowMemory.quantisations, memory.totals).map { name, total in
      JSONField(name, integer(total))
    }
    return .object([
      JSONField("kind", .string("system")), JSONField("name", .string(row.name)),
      JSONField("title", .string(row.title)), JSONField("family", .string(row.family)),
      JSONField("maker", text(row.maker)), JSONField("year", integer(row.year)),
      JSONField("parameters", integer(row.parameters)),
      JSONField("active_parameters", integer(row.activeParameters)),
      JSONField("training", text(row.training)), JSONField("licence", text(row.licence)),
      JSONField("access", .string(row.access.rawValue)), JSONField("formats", texts(row.formats)),
      JSONField("prompt", text(row.prompt)), JSONField("get", text(row.source)),
      JSONField("how", text(row.guidance)), JSONField("endpoint", text(row.endpoint)),
      JSONField("file", text(CatalogueEntry(row)?.file)),
      JSONField("bytes", integer(row.bytes)), JSONField("sha256", text(row.sha256)),
      JSONField("architecture", text(row.architecture)),
      JSONField(
        "shape",
        row.shape.isEmpty
          ? .null
          : .object(
            row.shape.sorted { $0.key < $1.key }.map {
              JSONField($0.key, integer(Int(exactly: $0.value)))
            })),
      JSONField(
        "memory",
        memory.fits == nil
          ? .null : .object([JSONField("context", .integer(RowMemory.contextSize))] + totals)),
      JSONField("available", .integer(available)),
      JSONField("fits", memory.fits.map(JSONValue.bool) ?? .null),
      JSONField("path", text(local.path(named: row.name))),
      JSONField("why", text(RowSentences.obstacle(of: row))),
      JSONField("instead", texts(row.alternatives)), JSONField("note", text(row.note)),
      JSONField("prices", prices(row.prices)),
      JSONField("sources", texts(row.sources)), JSONField("own", .bool(row.isOwn)),
    ])
  }

  private static func prices(_ prices: CatalogueRow.PublishedPrices?) -> JSONValue {
    guard let prices else { return .null }
    return .object([
      JSONField("input", .number(prices.input)), JSONField("output", .number(prices.output)),
      JSONField("currency", .string(prices.currency)), JSONField("as_of", .string(prices.date)),
    ])
  }

  static func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
  static func integer(_ value: Int?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
  static func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
}

extension LocalModels.Model {
  var json: JSONValue {
    return .object([
      JSONField("kind", .string("file")), JSONField("name", .string(name)),
      JSONField("path", .string(path)),
      JSONField("bytes", CatalogueJSON.integer(ModelFiles(path).bytes)),
      JSONField("quantisation", CatalogueJSON.text(LocalModels.quantisation(path))),
      JSONField("title", CatalogueJSON.text(entry?.title)),
    ])
  }
}
