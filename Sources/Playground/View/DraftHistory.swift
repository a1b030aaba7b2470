/// Prompts that were sent, for calling them back.
public struct DraftHistory: Sendable, Equatable {
  /// Oldest first, no prompt twice in a row.
  public private(set) var entries: [String]
  /// The entry being shown; nil while the draft is one's own.
  private var position: Int?
  /// One's own draft, while an entry is shown.
  private var own: Draft?

  /// How many prompts were added here, for those who keep them.
  public private(set) var added = 0

  static let limit = 500

  public init(_ entries: [String] = []) {
    self.entries = Array(entries.suffix(Self.limit))
  }

  mutating func add(_ text: String) {
    position = nil
    own = nil
    guard entries.last != text else { return }
    added += 1
    entries.append(text)
    if entries.count > Self.limit { entries.removeFirst() }
  }

  /// Takes prompts of earlier sessions, as older than all there are.
  mutating func begin(with earlier: [String]) {
    let room = max(0, Self.limit - entries.count)
    let older = Array(earlier.suffix(room))
    entries.insert(contentsOf: older, at: 0)
    if let current = position { position = current + older.count }
  }

  /// The entry before; nil where there is none.
  mutating func older(than draft: Draft) -> Draft? {
    let next = (position ?? entries.count) - 1
    guard entries.indices.contains(next) else { return nil }
    if position == nil { own = draft }
    position = next
    return Draft(entries[next])
  }

  /// The entry after, or one's own draft again; nil where that is shown already.
  mutating func newer() -> Draft? {
    guard let current = position else { return nil }
    if current + 1 < entries.count {
      position = current + 1
      return Draft(entries[current + 1])
    }
    position = nil
    defer { own = nil }
    return own
  }
}
