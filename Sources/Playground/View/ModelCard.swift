/// What a model's file says of itself: a plain value, whoever read it.
public struct ModelCard: Sendable, Equatable {
  /// A name and its value, as they are shown; whoever makes one keeps both short.
  public struct Fact: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Tensors of one type.
  public struct TensorType: Sendable, Equatable {
    public var name: String
    public var count: Int
    public var bytes: Int

    public init(name: String, count: Int, bytes: Int) {
      self.name = name
      self.count = count
      self.bytes = bytes
    }
  }

  /// What the model takes with one sequence, in bytes.
  public struct Memory: Sendable, Equatable {
    public var weights: Int
    public var keysAndValuesPerToken: Int
    public var keysAndValues: Int
    public var scratch: Int
    public var contextSize: Int

    public init(
      weights: Int, keysAndValuesPerToken: Int, keysAndValues: Int, scratch: Int, contextSize: Int
    ) {
      self.weights = weights
      self.keysAndValuesPerToken = keysAndValuesPerToken
      self.keysAndValues = keysAndValues
      self.scratch = scratch
      self.contextSize = contextSize
    }
  }

  /// The file it is of.
  public var path: String
  /// Who made it, under which licence, of what.
  public var facts: [Fact] = []
  /// The numbers that shape it.
  public var shape: [Fact] = []
  public var tokenizer: [Fact] = []
  /// The beginning of the chat template; nil for a model without one.
  public var template: String?
  public var templateBytes: Int?
  /// The type that takes the most comes first.
  public var tensors: [TensorType] = []
  public var memory: Memory?
  /// Bytes that the machine has left for this process, and what sets that limit.
  public var left: Int?
  public var limit: String?
  /// Why not all could be read, or why the model can't be run.
  public var problem: String?

  public init(path: String) { self.path = path }
}
