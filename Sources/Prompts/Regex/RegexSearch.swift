/// A step of a pattern's program.
enum RegexStep: Sendable {
  /// Takes one code point.
  case take(ScalarSet)
  /// Goes on at both places.
  case split(Int, Int)
  case jump(Int)
  case require(RegexAssertion)
  case match
}

/// Makes a program of a pattern.
struct RegexCompiler {
  private var program: [RegexStep] = []
  private var visits = 0

  mutating func program(of node: RegexNode) throws(RegexError) -> [RegexStep] {
    try emit(node)
    program.append(.match)
    return program
  }

  private mutating func emit(_ node: RegexNode) throws(RegexError) {
    visits += 1
    // Repetitions of nothing make no steps, but take time.
    guard program.count < RegexPattern.programLimit, visits < 4 * RegexPattern.programLimit else {
      throw RegexError(reason: .tooLarge, position: 1)
    }
    switch node {
    case .set(let set): program.append(.take(set))
    case .assertion(let assertion): program.append(.require(assertion))
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .choice(let nodes): try choose(nodes)
    case .repeated(let node, let least, let most): try repeated(node, least, most)
    }
  }

  private mutating func choose(_ nodes: [RegexNode]) throws(RegexError) {
    var ends: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard index < nodes.count - 1 else {
        try emit(node)
        break
      }
      let fork = program.count
      program.append(.split(fork + 1, fork + 1))
      try emit(node)
      ends.append(program.count)
      program.append(.jump(0))
      program[fork] = .split(fork + 1, program.count)
    }
    for end in ends { program[end] = .jump(program.count) }
  }

  private mutating func repeated(
    _ node: RegexNode, _ least: Int, _ most: Int?
  ) throws(RegexError) {
    for _ in 0..<least { try emit(node) }
    let start = program.count
    guard let most else {
      program.append(.jump(0))
      try emit(node)
      program.append(.jump(start))
      program[start] = .split(start + 1, program.count)
      return
    }
    var forks: [Int] = []
    for _ in 0..<max(0, most - least) {
      forks.append(program.count)
      program.append(.jump(0))
      try emit(node)
    }
    for fork in forks { program[fork] = .split(fork + 1, program.count) }
  }
}

/// One search: where in the program all ways to match are.
struct RegexSearch {
  private let program: [RegexStep]
  private let text: [Unicode.Scalar]
  /// Steps that take a code point, each once.
  private var places: [Int] = []
  /// The index at which a step was reached last.
  private var reached: [Int]
  private var waiting: [Int] = []
  private var isFound = false

  init(program: [RegexStep], text: [Unicode.Scalar]) {
    self.program = program
    self.text = text
    reached = [Int](repeating: -1, count: program.count)
  }

  mutating func finds() -> Bool {
    reach(0, at: 0)
    for (index, scalar) in text.enumerated() where !isFound {
      let before = places
      places.removeAll(keepingCapacity: true)
      for place in before {
        if case .take(let set) = program[place], set.contains(scalar) {
          reach(place + 1, at: index + 1)
        }
      }
      // A match may begin anywhere.
      reach(0, at: index + 1)
    }
    return isFound
  }

  /// Goes on from a step as far as nothing is taken.
  private mutating func reach(_ step: Int, at index: Int) {
    waiting.append(step)
    while let step = waiting.popLast() {
      guard reached[step] != index else { continue }
      reached[step] = index
      switch program[step] {
      case .take: places.append(step)
      case .match: isFound = true
      case .jump(let next): waiting.append(next)
      case .split(let first, let second):
        waiting.append(second)
        waiting.append(first)
      case .require(let assertion):
        if assertion.holds(at: index, in: text) { waiting.append(step + 1) }
      }
    }
  }
}
