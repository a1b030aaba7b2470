import GenerationAPI
import Playground
import Prompts
import SessionLog

/// A pane's conversation, as its model is given it.
struct Conversation {
  var turns: [Turn]
  var format: ChatFormat
  var settings: PaneSettings

  /// What is given for a turn's question: its prompt file filled in, which begins afresh; else the
  /// conversation up to it.
  func rendered(turn number: Int) throws -> RenderedPrompt {
    if let use = turns.last(where: { $0.number == number })?.question.use {
      return try rendered(use)
    }
    return try format.render(conversation: messages(through: number))
  }

  /// What is given for a prompt file.
  func rendered(_ use: PromptUse) throws -> RenderedPrompt {
    try format.render(try use.filled, system: settings.chosenSystem)
  }

  /// What would be given for a text that is typed now.
  func rendered(next text: String) throws -> RenderedPrompt {
    let before = messages(through: format == .plain ? 0 : .max)
    return try format.render(conversation: before + [ChatMessage(.user, text)])
  }

  /// The messages up to and with a turn's prompt; `.max` leaves out what waits for its answer. A
  /// base model sees the prompt alone.
  private func messages(through turn: Int) -> [ChatMessage] {
    var messages: [ChatMessage] = []
    if let system = settings.system { messages.append(.init(.system, system)) }
    for other in turns where other.number <= turn {
      let isCurrent = other.number == turn
      // What waits for its answer comes later.
      if turn == .max, other.result == nil { continue }
      if format == .plain, !isCurrent { continue }
      // A prompt that was refused, as one that is too long, is no part of what follows.
      if !isCurrent, other.isRefused { continue }
      // What models thought they are not given again by templates; nor by servers.
      let answer = format == .messages ? Reasoning.withoutThought(other.answer) : other.answer
      // Servers refuse answers in which nothing is.
      if !isCurrent, format == .messages, answer.isEmpty, other.result?.reason != .stop { continue }
      messages.append(.init(.user, other.question.asked))
      if !isCurrent, other.result != nil { messages.append(.init(.assistant, answer)) }
    }
    return messages
  }
}

extension PromptUse {
  /// The prompt file with its values in all places.
  fileprivate var filled: FilledPrompt {
    get throws(PromptError) { try PromptTemplate(json: prompt).filled(inputs, shots: shots) }
  }
}

extension Question {
  /// The user's message.
  fileprivate var asked: String { (try? use?.filled)?.user ?? text }
}
