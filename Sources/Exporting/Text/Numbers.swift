import GenerationAPI

/// Numbers as documents say them.
enum Numbers {
  /// With so many places at most; nil for what is none.
  static func decimal(_ value: Double?, places: Int) -> String? {
    guard let value, value.isFinite, abs(value) < 1e12 else { return nil }
    let scale = [1.0, 10, 100, 1000][min(max(0, places), 3)]
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }

  /// With one place always, for columns.
  static func fixed(_ value: Double?) -> String? {
    guard let text = decimal(value, places: 1) else { return nil }
    return text.contains(".") ? text : text + ".0"
  }

  /// "134.5M", "1.24B".
  static func parameters(_ count: Int?) -> String? {
    guard let count, count >= 0 else { return nil }
    let value = Double(count)
    if value >= 999_950_000 { return decimal(value / 1e9, places: 2).map { $0 + "B" } }
    if value >= 999_950 { return decimal(value / 1e6, places: 1).map { $0 + "M" } }
    return decimal(value / 1000, places: 0).map { $0 + "k" }
  }

  /// "51.3 tok/s".
  static func rate(_ value: Double?) -> String? {
    guard let value else { return nil }
    return decimal(value, places: value < 10 ? 2 : value < 100 ? 1 : 0).map { $0 + " tok/s" }
  }

  /// "31 ms", "12.3 s".
  static func wait(milliseconds value: Double?) -> String? {
    guard let value else { return nil }
    if value >= 9999.5 { return decimal(value / 1000, places: 1).map { $0 + " s" } }
    return decimal(value, places: value < 10 ? 2 : value < 100 ? 1 : 0).map { $0 + " ms" }
  }

  /// "1 token", "19 tokens".
  static func count(_ count: Int, _ what: String) -> String {
    "\(count) \(what)\(count == 1 ? "" : "s")"
  }
}

extension GenerateStopReason {
  /// How an answer ended, in words.
  var words: String {
    switch self {
    case .stop: "ended"
    case .length: "reached its limit"
    case .cancelled: "stopped by hand"
    case .cut: "cut off"
    case .error: "failed"
    }
  }

  var sign: String {
    switch self {
    case .stop: "✓"
    case .length: "⊣"
    case .cancelled: "⊘"
    case .cut: "↯"
    case .error: "✗"
    }
  }
}

extension ExportedAnswer {
  /// The figures in a few words each: "212 tok/s", "first token after 31 ms", "19 tokens", …
  var figures: [String] {
    guard let metrics = variant.result?.metrics else { return [] }
    var parts: [String] = []
    let sign = metrics.isEstimated ? "~" : ""
    if let rate = Numbers.rate(metrics.rate) { parts.append(sign + rate) }
    if let wait = Numbers.wait(milliseconds: metrics.ttftMilliseconds) {
      parts.append("first token after \(wait)")
    }
    if metrics.tokens > 0 {
      let thought = metrics.reasoningTokens.map { " (\($0) reasoning)" } ?? ""
      parts.append(sign + Numbers.count(metrics.tokens, "token") + thought)
    }
    if metrics.promptTokens > 0 {
      let cached = metrics.cachedTokens > 0 ? " (\(metrics.cachedTokens) cached)" : ""
      parts.append("prompt \(Numbers.count(metrics.promptTokens, "token"))\(cached)")
    }
    if let cost = metrics.cost { parts.append(cost.text) }
    if let seed = variant.seed { parts.append("seed \(seed)") }
    if let condition {
      parts.append(condition.sharing + (condition.warm || condition.isRemote ? "" : ", cold"))
      if let pause = condition.pause { parts.append(pause) }
    }
    return parts
  }

  /// How it ended: "✓ ended", "✗ failed: …".
  var ending: String {
    guard let result = variant.result else { return "… not ended" }
    let words = "\(result.reason.sign) \(result.reason.words)"
    return result.error.map { "\(words): \($0)" } ?? words
  }
}
