extension For {
  func run(in renderer: Renderer) throws(JinjaError) -> Flow {
    let sequence = try renderer.evaluate(sequence)
    renderer.position = position
    let elements = try renderer.elements(of: sequence)
    let loop = Loop(elements, condition: filter(in: renderer))
    let loopID = renderer.loopID
    // Jinja takes a loop for empty whose body never came to its end.
    var isEmpty = true
    while let element = try loop.next() {
      try renderer.step(at: position)
      let inner = Scope(within: renderer.scope)
      let flow = try renderer.within(inner) { () throws(JinjaError) in
        if let loopID { inner.set(loopID, to: .loop(loop)) }
        try renderer.assign(element, to: target)
        return try renderer.run(body)
      }
      if flow == .breakLoop { break }
      if flow == .next { isEmpty = false }
    }
    guard isEmpty else { return .next }
    return try renderer.within(Scope(within: renderer.scope)) { () throws(JinjaError) in
      try renderer.run(otherwise)
    }
  }

  /// Whether an element takes part, asked when its turn comes.
  private func filter(in renderer: Renderer) -> ((Value) throws(JinjaError) -> Bool)? {
    guard let condition else { return nil }
    let outer = renderer.scope
    return { (element) throws(JinjaError) in
      let inner = Scope(within: outer)
      return try renderer.within(inner) { () throws(JinjaError) in
        try renderer.assign(element, to: target)
        return try renderer.evaluate(condition).isTrue
      }
    }
  }
}
