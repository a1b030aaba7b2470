/// The tests there are, behind `is`.
enum ValueTest: String {
  case boolean, callable, defined, divisibleby, eq, equalto, escaped, even, `false`, filter, float
  case ge, greaterthan, gt, `in`, integer, iterable, le, lessthan, lower, lt, mapping, ne, none
  case number, odd, sameas, sequence, string, test, `true`, undefined, upper
  case equalSign = "=="
  case unequalSign = "!="
  case lessSign = "<"
  case greaterSign = ">"
  case lessOrEqualSign = "<="
  case greaterOrEqualSign = ">="
}

extension Renderer {
  func holds(
    _ test: ValueTest, of value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Bool {
    if let symbol = test.comparison {
      let bound = try bind(arguments, of: test.rawValue, ["other"], required: 1)
      return try compare(symbol, value, bound[0] ?? .none)
    }
    switch test {
    case .divisibleby, .sameas:
      let name = test == .sameas ? "other" : "num"
      let bound = try bind(arguments, of: test.rawValue, [name], required: 1)
      let other = bound[0] ?? .none
      if test == .sameas { return isSame(value, other) }
      return try equal(calculate(.modulo, value, other), .int(0))
    default:
      _ = try bind(arguments, of: test.rawValue, [])
      return try holds(test, of: value)
    }
  }

  private func holds(_ test: ValueTest, of value: Value) throws(JinjaError) -> Bool {
    switch (test, value) {
    case (.defined, _): return !value.isUndefined
    case (.undefined, _): return value.isUndefined
    case (.none, _): return isNone(value)
    case (.boolean, .bool), (.integer, .int), (.float, .float), (.string, .string): return true
    case (.number, .bool), (.number, .int), (.number, .float): return true
    case (.true, .bool(let value)): return value
    case (.false, .bool(let value)): return !value
    case (.mapping, .mapping): return true
    case (.sequence, .string), (.sequence, .list), (.sequence, .tuple), (.sequence, .mapping),
      (.sequence, .range), (.sequence, .undefined):
      return true
    case (.iterable, _):
      switch value {
      case .none, .bool, .int, .float, .namespace, .macro, .function, .method: return false
      default: return true
      }
    case (.callable, _):
      switch value {
      case .macro, .function, .method, .loop, .undefined: return true
      default: return false
      }
    case (.odd, _): return try equal(calculate(.modulo, value, .int(2)), .int(1))
    case (.even, _): return try equal(calculate(.modulo, value, .int(2)), .int(0))
    case (.lower, _), (.upper, _):
      let text = try text(of: value)
      return try call(test == .lower ? .islower : .isupper, of: text, Arguments()).isTrue
    case (.escaped, .string(let text)): return text.isMarkup
    case (.filter, _), (.test, _):
      _ = try key(value)
      guard case .string(let text) = value else { return false }
      return test == .filter
        ? Filter(rawValue: text.string) != nil : ValueTest(rawValue: text.string) != nil
    default: return false
    }
  }

  /// Whether both are one thing; of numbers and strings, whether they are alike.
  private func isSame(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.none, .none): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)): a === b
    case (.mapping(let a), .mapping(let b)): a === b
    case (.namespace(let a), .namespace(let b)): a === b
    case (.macro(let a), .macro(let b)): a === b
    case (.undefined(let a), .undefined(let b)): a === b
    default: false
    }
  }
}

extension ValueTest {
  var comparison: ComparisonOperator? {
    switch self {
    case .eq, .equalto, .equalSign: .equal
    case .ne, .unequalSign: .notEqual
    case .lt, .lessthan, .lessSign: .less
    case .gt, .greaterthan, .greaterSign: .greater
    case .le, .lessOrEqualSign: .lessOrEqual
    case .ge, .greaterOrEqualSign: .greaterOrEqual
    case .in: .isIn
    default: nil
    }
  }
}
