import JSON

/// Whether an answer is what was expected.
public struct Verdict: Sendable, Equatable {
  public var isMet: Bool
  /// A few words for the screen: what was found, or what is wrong with it.
  public var reason: String

  public init(_ isMet: Bool, _ reason: String) {
    self.isMet = isMet
    self.reason = reason
  }
}

extension PromptExpectation {
  /// Looks at an answer, in time linear in it save for the sorting of JSON's keys.
  ///
  /// A check that needs a variable which is not given is passed over.
  ///
  /// - Parameter values: of variables, the prompt's as well as a row's.
  /// - Returns: what the first check that fails says, else what all say; nil where none is left.
  public func verdict(_ answer: String, values: [String: String] = [:]) -> Verdict? {
    let answer = answer.trimmed
    var met: [String] = []
    for check in checks {
      guard let verdict = try? verdict(check, answer, filling: values) else { continue }
      guard verdict.isMet else { return verdict }
      met.append(verdict.reason)
    }
    return met.isEmpty ? nil : Verdict(true, met.joined(separator: ", "))
  }

  private func verdict(
    _ check: Check, _ answer: String, filling values: [String: String]
  ) throws(PromptError) -> Verdict {
    func filled(_ text: String) throws(PromptError) -> String {
      try PromptText(text).filled(values).trimmed
    }
    func filled(_ texts: [String]) throws(PromptError) -> [String] {
      try texts.map { text throws(PromptError) in try filled(text) }
    }
    switch check {
    case .equals(let text):
      let wanted = try filled(text)
      return folded(answer) == folded(wanted) || saysTheSame(answer, wanted)
        ? Verdict(true, "equal") : Verdict(false, "not \(wanted.short)")
    case .oneOf(let texts):
      let options = try filled(texts)
      let bytes = folded(answer)
      if let met = options.first(where: { folded($0) == bytes }) { return Verdict(true, met.short) }
      return Verdict(false, "none of \(options.short)")
    case .contains(let texts):
      let bytes = folded(answer)
      for part in try filled(texts) where !folded(part).isWithin(bytes) {
        return Verdict(false, "no \(part.short)")
      }
      return Verdict(true, "contained")
    case .regex(let text):
      return try match(PromptText(text).filled(values, RegexPattern.escaped), answer)
    case .json(let shape):
      guard let value = try? JSONValue.parse(Array(answer.utf8)) else {
        return Verdict(false, answer.hasPrefix("```") ? "not JSON alone" : "not JSON")
      }
      if let fault = shape.fault(of: value) { return Verdict(false, fault) }
      return Verdict(true, "JSON")
    }
  }

  /// Where JSON is wanted, blanks in it and the order of its keys say nothing.
  private func saysTheSame(_ answer: String, _ wanted: String) -> Bool {
    let wantsJSON = checks.contains { if case .json = $0 { true } else { false } }
    guard wantsJSON, let a = try? JSONValue.parse(Array(folded(answer))),
      let b = try? JSONValue.parse(Array(folded(wanted)))
    else { return false }
    return a.sorted == b.sorted
  }

  private func match(_ pattern: String, _ answer: String) -> Verdict {
    do throws(RegexError) {
      let pattern = try RegexPattern(pattern, ignoresCase: ignoresCase)
      return pattern.isFound(in: answer) ? Verdict(true, "match") : Verdict(false, "no match")
    } catch {
      return Verdict(false, "bad pattern: \(error)")
    }
  }

  private func folded(_ text: String) -> [UInt8] {
    Array((ignoresCase ? text.lowercased() : text).utf8)
  }
}

extension JSONValue {
  /// With the keys of all objects in order.
  fileprivate var sorted: JSONValue {
    switch self {
    case .array(let values): .array(values.map(\.sorted))
    case .object(let fields):
      .object(
        fields.map { JSONField($0.key, $0.value.sorted) }
          .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    default: self
    }
  }
}

extension [UInt8] {
  /// Whether these bytes stand somewhere in others (Knuth, Morris and Pratt 1977).
  func isWithin(_ others: [UInt8]) -> Bool {
    if isEmpty { return true }
    // How long a beginning of this ends at each byte of it.
    var borders = [0]
    var length = 0
    for byte in dropFirst() {
      while length > 0, self[length] != byte { length = borders[length - 1] }
      if self[length] == byte { length += 1 }
      borders.append(length)
    }
    length = 0
    for byte in others {
      while length > 0, self[length] != byte { length = borders[length - 1] }
      if self[length] == byte { length += 1 }
      if length == count { return true }
    }
    return false
  }
}

extension PromptExpectation {
  /// Whether a pattern can be used, whatever values come into it.
  public static func checkPattern(_ pattern: String) throws(RegexError) {
    var text = ""
    for piece in PromptText(pattern).pieces {
      switch piece {
      case .literal(let literal): text += literal
      case .variable: text += "x"
      }
    }
    _ = try RegexPattern(text)
  }
}
