/// A fenced block of code of an answer.
struct CodeBlock: Equatable {
  var language: String?
  var text: String
}

/// Finds the blocks of code in an answer.
enum CodeBlocks {
  static func of(_ answer: String) -> [CodeBlock] {
    var blocks: [CodeBlock] = []
    var open: (language: String?, lines: [Substring])?
    for line in answer.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(
            CodeBlock(language: block.language, text: block.lines.joined(separator: "\n")))
          open = nil
        } else {
          let language = line.drop { $0 == "`" }
          open = (language.isEmpty ? nil : String(language), [])
        }
      } else {
        open?.lines.append(line)
      }
    }
    return blocks
  }
}
