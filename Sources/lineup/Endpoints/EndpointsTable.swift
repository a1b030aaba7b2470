import Cells
import Configuration
import GenerationAPI
import JSON

/// Endpoints for people: those of the user, then the presets.
enum EndpointsTable {
  private static let gap = "  "
  /// Cells that an address is not cut below.
  private static let leastAddress = 20

  static func text(_ endpoints: [KnownEndpoint], width: Int?) -> String {
    let rows = endpoints.map { ($0.isPreset, cells($0)) }
    var widths = (0..<5).map { column in rows.map { Amounts.width($0.1[column]) }.max() ?? 0 }
    if let width {
      let shown = widths.filter { $0 > 0 }
      let excess = shown.reduce(0, +) + 2 * shown.count - width
      widths[1] = max(min(widths[1], leastAddress), widths[1] - max(0, excess))
    }
    func lines(arePresets: Bool) -> String {
      rows.filter { $0.0 == arePresets }.map { line($0.1, widths, width) + "\n" }.joined()
    }
    let own = lines(arePresets: false)
    let presets = lines(arePresets: true)
    return
      (own.isEmpty ? "yours\n  none yet: they are listed in config.yaml\n" : "yours\n" + own)
      + (presets.isEmpty ? "" : "\npresets\n" + presets)
      + "\nlineup NAME/MODEL opens a model; lineup endpoints check NAME says which there are\n"
  }

  private static func line(_ cells: [String], _ widths: [Int], _ width: Int?) -> String {
    var line = ""
    for (cell, wide) in zip(cells, widths) where wide > 0 {
      line += gap + Amounts.padded(SafeText(cell).elidingEnd(to: wide).string, wide)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return width.map { SafeText(line).elidingEnd(to: $0).string } ?? line
  }

  private static func cells(_ endpoint: KnownEndpoint) -> [String] {
    let models = endpoint.knownModels
    let priced = models.count { endpoint.prices(of: $0) != nil }
    let words = [
      models.isEmpty ? nil : "\(models.count) \(models.count == 1 ? "model" : "models")",
      priced == 0 ? nil : priced == models.count ? "priced" : "\(priced) priced",
    ]
    return [
      endpoint.name, endpoint.endpoint.url, endpoint.keyWords ?? "no key",
      words.compactMap(\.self).joined(separator: ", "),
      endpoint.budget.map {
        "at most \(Cost(amount: $0, currency: endpoint.currency).roundText) a session"
      } ?? "",
    ]
  }
}

extension KnownEndpoint {
  /// "key in LAB_KEY", "no key: set LAB_KEY"; nil where there is to be none.
  var keyWords: String? {
    let isThere = keyState == .present
    if let missing = missingHeaderVariable { return "no \(missing): set it" }
    switch keySource {
    case nil: return nil
    case .variable(let name, let isOptional):
      return isThere ? "key in \(name)" : isOptional ? nil : "no key: set \(name)"
    case .file(let path): return isThere ? "key in \(path)" : "no key: see \(path)"
    case .command: return "key from a command"
    }
  }

  /// As `lineup endpoints list --help` documents it.
  var json: JSONValue {
    let prices = knownModels.compactMap { model in
      self.prices(of: model).map { price in
        JSONField(
          model,
          .object([
            JSONField("input", .number(price.input)),
            JSONField("cached_input", price.cachedInput.map(JSONValue.number) ?? .null),
            JSONField("output", .number(price.output)),
          ]))
      }
    }
    return .object([
      JSONField("name", .string(name)), JSONField("title", .string(title)),
      JSONField("url", .string(endpoint.url)),
      JSONField("host", host.map(JSONValue.string) ?? .null),
      JSONField("preset", .bool(isPreset)),
      JSONField("api", .string(usesCompletions ? "completions" : "chat")),
      JSONField("key", keyName.map(JSONValue.string) ?? .null),
      JSONField("key_state", .string(keyState.rawValue)),
      JSONField("models", .array(knownModels.map(JSONValue.string))),
      JSONField("prices", .object(prices)), JSONField("currency", .string(currency)),
      JSONField("budget", budget.map(JSONValue.number) ?? .null),
      JSONField("body", .object(endpoint.body)),
    ])
  }
}
