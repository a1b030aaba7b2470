import Cells
import GenerationAPI
import SessionLog

/// The figures of a pane, each in its field.
struct PaneFigures {
  var rate: String
  var wait: String
  var tokens: String
  var context: String
  /// Where other panes have one, too.
  var cost: String

  /// The rate stands out: it is what panes are compared by.
  var rateRole: Role { Figures.hasValue(rate) ? .textStrong : .textDim }

  func role(_ field: String) -> Role { Figures.hasValue(field) ? .number : .textDim }
}

extension PaneState {
  /// The name in one line.
  var shownName: SafeText { SafeText(name.singleLine) }

  /// - Parameter costColumns: cells for what it cost.
  func figures(ascii: Bool, costColumns: Int = 0) -> PaneFigures {
    let isCounted = isCounted
    // A sign before it leaves four digits.
    let rate = readout.rate.map { isCounted ? min($0, 9999) : $0 }
    let tokens = readout.tokens.map { isCounted ? min($0, 9999) : $0 }
    return PaneFigures(
      rate: Figures.estimated(Figures.rate(rate, ascii: ascii), isCounted),
      wait: Figures.wait(milliseconds: readout.ttftMilliseconds, ascii: ascii),
      tokens: Figures.estimated(Figures.tokens(tokens, ascii: ascii), isCounted),
      context: Figures.percent(readout.contextTokens, of: contextSize, ascii: ascii),
      cost: Figures.cost(costByNow, isServer: isServer, columns: costColumns, ascii: ascii))
  }

  /// Quantisation, parameters and kind, the fullest form first, shorter ones after it; the last
  /// is empty.
  var facts: [SafeText] {
    if isServer { return serverFacts }
    let quantisation = quantisationWord
    let parameters = model.parameters.map { Figures.parameters($0) }
    let kind = kindWord
    let forms = [[quantisation, parameters, kind], [quantisation, kind], [quantisation], []]
    return forms.map { SafeText($0.compactMap { $0 }.joined(separator: " ")) }
  }

  /// As `facts`, with the memory before them where there is room.
  var factsWithMemory: [SafeText] {
    if isServer { return serverFactsWithPlace }
    let full = [quantisationWord, model.parameters.map { Figures.parameters($0) }, kindWord]
    let memory = memoryPhrase.map { $0.replacingMiBByM }
    return [SafeText((full + [memory]).compactMap { $0 }.joined(separator: " "))] + facts
  }

  /// The quantisation, where the name does not say it.
  private var quantisationWord: String? {
    guard let word = model.quantisation?.singleLine else { return nil }
    return name.singleLine.lowercased().contains(word.lowercased()) ? nil : word
  }

  /// "base", or "instruct" where the name does not say so.
  private var kindWord: String? {
    guard model.format != nil else { return nil }
    if isBase { return "base" }
    return name.singleLine.lowercased().contains("instruct") ? nil : "instruct"
  }

  /// How the last answer ended: "stop", "limit 40".
  var endPhrase: String? {
    guard case .ended(let reason) = activity else { return nil }
    if reason == .length, let tokens = turns.last?.result?.metrics.tokens {
      return "\(reason.phrase) \(tokens)"
    }
    return reason.phrase
  }

  /// Settings worth a word: temperature, then seed.
  func settingsPhrases(ascii: Bool) -> [String] {
    var phrases: [String] = []
    if promptName != nil, let shots { phrases.append("\(shots)-shot") }
    if let temperature = setting("temp") {
      // What was changed, but not yet used.
      let used = turns.last?.variant?.settings.first { $0.name == "temp" }?.shown
      let before = used.map { $0 == temperature ? "" : $0 + (ascii ? "->" : "→") } ?? ""
      phrases.append("temp \(before)\(temperature)")
    }
    if let seed = turns.last?.seed, setting("temp") != "0" { phrases.append("seed \(seed)") }
    return phrases
  }

  private func setting(_ name: String) -> String? {
    settings.first { $0.name == name }?.shown
  }

  /// "solo" or "shared ×2", once something ran; "solo, paused 3 s" where its figures have a pause in
  /// them.
  func conditionPhrase(_ glyphs: Glyphs) -> String? {
    guard let condition = readout.condition else { return nil }
    return [condition.sharing(glyphs), condition.pause].compactMap { $0 }
      .joined(separator: ", ")
  }

  /// Weights and KV cache: "92+24 MiB"; weights that another pane holds are not counted again.
  var memoryPhrase: String? {
    let weights = model.sharesWeights == true ? "" : model.weightBytes.map(Figures.mebibytes)
    let cache = kvBytes.map { "+" + Figures.mebibytes($0) }
    guard weights != nil || cache != nil else { return nil }
    let sum = (weights ?? "") + (cache ?? "")
    return sum.isEmpty ? nil : sum + " MiB"
  }

  /// Cells that `memoryPhrase` may still grow by while an answer is written: the cache gets its
  /// pages one by one. Where it is shown they stay free, so that nothing beside it moves.
  var memoryGrowth: Int {
    max(0, 4 - (kvBytes.map { Figures.mebibytes($0).utf8.count + 1 } ?? 0))
  }
}

extension String {
  /// "235+9 MiB" as "235+9M".
  fileprivate var replacingMiBByM: String {
    hasSuffix(" MiB") ? String(dropLast(4)) + "M" : self
  }
}
