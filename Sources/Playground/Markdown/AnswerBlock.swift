import Cells

/// A piece of an answer's Markdown, for documents that have no lines of a width.
///
/// It is read as the screen reads it: every line stands for itself, and signs that are not clearly
/// meant as Markdown stay as they are written.
public struct AnswerBlock: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Lines that belong together; their breaks stay.
    case paragraph([[AnswerSpan]])
    /// 1 to 6.
    case heading(level: Int, [AnswerSpan])
    case item(Sign, [AnswerSpan])
    case code(language: String?, lines: [[AnswerSpan]])
    case table(alignments: [Alignment], header: [[AnswerSpan]], rows: [[[AnswerSpan]]])
    case rule
  }

  /// What stands before a list's item.
  public enum Sign: Sendable, Equatable {
    case bullet
    case number(Int)
    case task(isDone: Bool)
  }

  public enum Alignment: Sendable { case leading, center, trailing }

  public var kind: Kind
  /// How many quotes it stands in.
  public var quotes: Int
  /// Columns before it.
  public var indent: Int
}

/// A part of a text in one style.
public struct AnswerSpan: Sendable, Equatable {
  public enum Mark: Sendable, Hashable { case bold, italic, struck, code }

  public var text: String
  public var marks: Set<Mark> = []
  /// In a block of code: what the word is.
  public var role: Role?
  /// Where a link leads.
  public var address: String?
}

/// An answer taken apart: what was thought before it, and its blocks.
public struct AnswerDocument: Sendable, Equatable {
  /// What stood in `<think>`; nil where nothing did.
  public var thought: String?
  public var blocks: [AnswerBlock] = []

  /// Lines beyond this are taken as they are written.
  private static let lineLimit = 16384

  public init(_ answer: String) {
    let bytes = Array(answer.utf8)
    let reasoning = Reasoning(of: answer)
    if let reasoning {
      thought = String(decoding: bytes[reasoning.thought], as: UTF8.self)
    }
    let lines = bytes[(reasoning?.end ?? 0)...].split(
      separator: 0x0A, omittingEmptySubsequences: false
    ).map { $0.last == 0x0D ? $0.dropLast() : $0 }
    var index = 0
    var isAfterBlank = true
    var isInList = false
    while index < lines.count {
      let line = Line(lines[index])
      let next = read(line, lines, &index, isAfterBlank: isAfterBlank, isInList: isInList)
      if line.marker != nil {
        isInList = true
      } else if line.indent == 0, !line.isBlank {
        isInList = false
      }
      isAfterBlank = next
    }
  }

  /// Takes what begins at a line; true where that is a blank one.
  private mutating func read(
    _ line: Line, _ lines: [ArraySlice<UInt8>], _ index: inout Int, isAfterBlank: Bool,
    isInList: Bool
  ) -> Bool {
    func add(_ kind: AnswerBlock.Kind, indent: Int? = nil) {
      blocks.append(
        AnswerBlock(kind: kind, quotes: line.quotes, indent: indent ?? line.indent))
    }
    if line.isBlank {
      index += 1
      return true
    }
    if let fence = Fence(opening: line) {
      add(.code(language: fence.language, lines: code(fence, lines, &index)), indent: fence.indent)
      return false
    }
    if line.quotes == 0, let table = table(lines, &index) {
      add(table)
      return false
    }
    index += 1
    let whole = line.bytes.dropFirst(line.marker?.start ?? line.contentStart)
    if Self.isRule(whole) {
      add(.rule)
      return false
    }
    let content = line.content
    if let marker = line.marker {
      add(.item(Self.sign(marker, line), Self.spans(content)))
      return false
    }
    if line.indent >= 4, line.quotes == 0, isAfterBlank, !isInList {
      add(.code(language: nil, lines: [[AnswerSpan(text: Self.text(content))]]), indent: 0)
      return false
    }
    let level = content.prefix { $0 == UInt8(ascii: "#") }.count
    if 1...6 ~= level, content.dropFirst(level).first == 0x20 {
      add(.heading(level: level, Self.spans(content.dropFirst(level + 1))))
      return false
    }
    if !isAfterBlank, let last = blocks.last, case .paragraph(var before) = last.kind,
      last.quotes == line.quotes, last.indent == line.indent
    {
      before.append(Self.spans(content))
      blocks[blocks.count - 1].kind = .paragraph(before)
    } else {
      add(.paragraph([Self.spans(content)]))
    }
    return false
  }

  private func code(
    _ fence: Fence, _ lines: [ArraySlice<UInt8>], _ index: inout Int
  ) -> [[AnswerSpan]] {
    var highlighter = CodeHighlighter(fence.language)
    var code: [[AnswerSpan]] = []
    index += 1
    while index < lines.count {
      let line = Line(lines[index], quotes: fence.quotes)
      if fence.isLeft(by: line) { break }
      index += 1
      if fence.isClosed(by: line) { break }
      let text = line.bytes.dropFirst(fence.start(in: line))
      code.append(
        highlighter.pieces(of: text).compactMap { piece in
          guard case .source(let range, let style) = piece else { return nil }
          return AnswerSpan(
            text: Self.text(text[range]), role: style.role == .code ? nil : style.role)
        })
    }
    return code
  }

  private func table(_ lines: [ArraySlice<UInt8>], _ index: inout Int) -> AnswerBlock.Kind? {
    guard Table.isRow(lines[index]), lines.indices.contains(index + 1),
      let table = Table(header: lines[index], below: lines[index + 1], isWhole: true)
    else { return nil }
    let count = table.alignments.count
    func row(_ line: ArraySlice<UInt8>) -> [[AnswerSpan]] {
      Table.cells(of: line, count: count).map(Self.spans)
    }
    let header = row(lines[index])
    var rows: [[[AnswerSpan]]] = []
    index += 2
    while index < lines.count, Table.isRow(lines[index]), Fence(opening: Line(lines[index])) == nil
    {
      rows.append(row(lines[index]))
      index += 1
    }
    let alignments = table.alignments.map { alignment -> AnswerBlock.Alignment in
      switch alignment {
      case .leading: .leading
      case .center: .center
      case .trailing: .trailing
      }
    }
    return .table(alignments: alignments, header: header, rows: rows)
  }

  private static func sign(_ marker: Line.Marker, _ line: Line) -> AnswerBlock.Sign {
    if let task = marker.task { return .task(isDone: task.isDone) }
    guard marker.isNumber else { return .bullet }
    let digits = line.bytes.dropFirst(marker.start).prefix(marker.end - marker.start - 1)
    return .number(Int(text(digits)) ?? 1)
  }

  private static func isRule(_ content: ArraySlice<UInt8>) -> Bool {
    MarkdownBlock.isRule(content)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Within a line

  /// What stands in a line, without the signs that say how it looks.
  private static func spans(_ bytes: ArraySlice<UInt8>) -> [AnswerSpan] {
    guard bytes.count <= lineLimit else { return [AnswerSpan(text: text(bytes))] }
    let pieces = InlineText.pieces(of: bytes)
    var spans: [AnswerSpan] = []
    var index = 0
    while index < pieces.count {
      defer { index += 1 }
      guard case .source(let range, let style) = pieces[index] else { continue }
      let text = text(bytes[range])
      switch style.role {
      case .textDim where bytes[range].starts(with: "~~".utf8) && range.count >= 4:
        let struck = bytes[(range.lowerBound + 2)..<(range.upperBound - 2)]
        spans.append(
          AnswerSpan(text: Self.text(struck), marks: marks(style).union([.struck])))
      case .textDim:
        // Ticks around code.
        continue
      case .code: spans.append(AnswerSpan(text: text, marks: marks(style).union([.code])))
      case .link:
        // Brackets around an address are no part of it.
        let isBracketed = bytes[range].first == UInt8(ascii: "<")
        let shown = isBracketed ? Self.text(bytes[range].dropFirst().dropLast()) : text
        spans.append(AnswerSpan(text: shown, marks: marks(style), address: shown))
        index += address(behind: index, in: pieces, bytes, &spans)
      default: spans.append(AnswerSpan(text: text, marks: marks(style)))
      }
    }
    return spans
  }

  /// Gives a link's spans the address that follows it; returns how many pieces that takes.
  private static func address(
    behind index: Int, in pieces: [TextPiece], _ bytes: ArraySlice<UInt8>,
    _ spans: inout [AnswerSpan]
  ) -> Int {
    guard index + 2 < pieces.count, case .added = pieces[index + 1],
      case .source(let range, _) = pieces[index + 2]
    else { return 0 }
    let address = text(bytes[range].dropFirst().dropLast())
    var last = spans.count - 1
    while last >= 0, spans[last].address != nil {
      spans[last].address = address
      last -= 1
    }
    return 2
  }

  private static func marks(_ style: TextStyle) -> Set<AnswerSpan.Mark> {
    var marks: Set<AnswerSpan.Mark> = []
    if style.attributes.contains(.bold) { marks.insert(.bold) }
    if style.role == .emphasis || style.attributes.contains(.italic) { marks.insert(.italic) }
    return marks
  }
}
