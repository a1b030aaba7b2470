/// What names stand for in a part of a template.
final class Scope {
  private(set) var values: [NameID: Value] = [:]
  let parent: Scope?

  init(within parent: Scope?) { self.parent = parent }

  func set(_ id: NameID, to value: Value) { values[id] = value }
  func clear() { values = [:] }
}

/// A macro with the names it sees.
final class Macro {
  let name: String?
  let signature: Signature
  let body: Body
  let scope: Scope

  init(name: String?, signature: Signature, body: Body, scope: Scope) {
    self.name = name
    self.signature = signature
    self.body = body
    self.scope = scope
  }
}

/// What `loop` stands for.
final class Loop {
  /// All elements, or those that the loop's condition has let through as far as was looked.
  private(set) var elements: [Value]
  /// What is still to be looked at, from the end.
  private var pending: [Value] = []
  /// From 0; -1 before the first.
  private(set) var index = -1
  /// What `changed` was called with before.
  var lastChanged: [Value]?
  private let condition: ((Value) throws(JinjaError) -> Bool)?

  init(_ elements: [Value], condition: ((Value) throws(JinjaError) -> Bool)?) {
    self.condition = condition
    if condition == nil {
      self.elements = elements
    } else {
      self.elements = []
      pending = elements.reversed()
    }
  }

  /// Goes on to the next element.
  func next() throws(JinjaError) -> Value? {
    let next = try element(index + 1)
    if next != nil { index += 1 }
    return next
  }

  /// An element by its index; those before it were looked at.
  func element(_ index: Int) throws(JinjaError) -> Value? {
    while index >= elements.count, let candidate = pending.popLast() {
      if try condition?(candidate) ?? true { elements.append(candidate) }
    }
    return elements.indices.contains(index) ? elements[index] : nil
  }

  func count() throws(JinjaError) -> Int {
    while !pending.isEmpty { _ = try element(elements.count) }
    return elements.count
  }
}
