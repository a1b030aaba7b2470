/// A piece of a template.
struct Token: Sendable {
  enum Kind: Sendable, Equatable {
    /// Text outside of tags, with newlines as `\n`.
    case data([UInt8])
    case variableBegin
    case variableEnd
    case blockBegin
    case blockEnd
    case name(String)
    case string([UInt8])
    case integer(Int)
    case float(Double)
    case symbol(Symbol)
    case end
  }

  var kind: Kind
  var position: Position

  /// What it is called in an error.
  var description: String {
    switch kind {
    case .data: "text"
    case .variableBegin: "'{{'"
    case .variableEnd: "'}}'"
    case .blockBegin: "'{%'"
    case .blockEnd: "the tag's end"
    case .name(let name): "'\(name)'"
    case .string: "a string"
    case .integer, .float: "a number"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the template's end"
    }
  }
}

/// Operators and punctuation.
enum Symbol: String, Sendable, CaseIterable {
  case floorDivide = "//"
  case power = "**"
  case equal = "=="
  case notEqual = "!="
  case greaterOrEqual = ">="
  case lessOrEqual = "<="
  case plus = "+"
  case minus = "-"
  case divide = "/"
  case times = "*"
  case modulo = "%"
  case tilde = "~"
  case leftBracket = "["
  case rightBracket = "]"
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBrace = "{"
  case rightBrace = "}"
  case greater = ">"
  case less = "<"
  case assign = "="
  case dot = "."
  case colon = ":"
  case pipe = "|"
  case comma = ","
  case semicolon = ";"

  /// The symbol at the beginning of two bytes, the longer one first.
  init?(_ first: UInt8, _ second: UInt8?) {
    let one = String(decoding: [first], as: UTF8.self)
    if let second, let long = Symbol(rawValue: one + String(decoding: [second], as: UTF8.self)) {
      self = long
    } else if let short = Symbol(rawValue: one) {
      self = short
    } else {
      return nil
    }
  }

  /// What closes this bracket.
  var closing: Symbol? {
    switch self {
    case .leftBracket: .rightBracket
    case .leftParenthesis: .rightParenthesis
    case .leftBrace: .rightBrace
    default: nil
    }
  }

  var isClosing: Bool {
    self == .rightBracket || self == .rightParenthesis || self == .rightBrace
  }
}
