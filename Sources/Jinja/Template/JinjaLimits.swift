/// What a template may take; each limit has an error of its own.
public struct JinjaLimits: Sendable, Equatable {
  /// Parts of the template that are evaluated, and pieces of text that are made or looked through.
  public var steps: Int
  /// Bytes of the result, and of what macros and blocks write on the way to it.
  public var output: Int
  /// Bytes of the values that are there at the same time, the context's not counted.
  public var memory: Int

  public init(steps: Int = 1_000_000, output: Int = 8 << 20, memory: Int = 24 << 20) {
    self.steps = steps
    self.output = output
    self.memory = memory
  }

  /// The longest source that is taken, in bytes.
  public static let template = 512 << 10
  /// How deep brackets and blocks of a template may be nested.
  static let syntaxDepth = 48
  /// How deep evaluation may go, macros within macros included: what 512 KiB of stack hold.
  static let evaluationDepth = 160
  /// How deep lists and mappings may be nested.
  static let valueDepth = 100
  /// The most elements of a `range`, which is the limit of Jinja's own sandbox.
  static let range = 100_000
}
