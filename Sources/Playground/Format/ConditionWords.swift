import GenerationAPI

/// The circumstances of an answer, in words.
extension Condition {
  /// "solo", "shared ×2".
  func sharing(_ glyphs: Glyphs) -> String {
    isRemote || isSolo ? sharing : "shared \(glyphs.times.string)\(sequences)"
  }

  /// "solo, cold, paused 3 s": what is worth a word beside other answers' figures.
  func words(_ glyphs: Glyphs) -> String {
    [sharing(glyphs), warm || isRemote ? nil : "cold", pause].compactMap { $0 }.joined(
      separator: ", ")
  }

  /// All there is to say: "shared ×2: 2 answers at once, by 2 models; 1 thread; cold: the model's
  /// first run; 12 tokens of the prompt from the cache".
  func sentence(_ glyphs: Glyphs) -> String {
    var parts: [String] = []
    if isRemote {
      parts.append("server: what else it did meanwhile is not known here")
    } else if isSolo {
      parts.append("solo: no other answer at the same time")
    } else {
      let by = models > 1 ? "\(models) models" : "one model"
      parts.append("\(sharing(glyphs)): up to \(sequences) answers at once, by \(by)")
    }
    if !isRemote { parts.append(threads == 1 ? "1 thread" : "up to \(threads) threads") }
    if !isRemote { parts.append(warm ? "warm" : "cold: the model's first run since it was loaded") }
    if cachedTokens > 0 {
      parts.append(
        "\(cachedTokens) \(cachedTokens == 1 ? "token" : "tokens") of the prompt from the cache")
    }
    if let pause { parts.append("\(pause), which is in the figures") }
    return parts.joined(separator: "; ")
  }
}
