import GGUF

/// What a file says about the model as a whole, for people to read and to begin with.
extension Metadata {
  /// `general.name`, at most 128 characters of it (Unicode scalars): it goes on one line.
  func title() throws(GGUFError) -> String? {
    guard let name = try stringIfPresent("general.name") else { return nil }
    return String(String.UnicodeScalarView(name.unicodeScalars.prefix(128)))
  }

  /// What the file recommends for sampling, by the last part of its `general.sampling.` keys.
  ///
  /// Only keys in ASCII count. Others mean nothing, and two of them may be the same `String` without
  /// being the same bytes.
  var recommendedSampling: [String: Double] {
    let prefix = "general.sampling."
    var found: [String: Double] = [:]
    for key in keys where key.utf8.starts(with: prefix.utf8) && key.utf8.allSatisfy({ $0 < 0x80 }) {
      found[String(key.dropFirst(prefix.count))] = number(key)
    }
    return found
  }

  /// A finite number of any type.
  private func number(_ key: String) -> Double? {
    let value =
      (try? floatIfPresent(key)) ?? (try? intIfPresent(key)).flatMap { $0.map(Double.init) }
    guard let value, value.isFinite else { return nil }
    return value
  }
}
