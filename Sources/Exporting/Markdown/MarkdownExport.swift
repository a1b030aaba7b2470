import JSON
import SessionLog

/// A session as Markdown: a front matter with all settings, then turn by turn, pane by pane.
///
/// Prompts and answers stand in fences that are longer than any in them, so that nothing a model
/// says is taken for a part of the document.
public enum MarkdownExport {
  /// - Parameter id: what the session is called by.
  public static func text(_ session: SessionState, id: String? = nil) -> String {
    var text = FrontMatter(session, id: id).text
    text += "\n# \(escaped(session.exportTitle))\n"
    let panes = session.exportedPanes
    for turn in turnNumbers(panes) {
      text += "\n## Turn \(turn)\n"
      let asked = panes.compactMap { pane in
        pane.turns.first { $0.number == turn }.map { (pane, $0) }
      }
      let question = asked.first?.1.question
      // One prompt to all is said once.
      let isShared = asked.allSatisfy { question?.isSame(as: $0.1.question) ?? false }
      if isShared, let question { text += prompt(question) }
      for (pane, turn) in asked {
        text += "\n### \(pane.number) \(escaped(pane.name))\n"
        if !isShared { text += prompt(turn.question) }
        text += answers(to: turn, of: pane, level: 4)
      }
    }
    return text
  }

  private static func turnNumbers(_ panes: [PaneState]) -> [Int] {
    Set(panes.flatMap { $0.turns.map(\.number) }).sorted()
  }

  private static func prompt(_ question: Question) -> String {
    var text = ""
    if let use = question.use {
      text += "\nPrompt `\((use.name ?? "unnamed").inCode)`, "
      text += Numbers.count(use.shots, "example") + "\n"
      for (name, value) in use.sortedInputs
      where !value.hasBytes(of: question.text) {
        text += "\nInput `\(name.inCode)`:\n\n" + fenced(value, "text")
      }
    }
    return text + "\nPrompt:\n\n" + fenced(question.text, "text")
  }

  private static func answers(to turn: Turn, of pane: PaneState, level: Int) -> String {
    if turn.variants.isEmpty { return "\nNot answered.\n" }
    var text = ""
    for (variant, isShown) in turn.variantsShownFirst {
      let answer = ExportedAnswer(
        pane: pane, turn: turn.number, variant: variant, isShown: isShown)
      if !isShown {
        let marks = String(repeating: "#", count: min(6, level))
        text +=
          "\n\(marks) Another answer, number \(variant.number), not part of the conversation\n"
        if !variant.question.isSame(as: turn.question) { text += prompt(variant.question) }
      }
      if let author = variant.author, !author.name.hasBytes(of: pane.name) {
        text += "\nAnswered by \(escaped(author.name)).\n"
      }
      text += "\n" + fenced(variant.text, "markdown") + "\n" + figures(answer)
      for follower in variant.followers {
        let marks = String(repeating: "#", count: min(6, level + 1))
        text += "\n\(marks) Turn \(follower.number), after this answer\n"
        text += prompt(follower.question)
        text += answers(to: follower, of: pane, level: level + 2)
      }
    }
    return text
  }

  private static func figures(_ answer: ExportedAnswer) -> String {
    var text = ([answer.ending] + answer.figures).map(escaped).joined(separator: " · ") + "\n"
    if !answer.ownSettings.isEmpty {
      let settings = answer.ownSettings.map { "\($0.name) \($0.value.asSetting)" }
      text += "\nWith " + settings.map(escaped).joined(separator: ", ") + ".\n"
    }
    if let verdict = answer.verdict {
      text += "\n\(verdict.isMet ? "✓ As expected" : "✗ Not as expected"): "
      text += escaped(verdict.reason) + "\n"
    }
    return text
  }

  // MARK: Syntax

  /// A block of code that nothing in it ends.
  static func fenced(_ content: String, _ language: String) -> String {
    var longest = 2
    var run = 0
    for byte in content.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let end = content.isEmpty || content.utf8.last == 0x0A ? "" : "\n"
    return "\(fence)\(language)\n\(content)\(end)\(fence)\n"
  }

  /// A line of text in which nothing means anything.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.inOneLine.unicodeScalars {
      if scalar.value < 0x80, #"\`*_{}[]<>#|~&!"#.unicodeScalars.contains(scalar) { result += "\\" }
      if scalar.isHidden { result += scalar.visible } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}

extension String {
  /// In one line and without the sign that would end it.
  fileprivate var inCode: String { inOneLine.replacing("`", with: "'") }
}
