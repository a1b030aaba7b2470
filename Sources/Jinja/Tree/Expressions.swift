struct Literal: Expression {
  enum Content: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string([UInt8], count: Int)
  }
  var content: Content
  var position: Position
}

struct Name: Expression {
  var id: NameID
  var name: String
  var position: Position
}

struct ListDisplay: Expression {
  var elements: [any Expression]
  var isTuple: Bool
  var position: Position
}

struct MappingDisplay: Expression {
  var entries: [(key: any Expression, value: any Expression)]
  var position: Position
}

/// `-` and `+` before a value, `not` before a condition.
struct Prefix: Expression {
  enum Operator: Sendable { case negative, positive, not }
  var operators: [Operator]
  var operand: any Expression
  var position: Position
}

enum ArithmeticOperator: Sendable {
  case add, subtract, multiply, divide, floorDivide, modulo, power
}

/// Operands between operators of the same rank, from left to right.
///
/// One node for all of them: a tree of two operands each would be as deep as the chain is long.
struct Arithmetic: Expression {
  struct Link: Sendable {
    var symbol: ArithmeticOperator
    var operand: any Expression
    var position: Position
  }
  var first: any Expression
  var links: [Link]
  var position: Position
}

struct Concatenation: Expression {
  var parts: [any Expression]
  var position: Position
}

enum ComparisonOperator: Sendable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn, isNotIn
}

struct Comparison: Expression {
  struct Link: Sendable {
    var symbol: ComparisonOperator
    var operand: any Expression
    var position: Position
  }
  var first: any Expression
  var links: [Link]
  var position: Position
}

/// `and` or `or` between conditions: the first operand that decides is the value.
struct Junction: Expression {
  var isOr: Bool
  var operands: [any Expression]
  var position: Position
}

/// `a if b else c if d else e`.
struct Conditional: Expression {
  var branches: [(value: any Expression, condition: any Expression)]
  var otherwise: (any Expression)?
  var position: Position
}

/// A value with what is asked of it, one thing after the other.
struct Postfix: Expression {
  enum Operation: Sendable {
    case attribute(String)
    indirect case item(any Expression)
    case slice(SliceBounds)
    case call(ArgumentList)
    case filter(FilterCall)
    case test(TestCall)
  }
  struct Step: Sendable {
    var operation: Operation
    var position: Position
  }
  var base: any Expression
  var steps: [Step]
  var position: Position
}

final class FilterCall: Sendable {
  let name: String
  /// Nil for one that there is not, which is an error once it is reached.
  let filter: Filter?
  let arguments: ArgumentList
  let position: Position

  init(name: String, filter: Filter?, arguments: ArgumentList, position: Position) {
    self.name = name
    self.filter = filter
    self.arguments = arguments
    self.position = position
  }
}

final class TestCall: Sendable {
  let name: String
  let test: ValueTest?
  let arguments: ArgumentList
  let isNegated: Bool

  init(name: String, test: ValueTest?, arguments: ArgumentList, isNegated: Bool) {
    self.name = name
    self.test = test
    self.arguments = arguments
    self.isNegated = isNegated
  }
}

/// The bounds of a slice.
final class SliceBounds: Sendable {
  let start: (any Expression)?
  let end: (any Expression)?
  let stride: (any Expression)?

  init(_ start: (any Expression)?, _ end: (any Expression)?, _ stride: (any Expression)?) {
    self.start = start
    self.end = end
    self.stride = stride
  }
}
