import Cells
import SessionLog

/// Wrapped messages, kept from frame to frame by message and width, so that a token that arrives
/// costs a line and not the conversation.
public struct LayoutCache: Sendable {
  struct Key: Hashable {
    var pane: Int
    var turn: Int
    var part: BodyPart
    var width: Int
    var widths: DisplayWidth
    /// Laid out as Markdown, and what with; else as it is written.
    var isMarkdown = false
    var isASCII = false
  }

  private enum Text {
    case plain(WrappedText)
    case markdown(MarkdownText)

    var lines: [WrappedLine] {
      switch self {
      case .plain(let text): text.lines
      case .markdown(let text): text.lines
      }
    }
  }

  private struct Entry {
    var text: Text
    var lastUse: Int
  }

  struct HelpKey: Equatable {
    var width: Int
    var widths: DisplayWidth
    var isASCII: Bool
    var keys: KeyTable
  }

  private var entries: [Key: Entry] = [:]
  /// What was found in panes, by number.
  private var found: [Int: PaneMatches] = [:]
  var expectNotes = ExpectNotes()
  /// The lines of the X-ray that was drawn last.
  var xrayLines: (xray: XRay, width: Int, glyphs: Glyphs, lines: [XRayText.Line])?
  private var help: (key: HelpKey, lines: [HelpText.Line])?
  private var frame = 0
  /// UTF-8 code units that were laid out so far.
  private(set) var work = 0
  /// UTF-8 code units that were looked through so far.
  private(set) var searchWork = 0
  /// Frames after which what was not drawn is forgotten.
  private static let memory = 32

  public init() {}

  /// The lines of a message from an offset in UTF-8 code units on; `isOpen` where it is still
  /// written.
  mutating func lines(
    of text: String, from offset: Int, key: Key, isOpen: Bool = false
  ) -> [WrappedLine] {
    // Taken out while it changes, so that it is changed in place.
    var entry = entries.removeValue(forKey: key)?.text
    let updated: Text
    if key.isMarkdown {
      var laidOut: MarkdownText
      if case .markdown(let known) = entry {
        laidOut = known
      } else {
        laidOut = MarkdownText(
          width: key.width, look: MarkdownLook(isASCII: key.isASCII, widths: key.widths))
      }
      entry = nil
      let before = laidOut.work
      laidOut.update(text, from: offset, isOpen: isOpen)
      work += laidOut.work - before
      updated = .markdown(laidOut)
    } else {
      var wrapped: WrappedText
      if case .plain(let known) = entry {
        wrapped = known
      } else {
        wrapped = WrappedText(width: key.width, widths: key.widths)
      }
      entry = nil
      let before = wrapped.work
      wrapped.update(text, from: offset)
      work += wrapped.work - before
      updated = .plain(wrapped)
    }
    entries[key] = Entry(text: updated, lastUse: frame)
    return updated.lines
  }

  /// Where a pane has what is looked for; only what changed since the last call is looked through.
  mutating func matches(in pane: PaneState, _ view: ViewState) -> PaneMatches {
    guard let pattern = view.search?.pattern else {
      found.removeAll()
      return PaneMatches()
    }
    var matches = found.removeValue(forKey: pane.number) ?? PaneMatches()
    let before = matches.work
    matches.update(pane, pattern, view)
    searchWork += matches.work - before
    found[pane.number] = matches
    return matches
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
