import SessionLog

/// What can be copied of panes: the marked ones, or the chosen one.
struct CopiedTexts {
  private let targets: ActionTargets
  private let session: SessionState
  private let chosen: PaneState?

  struct Copied: Equatable {
    /// What it is called: "2 answers, 1,204 characters".
    var name: String
    var text: String

    init(_ what: String, _ text: String) {
      let count = text.count
      name = "\(what), \(Figures.grouped(count)) \(count == 1 ? "character" : "characters")"
      self.text = text
    }
  }

  enum Outcome: Equatable {
    case text(Copied)
    /// Why there is nothing to copy.
    case none(String)
  }

  init(_ session: SessionState, _ view: ViewState) {
    self.session = session
    targets = ActionTargets(session, view)
    chosen = session.pane(view.chosen) ?? session.panes.first
  }

  func outcome(of action: Action) -> Outcome {
    switch action {
    case .copyBlock(let number): block(number)
    case .copyConversation: conversation
    case .copyNumbers: numbers
    case .copyRunLine: commandLine
    default: answers
    }
  }

  /// Why there is nothing to copy, said without making a text of it.
  func obstacle(to action: Action) -> String? {
    switch action {
    case .copyBlock(let number): return blockObstacle(number, of: blocks.count)
    case .copyConversation:
      return targets.panes.allSatisfy(\.turns.isEmpty)
        ? "\(targets.name) \(targets.has) no prompt yet" : nil
    case .copyNumbers:
      return session.panes.allSatisfy(\.turns.isEmpty) ? "no pane has answered yet" : nil
    case .copyRunLine:
      return chosen.map { RunLine.obstacle($0, targets.answeredTurn(of: $0)) } ?? "no pane is open"
    default:
      return targets.panes.contains { $0.turns.contains { !$0.answer.isEmpty } }
        ? nil : "\(targets.name) \(targets.has) no answer yet"
    }
  }

  private var answers: Outcome {
    let all = targets.answers
    if all.isEmpty { return .none("\(targets.name) \(targets.has) no answer yet") }
    return .text(
      Copied(all.count == 1 ? "1 answer" : "\(all.count) answers", all.joined(separator: "\n\n")))
  }

  // MARK: Code

  private var blocks: [CodeBlock] {
    (chosen.flatMap { targets.answeredTurn(of: $0) }?.answer).map(CodeBlocks.of) ?? []
  }

  private func blockObstacle(_ number: Int, of count: Int) -> String? {
    if (1...max(1, count)).contains(number), count > 0 { return nil }
    if count == 0 { return "no code in the answer" }
    let name = chosen.map { "pane \($0.number)" } ?? "no pane"
    return "\(name)'s answer has \(count) \(count == 1 ? "block" : "blocks") of code"
  }

  private func block(_ number: Int) -> Outcome {
    let blocks = blocks
    if let obstacle = blockObstacle(number, of: blocks.count) { return .none(obstacle) }
    return .text(Copied("block \(number)", blocks[number - 1].text))
  }

  /// The blocks that keys reach, each with its language and size.
  func blockTitles(_ view: ViewState) -> [Continuation] {
    blocks.prefix(9).enumerated().map { index, block in
      let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false).count
      let language = block.language.map { " of \($0.firstLine)" } ?? ""
      return Continuation(
        label: String(index + 1),
        text: "block\(language), \(lines) \(lines == 1 ? "line" : "lines")", obstacle: nil,
        rank: index == 0 ? 1 : 2)
    }
  }

  // MARK: Conversations, numbers, command lines

  private var conversation: Outcome {
    let panes = targets.panes.filter { !$0.turns.isEmpty }
    if panes.isEmpty { return .none("\(targets.name) \(targets.has) no prompt yet") }
    let text = Self.markdown(panes)
    let what = panes.count == 1 ? "the conversation" : "\(panes.count) conversations"
    return .text(Copied(what, text))
  }

  /// Conversations as Markdown: prompts are quoted.
  static func markdown(_ panes: [PaneState]) -> String {
    var text = ""
    for pane in panes {
      text += "## \(pane.number) \(pane.name.singleLine)\n\n"
      for turn in pane.turns {
        let lines = turn.prompt.split(
          omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        text += lines.map { $0.isEmpty ? ">\n" : "> \($0)\n" }.joined() + "\n"
        if !turn.answer.isEmpty { text += turn.answer + "\n\n" }
      }
    }
    while text.hasSuffix("\n\n") { text.removeLast() }
    return text
  }

  private var numbers: Outcome {
    let marked = targets.panes.count > 1 ? targets.panes : session.panes
    let panes = marked.filter { !$0.turns.isEmpty }
    if panes.isEmpty { return .none("no pane has answered yet") }
    return .text(
      Copied("the numbers of \(paneNumbers(panes.map(\.number)))", NumbersTable.markdown(panes)))
  }

  private var commandLine: Outcome {
    guard let chosen else { return .none("no pane is open") }
    switch RunLine(of: chosen, targets.answeredTurn(of: chosen)) {
    case .line(let line): return .text(Copied("the command line", line))
    case .none(let reason): return .none(reason)
    }
  }
}

extension Updater {
  mutating func copy(_ action: Action) {
    switch CopiedTexts(session, view).outcome(of: action) {
    case .text(let copied):
      view.copying = copied.name
      effects.append(.copy(copied.text))
    case .none(let reason): toast(reason)
    }
  }
}
