/// A part of a template that has a value.
protocol Expression: Sendable {
  var position: Position { get }
  /// Its value; evaluated through `Renderer.evaluate`, which counts steps and depth.
  func value(in renderer: Renderer) throws(JinjaError) -> Value
}

/// A part of a template that writes, or changes what names stand for.
protocol Statement: Sendable {
  /// Carried out through `Renderer.run`, which counts steps and depth.
  func run(in renderer: Renderer) throws(JinjaError) -> Flow
}

/// How it goes on behind a statement.
enum Flow { case next, breakLoop, continueLoop }

typealias Body = [any Statement]

/// A name as a number: names are compared often.
typealias NameID = Int

/// What a template is made of.
struct Syntax: Sendable {
  var body: Body
  /// Names by their number.
  var names: [String]
}

/// What `set` and `for` assign to.
indirect enum Target: Sendable {
  case name(NameID)
  case attribute(of: NameID, String, Position)
  case tuple([Target], Position)
}

/// The arguments of a call as they are written.
///
/// A class, as are the calls of filters and tests: to take them apart costs no stack.
final class ArgumentList: Sendable {
  let positional: [any Expression]
  let named: [(name: String, value: any Expression)]
  /// Behind `*`.
  let rest: (any Expression)?
  /// Behind `**`.
  let namedRest: (any Expression)?

  init(
    _ positional: [any Expression] = [], named: [(name: String, value: any Expression)] = [],
    rest: (any Expression)? = nil, namedRest: (any Expression)? = nil
  ) {
    self.positional = positional
    self.named = named
    self.rest = rest
    self.namedRest = namedRest
  }

  var isEmpty: Bool { positional.isEmpty && named.isEmpty && rest == nil && namedRest == nil }
}

/// The parameters of a macro or a call block.
struct Signature: Sendable {
  struct Parameter: Sendable {
    var id: NameID
    var name: String
    var fallback: (any Expression)?
  }
  var parameters: [Parameter] = []
  /// Whether its body asks for what these names stand for in macros.
  var usesCaller = false
  var usesPositionalRest = false
  var usesNamedRest = false
}
