/// A block of code in an answer.
struct CodeBlock: Sendable, Equatable {
  /// As the fence names it: `swift`.
  var language: String?
  /// Its lines, without the fences and their indent; no newline at the end.
  var text: String
}

/// The blocks of code in an answer, in the order in which the screen numbers them.
enum CodeBlocks {
  /// Fenced blocks, the last of which may not be closed yet; none of what was only thought.
  static func of(_ answer: String) -> [CodeBlock] {
    let bytes = Array(answer.utf8)
    var blocks: [CodeBlock] = []
    var open: (fence: Fence, lines: [ArraySlice<UInt8>])?
    func close() {
      guard let (fence, lines) = open else { return }
      let text = lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
      blocks.append(CodeBlock(language: fence.language, text: text))
      open = nil
    }
    var start = Reasoning(of: answer)?.end ?? 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      var content = bytes[start..<end]
      if content.last == 0x0D { content.removeLast() }
      if let fence = open?.fence, !fence.isLeft(by: Line(content, quotes: fence.quotes)) {
        let line = Line(content, quotes: fence.quotes)
        if fence.isClosed(by: line) {
          close()
        } else {
          open?.lines.append(content.dropFirst(fence.start(in: line)))
        }
      } else {
        close()
        if let fence = Fence(opening: Line(content)) { open = (fence, []) }
      }
      start = end + 1
    }
    close()
    return blocks
  }
}
