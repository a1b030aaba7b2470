import Yams

/// A node of a file.
struct YAMLValue {
  private let node: Node
  /// What stands for `*` in texts; nil where that stands for itself.
  private let star: Unicode.Scalar?

  init(_ node: Node, star: Unicode.Scalar? = nil) {
    self.node = node
    self.star = star
  }

  struct Entry {
    var key: String
    var line: Int
    var value: YAMLValue
  }

  /// Counted from 1.
  var line: Int { node.mark?.line ?? 1 }

  /// A scalar's text, whatever it looks like.
  var text: String? { node.scalar?.string.showing(star) }

  /// The same, without the newline that ends a text written as a block (`|`, `>`).
  var prose: String? {
    guard let scalar = node.scalar, !isNothing else { return nil }
    let isBlock = scalar.style == .literal || scalar.style == .folded
    let text = text ?? ""
    return isBlock && text.unicodeScalars.last == "\n"
      ? String(text.unicodeScalars.dropLast()) : text
  }

  /// A scalar without quotation marks.
  var isPlain: Bool { node.scalar.map { $0.style == .plain || $0.style == .any } ?? false }

  /// Nothing was written, or `~` or `null` without quotation marks.
  var isNothing: Bool {
    isPlain && ["", "~", "null"].contains(node.scalar?.string)
  }

  var items: [YAMLValue]? { node.sequence?.map { YAMLValue($0, star: star) } }

  /// The keys of a mapping that are words.
  var keys: [String] { node.mapping?.compactMap { $0.key.scalar?.string.showing(star) } ?? [] }

  /// Those of mappings within, too.
  func allKeys(depth: Int) -> [String] {
    guard depth > 0 else { return [] }
    let within = node.mapping.map { $0.map(\.value) } ?? node.sequence.map { Array($0) } ?? []
    return keys + within.flatMap { YAMLValue($0, star: star).allKeys(depth: depth - 1) }
  }

  var isMapping: Bool { node.mapping != nil }

  /// What it is, for a sentence.
  var kind: String {
    if isNothing { return "nothing" }
    if let text { return text.quoted }
    return node.sequence != nil ? "a list" : "a mapping"
  }

  /// The entries of a mapping, in their order.
  ///
  /// - Parameters:
  ///   - what: what a key is, such as "setting".
  ///   - known: the keys there may be; nil for any.
  func entries(_ what: String, known: [String]? = nil, _ problems: inout Problems) -> [Entry] {
    if isNothing { return [] }
    guard let mapping = node.mapping else {
      problems.add(line: line, "\(what)s are wanted here, each as \"name: value\", not \(kind)")
      return []
    }
    var entries: [Entry] = []
    for (key, value) in mapping {
      let line = key.mark?.line ?? line
      guard let name = key.scalar?.string.showing(star) else {
        problems.add(line: line, "a \(what)'s name is a word")
        continue
      }
      if let known, !known.contains(name) {
        let hint =
          problems.isFull ? "" : suggestion(for: name, among: known, called: "there are")
        problems.add(line: line, "there is no \(what) \(name.quoted); \(hint)")
        continue
      }
      entries.append(Entry(key: name, line: line, value: YAMLValue(value, star: star)))
    }
    return entries
  }
}

extension YAMLValue.Entry {
  /// A text.
  func text(_ problems: inout Problems) -> String? {
    if let text = value.text, !value.isNothing { return text }
    problems.add(line: line, "\(key) wants a text, not \(value.kind)")
    return nil
  }

  /// A text of a prompt: the newline that ends a block is no part of it.
  func prose(_ problems: inout Problems) -> String? {
    if let text = value.prose { return text }
    let hint =
      value.isNothing
      ? "; for an empty text write \"\""
      : value.isMapping ? "; put a text that begins with { in quotation marks" : ""
    problems.add(line: line, "\(key) wants a text, not \(value.kind)\(hint)")
    return nil
  }

  /// One text, or a list of them.
  func texts(_ problems: inout Problems) -> [String]? {
    if let items = value.items {
      var texts: [String] = []
      for item in items {
        guard let text = item.text, !item.isNothing else {
          problems.add(line: item.line, "\(key) wants texts, not \(item.kind)")
          continue
        }
        texts.append(text)
      }
      return texts
    }
    if let text = value.text, !value.isNothing { return [text] }
    problems.add(line: line, "\(key) wants a text or a list of texts, not \(value.kind)")
    return nil
  }

  func truth(_ problems: inout Problems) -> Bool? {
    switch value.text?.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      problems.add(line: line, "\(key) wants true or false, not \(value.kind)")
      return nil
    }
  }
}

extension YAMLValue {
  /// The first line in which a word begins with the star that was hidden.
  var lineOfHiddenAlias: Int? {
    var first: Int?
    var waiting = [node]
    while let node = waiting.popLast() {
      if let scalar = node.scalar {
        guard scalar.style == .plain, scalar.string.unicodeScalars.first == star else { continue }
        first = min(first ?? .max, node.mark?.line ?? 1)
      } else if let sequence = node.sequence {
        waiting += sequence
      } else if let mapping = node.mapping {
        for (key, value) in mapping { waiting += [key, value] }
      }
    }
    return first
  }
}

extension String {
  /// With `*` where something else stood for it.
  func showing(_ star: Unicode.Scalar?) -> String {
    guard let star, unicodeScalars.contains(star) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0 == star ? "*" : $0 }))
  }
}
