import Cells

/// Wrapped messages, kept from frame to frame by message and width, so that a token that arrives
/// costs a line and not the conversation.
public struct LayoutCache: Sendable {
  struct Key: Hashable {
    var pane: Int
    var turn: Int
    var part: BodyPart
    var width: Int
    var widths: DisplayWidth
  }

  private struct Entry {
    var text: WrappedText
    var lastUse: Int
  }

  struct HelpKey: Equatable {
    var width: Int
    var widths: DisplayWidth
    var isASCII: Bool
    var keys: KeyTable
  }

  private var entries: [Key: Entry] = [:]
  private var help: (key: HelpKey, lines: [HelpText.Line])?
  private var frame = 0
  /// Frames after which what was not drawn is forgotten.
  private static let memory = 32

  public init() {}

  /// The lines of a message from an offset in UTF-8 code units on.
  mutating func lines(of text: String, from offset: Int, key: Key) -> [WrappedLine] {
    // Taken out while it changes, so that it is changed in place.
    var wrapped =
      entries.removeValue(forKey: key)?.text ?? WrappedText(width: key.width, widths: key.widths)
    wrapped.update(text, from: offset)
    entries[key] = Entry(text: wrapped, lastUse: frame)
    return wrapped.lines
  }

  /// The help's lines for a width, which stay the same from key to key.
  mutating func helpLines(_ view: ViewState, width: Int) -> [HelpText.Line] {
    let key = HelpKey(
      width: width, widths: view.widths, isASCII: view.isASCII, keys: view.keys)
    if let help, help.key == key { return help.lines }
    let lines = HelpText.lines(view, width: width)
    help = (key, lines)
    return lines
  }

  /// Ends a frame: forgets what has not been drawn for a while.
  mutating func endFrame() {
    frame += 1
    if frame % Self.memory == 0 {
      entries = entries.filter { frame - $0.value.lastUse <= Self.memory }
    }
  }

  /// How many messages are kept.
  var count: Int { entries.count }
}
