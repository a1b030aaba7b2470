import Cells
import Playground

/// An answer's Markdown as HTML.
struct HTMLAnswer {
  private(set) var html = ""
  /// Lists that are open, from the outermost.
  private var lists: [List] = []
  private var quotes = 0

  private struct List {
    var indent: Int
    var tag: String
  }

  /// More would be a document of nothing but lists in one another.
  private static let depthLimit = 12

  static func html(_ answer: String) -> String {
    let document = AnswerDocument(answer)
    var writer = HTMLAnswer()
    if let thought = document.thought {
      writer.html += "<details class=\"thought\"><summary>Thought first</summary>"
      writer.html += HTMLText.verbatim(thought.trimmed, class: "plain") + "</details>\n"
    }
    for block in document.blocks { writer.add(block) }
    writer.quote(0)
    return writer.html
  }

  private mutating func add(_ block: AnswerBlock) {
    if block.quotes != quotes { quote(block.quotes) }
    switch block.kind {
    case .item(let sign, let spans):
      item(sign, spans, indent: block.indent)
      return
    case .paragraph, .code: leaveLists(deeperThan: block.indent)
    case .heading, .table, .rule: leaveLists(deeperThan: 0)
    }
    switch block.kind {
    case .paragraph(let lines):
      html += "<p dir=\"auto\">" + lines.map(Self.inline).joined(separator: "<br>\n") + "</p>\n"
    case .heading(let level, let spans):
      // The document's own headings reach to the third rank.
      let tag = "h\(min(6, level + 3))"
      html += "<\(tag) dir=\"auto\">\(Self.inline(spans))</\(tag)>\n"
    case .code(let language, let lines): code(language, lines)
    case .table(let alignments, let header, let rows): table(alignments, header, rows)
    case .rule: html += "<hr>\n"
    case .item: break
    }
  }

  private mutating func quote(_ count: Int) {
    leaveLists(deeperThan: -1)
    while quotes < count {
      html += "<blockquote>\n"
      quotes += 1
    }
    while quotes > count {
      html += "</blockquote>\n"
      quotes -= 1
    }
  }

  // MARK: Lists

  /// Ends the lists that text at an indent is no part of; text at none ends all.
  private mutating func leaveLists(deeperThan indent: Int) {
    while let last = lists.last, last.indent >= indent || indent <= 0 { endList() }
  }

  private mutating func endList() {
    guard let list = lists.popLast() else { return }
    html += "</li></\(list.tag)>\n"
  }

  private mutating func item(_ sign: AnswerBlock.Sign, _ spans: [AnswerSpan], indent: Int) {
    var tag = "ul"
    if case .number = sign { tag = "ol" }
    while let last = lists.last, last.indent > indent { endList() }
    if let last = lists.last, last.indent == indent, last.tag != tag { endList() }
    if let last = lists.last, last.indent == indent || lists.count >= Self.depthLimit {
      html += "</li>\n"
    } else {
      lists.append(List(indent: indent, tag: tag))
      html += "<\(tag)>\n"
    }
    switch sign {
    case .bullet: html += "<li dir=\"auto\">"
    case .number(let number): html += "<li value=\"\(number)\" dir=\"auto\">"
    case .task(let isDone): html += "<li class=\"task\" dir=\"auto\">\(isDone ? "☑" : "☐") "
    }
    html += Self.inline(spans)
  }

  // MARK: Blocks

  private mutating func code(_ language: String?, _ lines: [[AnswerSpan]]) {
    let name = language.map { "<span class=\"language\">\(MarkupText.escaped($0))</span>" } ?? ""
    let text = lines.map { $0.map(Self.word).joined() }.joined(separator: "\n")
    html +=
      "<div class=\"code\">\(name)<pre dir=\"ltr\" tabindex=\"0\"><code>\(text)</code></pre></div>\n"
  }

  private static func word(_ span: AnswerSpan) -> String {
    let text = MarkupText.escaped(span.text)
    let name: String? =
      switch span.role {
      case .codeKeyword: "k"
      case .codeString: "s"
      case .codeComment: "c"
      case .number: "n"
      default: nil
      }
    return name.map { "<span class=\"\($0)\">\(text)</span>" } ?? text
  }

  private mutating func table(
    _ alignments: [AnswerBlock.Alignment], _ header: [[AnswerSpan]], _ rows: [[[AnswerSpan]]]
  ) {
    func row(_ cells: [[AnswerSpan]], _ tag: String) -> String {
      let cells = zip(cells, alignments).map { cell, alignment in
        let name: String =
          switch alignment {
          case .leading: ""
          case .center: " class=\"center\""
          case .trailing: " class=\"end\""
          }
        return "<\(tag)\(name) dir=\"auto\">\(Self.inline(cell))</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    html += "<div class=\"wide\"><table>\n<thead>\(row(header, "th"))</thead>\n<tbody>"
    html += rows.map { row($0, "td") }.joined() + "</tbody></table></div>\n"
  }

  // MARK: Within a line

  private static func inline(_ spans: [AnswerSpan]) -> String { spans.map(span).joined() }

  private static func span(_ span: AnswerSpan) -> String {
    var text = MarkupText.escaped(span.text)
    let tags: [(AnswerSpan.Mark, String)] = [
      (.code, "code"), (.struck, "s"), (.italic, "em"), (.bold, "strong"),
    ]
    for (mark, tag) in tags where span.marks.contains(mark) { text = "<\(tag)>\(text)</\(tag)>" }
    guard let address = span.address else { return text }
    // What else an address may ask for runs programs or opens files.
    guard ["https://", "http://", "mailto:"].contains(where: { address.hasPrefix($0) }) else {
      return "\(text) <span class=\"quiet\">(\(MarkupText.escaped(address)))</span>"
    }
    return "<a href=\"\(MarkupText.escaped(address))\" rel=\"noopener noreferrer\">\(text)</a>"
  }
}

extension String {
  /// Without blanks and line ends at both ends.
  var trimmed: String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first.value <= 0x20 { scalars.removeFirst() }
    while let last = scalars.last, last.value <= 0x20 { scalars.removeLast() }
    return String(scalars)
  }
}
