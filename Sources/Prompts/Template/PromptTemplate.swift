import GenerationAPI
import JSON

/// A prompt as a value: what its file says, with nothing filled in yet.
public struct PromptTemplate: Sendable, Equatable {
  public var name: String
  /// One line.
  public var description: String
  public var mode: PromptMode
  /// May hold variables; nil where there is none.
  public var system: String?
  /// May hold variables.
  public var user: String
  /// What `system` and `user` ask for, in the order a form asks for it.
  public var variables: [PromptVariable]
  public var examples: [PromptExample]
  public var shots: Shots
  public var sampling: PromptSampling
  /// Texts that end an answer; empty for those that the mode has by itself.
  public var stop: [String]
  public var expect: PromptExpectation?
  /// Only for `completion`.
  public var separators: PromptSeparators?

  /// Without `variables`, those of `user` and `system` in order of appearance.
  public init(
    name: String, description: String = "", mode: PromptMode = .chat, system: String? = nil,
    user: String, variables: [PromptVariable]? = nil, examples: [PromptExample] = [],
    shots: Shots = .all, sampling: PromptSampling = .init(), stop: [String] = [],
    expect: PromptExpectation? = nil, separators: PromptSeparators? = nil
  ) {
    self.name = name
    self.description = description
    self.mode = mode
    self.system = system
    self.user = user
    self.variables = variables ?? Self.variables(of: user, and: system)
    self.examples = examples
    self.shots = shots
    self.sampling = sampling
    self.stop = stop
    self.expect = expect
    self.separators = separators
  }

  /// The variables that texts name, in order of appearance.
  public static func variables(of user: String, and system: String?) -> [PromptVariable] {
    var names = PromptText(user).variables
    for name in PromptText(system ?? "").variables where !names.contains(name) {
      names.append(name)
    }
    return names.map { PromptVariable($0) }
  }

  /// Whether a text may name a prompt: letters, digits, - and _, at most 64.
  public static func isName(_ text: String) -> Bool { PromptText.isName(text) }
}

/// How a prompt is laid out for a model.
public enum PromptMode: String, Sendable, Equatable, CaseIterable {
  /// Turns of a conversation, in the model's own chat template; for a model without one, as
  /// `completion`.
  case chat
  /// Text that the model goes on with.
  case completion
  /// Blocks as Stanford Alpaca was trained on.
  case alpaca
}

/// Something that a prompt asks for.
public struct PromptVariable: Sendable, Equatable {
  public var name: String
  public var description: String
  /// Stands where nothing is given.
  public var standard: String?

  public init(_ name: String, description: String = "", default standard: String? = nil) {
    self.name = name
    self.description = description
    self.standard = standard
  }
}

/// What the model is shown as done right: values for the variables, and the answer to them.
public struct PromptExample: Sendable, Equatable {
  public var values: [String: String]
  public var output: String
  /// For people; no model is given it.
  public var note: String

  public init(_ values: [String: String], output: String, note: String = "") {
    self.values = values
    self.output = output
    self.note = note
  }
}

/// How many of the examples are given, from the first on.
public enum Shots: Sendable, Equatable {
  case count(Int)
  case all

  public func count(of available: Int) -> Int {
    switch self {
    case .count(let count): max(0, min(count, available))
    case .all: available
    }
  }
}

/// What stands around the parts of a `completion`.
public struct PromptSeparators: Sendable, Equatable {
  /// Before what `user` says.
  public var question: String
  /// Behind it, before the answer.
  public var answer: String
  /// Between examples.
  public var example: String

  public init(
    question: String = "Question: ", answer: String = "\nAnswer:", example: String = "\n\n"
  ) {
    self.question = question
    self.answer = answer
    self.example = example
  }

  /// Those of a prompt that names none: a `user` that ends in a colon asks for the answer itself.
  public static func standard(for user: String) -> PromptSeparators {
    let last = user.unicodeScalars.last
    return last == ":" || last == "：" ? PromptSeparators(question: "", answer: "") : .init()
  }
}
