struct PlainText: Statement {
  var bytes: [UInt8]
}

struct Output: Statement {
  var expressions: [any Expression]
}

struct If: Statement {
  var branches: [(condition: any Expression, body: Body)]
  var otherwise: Body
}

struct For: Statement {
  var target: Target
  var sequence: any Expression
  var condition: (any Expression)?
  var body: Body
  /// For when there is nothing to go through.
  var otherwise: Body
  var position: Position
}

struct LeaveLoop: Statement {
  var flow: Flow
}

struct Assignment: Statement {
  var target: Target
  var value: any Expression
  var position: Position
}

/// `{% set x %}…{% endset %}`
struct BlockAssignment: Statement {
  var target: Target
  var filters: [FilterCall]
  var body: Body
  var position: Position
}

struct With: Statement {
  var targets: [(target: Target, value: any Expression)]
  var body: Body
  var position: Position
}

struct FilterBlock: Statement {
  var filters: [FilterCall]
  var body: Body
  var position: Position
}

struct MacroDefinition: Statement {
  var id: NameID
  var name: String
  var signature: Signature
  var body: Body
  var position: Position
}

/// `{% call m() %}…{% endcall %}`
struct CallBlock: Statement {
  var signature: Signature
  /// Ends in a call, which gets the body as `caller`.
  var call: any Expression
  var body: Body
  var position: Position
}

/// `{% generation %}`: its contents, with names of their own.
struct Scoped: Statement {
  var body: Body
}
