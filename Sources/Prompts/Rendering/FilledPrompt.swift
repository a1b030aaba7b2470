import GenerationAPI

/// A prompt with values in all its places, and the examples it is given with.
public struct FilledPrompt: Sendable, Equatable {
  /// A question that is already answered.
  public struct Example: Sendable, Equatable {
    public var user: String
    public var output: String
  }

  public var mode: PromptMode
  public var system: String?
  public var examples: [Example]
  public var user: String
  public var separators: PromptSeparators
  /// Texts that end an answer, as the prompt says; empty where it says nothing.
  public var stop: [String]

  /// How it is laid out for a model: `chat` is `completion` for one without a chat template.
  public func effectiveMode(hasChatTemplate: Bool) -> PromptMode {
    mode == .chat && !hasChatTemplate ? .completion : mode
  }

  /// The turns of a conversation.
  public var messages: [ChatMessage] {
    var messages: [ChatMessage] = []
    if let system { messages.append(ChatMessage(.system, system)) }
    for example in examples {
      messages.append(ChatMessage(.user, example.user))
      messages.append(ChatMessage(.assistant, example.output))
    }
    messages.append(ChatMessage(.user, user))
    return messages
  }

  /// Texts that end an answer, with what the mode brings where the prompt says nothing.
  public func stop(_ mode: PromptMode) -> [String] {
    guard stop.isEmpty else { return stop }
    switch mode {
    case .chat: return []
    case .completion: return separators.example.isEmpty ? [] : [separators.example]
    case .alpaca: return [AlpacaBlocks.stop]
    }
  }
}

extension PromptTemplate {
  /// The values that are given, and the defaults of the others.
  public func completed(_ values: [String: String]) -> [String: String] {
    var completed = values
    for variable in variables where completed[variable.name] == nil {
      completed[variable.name] = variable.standard
    }
    return completed
  }

  /// Puts values in all places. An example's own values go before the defaults; what it has none of
  /// is an error.
  ///
  /// - Parameters:
  ///   - values: by variable; others may be among them.
  ///   - shots: how many examples; nil for as many as the prompt says.
  public func filled(
    _ values: [String: String], shots: Int? = nil
  ) throws(PromptError) -> FilledPrompt {
    let given = completed(values)
    let question = PromptText(user)
    let count = (shots.map { Shots.count($0) } ?? self.shots).count(of: examples.count)
    var shown: [FilledPrompt.Example] = []
    for (index, example) in examples.prefix(count).enumerated() {
      do throws(PromptError) {
        let text = try question.filled(completed(example.values))
        shown.append(FilledPrompt.Example(user: text, output: example.output))
      } catch {
        guard case .missingValue(let name) = error else { throw error }
        throw .missingInExample(name, number: index + 1)
      }
    }
    return FilledPrompt(
      mode: mode,
      system: try system.map { text throws(PromptError) in try PromptText(text).filled(given) },
      examples: shown, user: try question.filled(given),
      separators: separators ?? .standard(for: user), stop: stop)
  }
}
