/// Looking for an earlier prompt by a part of it.
struct HistorySearch: Sendable, Equatable {
  private(set) var query = ""
  /// Index of the prompt that was found.
  private(set) var index: Int?
  private var text: String?
  /// The same, as it is shown.
  private(set) var found: Draft?
  /// Nothing older, or newer, has it.
  private(set) var isAtEnd = false

  /// Code points of what can be typed.
  static let queryLimit = 200

  /// Looks for another text, from the prompt that is shown on where it only got longer.
  mutating func setQuery(_ newQuery: String, in entries: [String]) {
    let isLonger = newQuery.hasPrefix(query)
    query = String(newQuery.unicodeScalars.prefix(Self.queryLimit))
    guard !query.isEmpty else {
      self = HistorySearch()
      return
    }
    let newest = entries.count - 1
    if !look(from: isLonger ? index ?? newest : newest, by: -1, in: entries) {
      index = nil
      text = nil
      found = nil
    }
  }

  /// The next older one, or newer one, that has it; where there is none the same stays.
  mutating func step(by step: Int, in entries: [String]) {
    if index == nil, !query.isEmpty { return }
    _ = look(from: (index ?? entries.count) + step, by: step, in: entries, besides: text)
  }

  /// - Parameter shown: a prompt that is passed over; it would look as if nothing had happened.
  private mutating func look(
    from start: Int, by step: Int, in entries: [String], besides shown: String? = nil
  ) -> Bool {
    let wanted = query.lowercased()
    // As in other programs: a capital letter means just that one.
    let isExact = wanted != query
    var next = start
    while entries.indices.contains(next) {
      let entry = entries[next]
      let fits =
        wanted.isEmpty
        || (isExact ? entry.contains(query) : entry.lowercased().contains(wanted))
      if fits, entry != shown {
        index = next
        text = entry
        found = Draft(entry)
        isAtEnd = false
        return true
      }
      next += step
    }
    isAtEnd = true
    return false
  }
}
