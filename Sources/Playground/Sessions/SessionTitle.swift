import Cells

/// The titles of sessions that were made from others, which differ at their end.
public enum SessionTitle {
  private static let copy = " (copy)"
  private static let from = ", from "

  /// "Sea (copy)"
  static func copy(of title: String) -> String { title + copy }

  /// "Sea, from 1:02.3": what is called a session that goes on from a moment of another.
  public static func title(of title: String, from seconds: Double) -> String {
    // Of one that went on from a moment itself, that moment is nothing to be found by.
    let parts = parts(of: title)
    let stem = parts.tail.hasPrefix(from) ? parts.stem : title
    return stem + from + ReplayView.clock(seconds)
  }

  /// What it is made from, and by what it differs: "Sea" and ", from 1:02.3".
  static func parts(of title: String) -> (stem: String, tail: String) {
    if title.hasSuffix(copy) { return (String(title.dropLast(copy.count)), copy) }
    let parts = title.split(separator: from, omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.last, !last.isEmpty,
      last.allSatisfy({ ("0"..."9").contains($0) || $0 == ":" || $0 == "." })
    else { return (title, "") }
    return (parts.dropLast().joined(separator: from), from + last)
  }

  /// As much of a title as there is room for, by what it differs included.
  static func eliding(
    _ title: String, to room: Int, widths: DisplayWidth, sign: SafeText
  ) -> SafeText {
    let parts = parts(of: title)
    let tail = SafeText(parts.tail)
    let rest = room - widths.of(tail)
    guard rest >= 8 else {
      return SafeText(title).elidingEnd(to: room, widths: widths, sign: sign)
    }
    return SafeText(parts.stem).elidingEnd(to: rest, widths: widths, sign: sign) + tail
  }
}
