import Cells
import GenerationAPI
import SessionLog

/// A pane's conversation as lines of a width, of which only those are made that are asked for.
struct PaneBody {
  struct Segment {
    var turn: Int
    var part: BodyPart
    var lines: ArraySlice<WrappedLine>
    var role: Role
    /// Stands before each line.
    var gutter: SafeText = ""
    /// A blank line precedes it.
    var hasGap = false
    /// The answer is being written: a caret stands at its end.
    var isOpen = false

    var count: Int { lines.count + (hasGap ? 1 : 0) }
  }

  /// One line to draw; nil lines are blank.
  struct Line {
    var segment: Segment
    var text: WrappedLine
    var isLast: Bool
  }

  /// A line's place: of a turn, or of the notes behind the last one, and within it.
  struct Place: Comparable {
    var block: Int
    var line: Int

    static func < (a: Place, b: Place) -> Bool { (a.block, a.line) < (b.block, b.line) }
  }

  /// More lines are not counted.
  static let countLimit = 999

  let pane: PaneState
  private let width: Int
  private let isCompact: Bool
  private let view: ViewState
  private var made: [Int: [Segment]] = [:]

  init(_ pane: PaneState, width: Int, isCompact: Bool, view: ViewState) {
    self.pane = pane
    self.width = width
    self.isCompact = isCompact
    self.view = view
  }

  /// In the place it has on the screen.
  init(_ pane: PaneState, _ place: PanePlace, view: ViewState) {
    self.init(pane, width: place.body.columns, isCompact: place.isCompact, view: view)
  }

  /// Turns, and the notes behind them.
  private var blockCount: Int { pane.turns.count + 1 }

  // MARK: Lines

  private mutating func segments(_ block: Int, _ cache: inout LayoutCache) -> [Segment] {
    if let segments = made[block] { return segments }
    let segments =
      block < pane.turns.count ? turn(block, &cache) : block == pane.turns.count ? notes : []
    made[block] = segments.filter { !$0.lines.isEmpty }
    return made[block] ?? []
  }

  private func turn(_ index: Int, _ cache: inout LayoutCache) -> [Segment] {
    let turn = pane.turns[index]
    let glyphs = view.glyphs
    func key(_ part: BodyPart, _ width: Int, isMarkdown: Bool = false) -> LayoutCache.Key {
      LayoutCache.Key(
        pane: pane.number, turn: turn.number, part: part, width: max(1, width),
        widths: view.widths, isMarkdown: isMarkdown, isASCII: view.isASCII)
    }
    var segments = [
      Segment(
        turn: turn.number, part: .prompt,
        lines: cache.lines(
          of: turn.prompt, from: 0, key: key(.prompt, width - view.widths.of(glyphs.promptBar)))[
            ...],
        role: .prompt, gutter: glyphs.promptBar, hasGap: index > 0)
    ]
    let isRunning = turn.result == nil && pane.activity == .answering
    let shown = turn.shownAnswer
    let answer = ShownAnswer(shown, view)
    if let thought = answer.thought {
      var lines = wrap(
        thought.title(view), width: max(1, width - 1),
        widths: view.widths)[...]
      if view.unfoldsThoughts {
        let text = cache.lines(
          of: thought.text, from: thought.text.leadingBlankBytes, key: key(.thought, width - 1)
        )[...].droppingBlankEnd
        // The title stands at the thought's start.
        lines =
          lines.map { line in
            var line = line
            line.start = 0
            return line
          } + text
      }
      segments.append(
        Segment(
          turn: turn.number, part: .thought, lines: lines, role: .textDim, hasGap: !isCompact,
          isOpen: isRunning && thought.isOpen))
    }
    if answer.thought?.isOpen != true {
      // A column stays free for the caret.
      let lines = cache.lines(
        of: shown, from: answer.start,
        key: key(.answer, width - 1, isMarkdown: !view.isRaw), isOpen: isRunning)[...]
      segments.append(
        Segment(
          turn: turn.number, part: .answer,
          lines: isRunning ? lines : lines.droppingBlankEnd, role: .text, hasGap: !isCompact,
          isOpen: isRunning))
    }
    if let mark = TurnMark.text(of: turn, in: pane, glyphs) {
      segments.append(
        Segment(
          turn: turn.number, part: .author,
          lines: wrap(mark, width: width, widths: view.widths)[...], role: .textDim))
    }
    if let expected = cache.expectNotes.note(on: turn, in: pane) {
      segments.append(
        Segment(
          turn: turn.number, part: .author,
          lines: wrap(expected.text(glyphs), width: width, widths: view.widths)[...],
          role: expected.role, hasGap: !isCompact))
    }
    func note(_ text: String, _ role: Role, hasGap: Bool = false) {
      segments.append(
        Segment(
          turn: turn.number, part: .note,
          lines: wrap(text, width: width, widths: view.widths)[...], role: role, hasGap: hasGap))
    }
    if index + 1 < pane.turns.count, let mark = ContextNote.mark(of: turn, in: pane, view) {
      note(mark.text, mark.role)
    }
    // Before the last prompt.
    if pane.isBase, index + 2 == pane.turns.count {
      note(ContextNote.afresh, .textDim, hasGap: !isCompact)
    }
    return segments
  }

  private var notes: [Segment] {
    PaneNote.lines(of: pane, view: view).enumerated().map { index, note in
      Segment(
        turn: pane.turns.last?.number ?? 0, part: .note,
        lines: wrap(note.text, width: width, widths: view.widths)[...], role: note.role,
        hasGap: index == 0 && !isCompact && !pane.turns.isEmpty)
    }
  }

  private mutating func height(_ block: Int, _ cache: inout LayoutCache) -> Int {
    segments(block, &cache).reduce(0) { $0 + $1.count }
  }

  /// Lines from one on, at most so many; nil for a blank one.
  mutating func lines(from first: Place, count: Int, _ cache: inout LayoutCache) -> [Line?] {
    var lines: [Line?] = []
    var skipped = first.line
    for block in first.block..<max(first.block, blockCount) {
      for segment in segments(block, &cache) {
        if skipped >= segment.count {
          skipped -= segment.count
          continue
        }
        var index = skipped
        skipped = 0
        while index < segment.count {
          if lines.count >= count { return lines }
          let line = index - (segment.hasGap ? 1 : 0)
          lines.append(
            line < 0
              ? nil
              : Line(
                segment: segment, text: segment.lines[segment.lines.startIndex + line],
                isLast: line + 1 == segment.lines.count))
          index += 1
        }
      }
    }
    return lines
  }

  // MARK: Places

  /// Where the last page begins.
  mutating func lastPage(height: Int, _ cache: inout LayoutCache) -> Place {
    moved(Place(block: blockCount, line: 0), by: -height, &cache)
  }

  /// The line in the first row: what was scrolled to, else the last page.
  mutating func first(
    for anchor: ScrollAnchor?, height: Int, _ cache: inout LayoutCache
  ) -> Place {
    let last = lastPage(height: height, &cache)
    guard let anchor else { return last }
    return min(last, place(of: anchor, &cache))
  }

  /// A place so many lines further, as far as there are any.
  mutating func moved(_ place: Place, by lines: Int, _ cache: inout LayoutCache) -> Place {
    var place = place
    place.line += lines
    while place.line < 0 {
      guard place.block > 0 else { return Place(block: 0, line: 0) }
      place.block -= 1
      place.line += height(place.block, &cache)
    }
    while place.block < blockCount, place.line >= height(place.block, &cache) {
      place.line -= height(place.block, &cache)
      place.block += 1
    }
    return place
  }

  /// How many lines follow a place, as far as they are counted.
  mutating func count(from place: Place, _ cache: inout LayoutCache) -> Int {
    var count = -place.line
    var block = place.block
    while block < blockCount, count < Self.countLimit {
      count += height(block, &cache)
      block += 1
    }
    return min(max(0, count), Self.countLimit)
  }

  /// The place of a line, however it is wrapped.
  mutating func anchor(at place: Place, _ cache: inout LayoutCache) -> ScrollAnchor? {
    var line = place.line
    for segment in segments(place.block, &cache) {
      if line < segment.count {
        if segment.hasGap, line == 0 {
          return ScrollAnchor(turn: segment.turn, part: segment.part, offset: -1)
        }
        let index = segment.lines.startIndex + line - (segment.hasGap ? 1 : 0)
        return ScrollAnchor(
          turn: segment.turn, part: segment.part, offset: segment.lines[index].start)
      }
      line -= segment.count
    }
    return nil
  }

  mutating func place(of anchor: ScrollAnchor, _ cache: inout LayoutCache) -> Place {
    var block = pane.turns.partition { $0.number >= anchor.turn }
    if anchor.part == .note { block = pane.turns.count }
    var start = 0
    for segment in segments(block, &cache) {
      if (segment.turn, segment.part) < (anchor.turn, anchor.part) {
        start += segment.count
        continue
      }
      guard segment.turn == anchor.turn, segment.part == anchor.part, anchor.offset >= 0 else {
        return Place(block: block, line: start)
      }
      let line = max(1, segment.lines.partition { $0.start > anchor.offset }) - 1
      return Place(block: block, line: start + (segment.hasGap ? 1 : 0) + line)
    }
    return Place(block: min(block + 1, blockCount), line: 0)
  }

  /// Where a turn's prompt stands.
  mutating func prompt(ofBlock block: Int, _ cache: inout LayoutCache) -> Place {
    let hasGap = segments(block, &cache).first?.hasGap ?? false
    return Place(block: block, line: hasGap ? 1 : 0)
  }

  /// How many lines a place is below the beginning of what it is a part of.
  mutating func depth(of place: Place, _ cache: inout LayoutCache) -> Int {
    var line = place.line
    for segment in segments(place.block, &cache) {
      if line < segment.count { return line }
      line -= segment.count
    }
    return 0
  }

  /// The line so many lines below the beginning of a part, as far as that reaches.
  mutating func place(
    ofTurn turn: Int, _ part: BodyPart, depth: Int, _ cache: inout LayoutCache
  ) -> Place {
    let start = place(of: ScrollAnchor(turn: turn, part: part, offset: -1), &cache)
    var line = start.line
    for segment in segments(start.block, &cache) {
      if line < segment.count {
        return Place(block: start.block, line: start.line + min(depth, segment.count - 1))
      }
      line -= segment.count
    }
    return start
  }
}

extension RandomAccessCollection where Index == Int {
  /// How many elements at the start do not fulfil a condition that all after them do.
  func partition(_ condition: (Element) -> Bool) -> Int {
    var range = startIndex..<endIndex
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if condition(self[middle]) {
        range = range.lowerBound..<middle
      } else {
        range = (middle + 1)..<range.upperBound
      }
    }
    return range.lowerBound - startIndex
  }
}

extension String {
  /// Bytes of blank lines at the start, and of the blank a base model begins its text with.
  var leadingBlankBytes: Int { leadingBlankBytes(from: 0) }

  /// The same, from an offset on.
  func leadingBlankBytes(from offset: Int) -> Int {
    var bytes = 0
    var lineStart = 0
    for byte in utf8.dropFirst(offset) {
      guard byte == 0x20 || byte == 0x0A else { break }
      bytes += 1
      if byte == 0x0A { lineStart = bytes }
    }
    return bytes - lineStart == 1 ? bytes : lineStart
  }
}

extension ArraySlice<WrappedLine> {
  /// Without blank lines at the end.
  fileprivate var droppingBlankEnd: ArraySlice<WrappedLine> {
    var lines = self
    while let last = lines.last, last.text.isEmpty { lines = lines.dropLast() }
    return lines
  }
}
