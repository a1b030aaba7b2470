import Cells
import GenerationAPI
import JSON
import SessionLog

/// A pane whose model is a server's.
extension PaneState {
  var isServer: Bool { model.endpoint != nil }

  /// What the user calls its server: "lab" of "lab/llama-3.3-70b".
  var serverName: String? {
    model.endpoint.map { String($0.beginning.prefix { $0 != "/" }) }
  }

  /// Where prompts go; nil as long as that is not known.
  var serverPlace: String? {
    model.host?.singleLine ?? (model.format == nil ? nil : "on this machine")
  }

  /// Whose it is, the fullest form first; the last is empty.
  var serverFacts: [SafeText] {
    let name = shownName.string
    let word = serverName.flatMap { name.hasPrefix($0 + "/") || name == $0 ? nil : $0 }
    let kind = isBase ? "base server" : "server"
    let forms = [[word, kind], [kind], []]
    return forms.map { SafeText($0.compactMap { $0?.singleLine }.joined(separator: " ")) }
  }

  /// The same with where prompts go.
  var serverFactsWithPlace: [SafeText] {
    let facts = serverFacts
    return (serverPlace.map { [facts[0] + SafeText(" " + $0)] } ?? []) + facts
  }

  /// What becomes of a prompt.
  var serverInvitation: SafeText {
    let whom = model.host?.singleLine ?? "a server on this machine"
    return SafeText("asks \(whom)\(isBase ? ", which only continues a prompt" : "")")
  }

  /// Its figures are counted in pieces of a stream: no server has said them, or not yet.
  var isCounted: Bool {
    switch activity {
    case .reading, .answering, .waiting: readout.condition?.isRemote ?? isServer
    case .idle, .loading, .queued, .ended, .failed:
      turns.last?.result?.metrics.isEstimated ?? false
    }
  }

  /// What the pane cost so far, in the currency it is paid in now; nil where no server's prices are
  /// known. Figures of panes on this machine have none.
  var costByNow: Cost? {
    let costs = spentByNow.costs
    guard let currency = model.prices?.currency else { return costs.first }
    return costs.first { $0.currency == currency } ?? Cost(amount: 0, currency: currency)
  }
}

extension SessionState {
  /// Whether costs are worth a field: some pane has prices, or something was paid.
  var hasCosts: Bool {
    panes.contains { $0.model.prices != nil || !$0.spent.isEmpty }
  }

  /// Cells that costs have in panes; 0 where there are none.
  var costColumns: Int {
    guard hasCosts else { return 0 }
    let names = panes.compactMap { $0.costByNow?.currency }
    // "~$0.00012"; other currencies stand behind.
    return names.map { $0 == "USD" ? 9 : 9 + $0.unicodeScalars.prefix(8).count }.max() ?? 9
  }
}

extension Figures {
  /// A figure that is only estimated, in as many cells: "~51.3".
  static func estimated(_ field: String, _ isEstimated: Bool) -> String {
    // Nothing is nothing.
    guard isEstimated, field.utf8.contains(where: { 0x31...0x39 ~= $0 }) else { return field }
    let text = field.drop { $0 == " " }
    return padded("~" + text, field.utf8.count)
  }

  /// A cost in so many cells; what ran on this machine cost 0.
  static func cost(_ cost: Cost?, isServer: Bool, columns: Int, ascii: Bool) -> String {
    guard let cost else {
      return isServer ? missing(columns, ascii: ascii) : padded("0", columns)
    }
    let text = cost.text
    return padded(text, columns, count: text.unicodeScalars.count)
  }
}

extension ModelFacts {
  /// Further fields of a server's requests, as JSON; nil without any.
  var bodyText: String? { body.isEmpty ? nil : JSONValue.object(body).write().beginning }
}
