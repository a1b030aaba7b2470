import GenerationAPI

/// The exact text that a model is given, with what its parts are.
public struct RenderedPrompt: Sendable, Equatable {
  public var text: String
  /// In order; together they are the text. What is empty is not among them.
  public var sections: [PromptSection]
  /// Texts that end the answer; nil where the prompt leaves that to others.
  public var stop: [String]?
  /// What a server is given that lays them out by itself; nil where the text itself is given.
  public var messages: [ChatMessage]?

  public init(_ text: String, sections: [PromptSection] = [], stop: [String]? = nil) {
    self.text = text
    self.sections = sections
    self.stop = stop
  }

  /// Which part of the prompt each token is of: the one it begins in. What the tokenizer puts before
  /// the text counts with the system message, since it stands before all messages.
  ///
  /// - Parameter ranges: where each token stands in the text, in UTF-8 code units, ascending.
  public func kinds(ofTokensAt ranges: [Range<Int>]) -> [PromptSection.Kind] {
    var rest = sections[...]
    return ranges.map { range in
      if range.isEmpty, range.lowerBound == 0 { return .system }
      while let first = rest.first, rest.count > 1, first.range.upperBound <= range.lowerBound {
        rest.removeFirst()
      }
      return rest.first?.kind ?? .input
    }
  }

  /// How many tokens each part takes.
  public func counts(ofTokensAt ranges: [Range<Int>]) -> [PromptSection.Kind: Int] {
    kinds(ofTokensAt: ranges).reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}

extension ChatFormat {
  /// What a model of this format is given for a prompt.
  ///
  /// - Parameter system: goes before the prompt's own.
  public func render(
    _ prompt: FilledPrompt, system: String? = nil
  ) throws(ChatFormatError) -> RenderedPrompt {
    var prompt = prompt
    if let system { prompt.system = system }
    let mode = prompt.effectiveMode(hasChatTemplate: self != .plain)
    guard mode == .chat else {
      let layout = prompt.text(mode)
      return RenderedPrompt(layout.text, sections: layout.sections, stop: layout.stop)
    }
    let kinds = prompt.messages.map { $0.role == .system ? PromptSection.Kind.system : .examples }
    var rendered = try render(prompt.messages, kinds: kinds.dropLast() + [.input])
    rendered.stop = prompt.stop.isEmpty ? nil : prompt.stop
    return rendered
  }

  /// What a model of this format is given for a conversation that it is to go on with.
  public func render(conversation messages: [ChatMessage]) throws(ChatFormatError) -> RenderedPrompt
  {
    let kinds = messages.map { $0.role == .system ? PromptSection.Kind.system : .history }
    return try render(messages, kinds: kinds.dropLast() + [.input])
  }

  /// - Parameter kinds: of each message. A section reaches to where the next kind's first message
  ///   begins, as far as the template renders what comes before it alike by itself.
  private func render(
    _ messages: [ChatMessage], kinds: [PromptSection.Kind]
  ) throws(ChatFormatError) -> RenderedPrompt {
    let text = try render(messages)
    var sections: [PromptSection] = []
    var start = 0
    func close(_ kind: PromptSection.Kind, at end: Int) {
      guard end > start else { return }
      sections.append(PromptSection(kind, start..<end))
      start = end
    }
    if kinds.first != .system { close(.system, at: headLength(of: text, messages)) }
    for index in kinds.indices.dropLast() where kinds[index] != kinds[index + 1] {
      close(kinds[index], at: length(ofFirst: index + 1, of: messages, in: text, from: start))
    }
    if let last = kinds.last { close(last, at: text.utf8.count) }
    var rendered = RenderedPrompt(text, sections: sections)
    if self == .messages { rendered.messages = messages }
    return rendered
  }

  /// How far the first messages reach in what is rendered of all.
  private func length(
    ofFirst count: Int, of messages: [ChatMessage], in text: String, from start: Int
  ) -> Int {
    var length = start
    if let alone = try? render(Array(messages.prefix(count)), asksForAnswer: false) {
      length = max(length, zip(alone.utf8, text.utf8).prefix { $0 == $1 }.count)
    }
    // A template may refuse them alone, or put the last one's text into the next message.
    let content = Array(messages[count - 1].content.utf8)
    let rest = Array(text.utf8.dropFirst(start))
    guard let place = rest.firstIndex(of: content) else { return length }
    return max(length, start + place + content.count)
  }

  /// The length of what a template puts before a conversation that has no system message.
  private func headLength(of text: String, _ messages: [ChatMessage]) -> Int {
    let turn = [ChatMessage(.user, "lineup-a"), ChatMessage(.assistant, "lineup-b")]
    guard self != .plain, let before = try? render(turn, asksForAnswer: false),
      let after = try? render(turn + [ChatMessage(.user, "lineup-c")], asksForAnswer: false)
    else { return 0 }
    let bytes = Array(before.utf8)
    let next = Array(after.utf8.dropFirst(bytes.count))
    guard after.utf8.starts(with: bytes), let start = bytes.firstIndex(of: Array("lineup-a".utf8)),
      let opening = next.firstIndex(of: Array("lineup-c".utf8)), opening <= start,
      text.utf8.starts(with: bytes[..<start]),
      bytes[(start - opening)..<start].elementsEqual(next[..<opening])
    else { return 0 }
    return start - opening
  }
}

extension [UInt8] {
  /// Where others stand in it first; in time that is short for what is no hostile text.
  fileprivate func firstIndex(of other: [UInt8]) -> Int? {
    guard let first = other.first, other.count <= count else { return nil }
    for place in 0...(count - other.count) where self[place] == first {
      if self[place..<(place + other.count)].elementsEqual(other) { return place }
    }
    return nil
  }
}
