/// Filters that compare elements.
extension Renderer {
  func ordering(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    switch filter {
    case .sort: return try sort(value, arguments)
    case .dictsort: return try sortMapping(value, arguments)
    case .unique: return try unique(value, arguments)
    case .groupby: return try group(value, arguments)
    case .sum: return try sum(value, arguments)
    default: return try extreme(filter, value, arguments)
    }
  }

  /// Sorted by keys, those that are equal in the order in which they came.
  private func sorted(
    _ elements: [(key: Value, value: Value)], isReversed: Bool
  ) throws(JinjaError) -> [Value] {
    try reserve(elements.count, of: 64)
    var runs = Array(elements.indices)
    var merged = runs
    var width = 1
    // A merge sort: one that stops at the first pair that can't be compared.
    while width < runs.count {
      var start = 0
      while start < runs.count {
        let middle = min(start + width, runs.count)
        let end = min(middle + width, runs.count)
        var (left, right, place) = (start, middle, start)
        while place < end {
          var takesRight = left >= middle
          if left < middle, right < end {
            try step()
            let (a, b) = (elements[runs[left]].key, elements[runs[right]].key)
            takesRight = isReversed ? try isLess(a, b) : try isLess(b, a)
          }
          if takesRight {
            merged[place] = runs[right]
            right += 1
          } else {
            merged[place] = runs[left]
            left += 1
          }
          place += 1
        }
        start = end
      }
      swap(&runs, &merged)
      width *= 2
    }
    return runs.map { elements[$0].value }
  }

  private func folded(_ value: Value, _ isCaseSensitive: Bool) throws(JinjaError) -> Value {
    guard !isCaseSensitive, case .string(let text) = value else { return value }
    return try call(.lower, of: text, Arguments())
  }

  private func sort(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "sort", ["reverse", "case_sensitive", "attribute"])
    let isCaseSensitive = bound[1]?.isTrue ?? false
    var paths: [AttributePath]?
    if let attribute = bound[2], !isNone(attribute) {
      if case .string(let text) = attribute {
        paths = []
        for part in text.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        {
          paths?.append(try path(string(Array(part))))
        }
      } else {
        paths = [try path(attribute)]
      }
    }
    var elements: [(key: Value, value: Value)] = []
    for element in try self.elements(of: value) {
      try step()
      var key = element
      if let paths {
        var keys: [Value] = []
        for path in paths {
          keys.append(try folded(self.value(at: path, of: element), isCaseSensitive))
        }
        key = try list(keys)
      } else {
        key = try folded(key, isCaseSensitive)
      }
      elements.append((key, element))
    }
    return try list(sorted(elements, isReversed: bound[0]?.isTrue ?? false))
  }

  private func sortMapping(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "dictsort", ["case_sensitive", "by", "reverse"])
    let by = bound[1]?.text?.string ?? "key"
    guard by == "key" || by == "value" else {
      throw fail(.wrongValue("'dictsort' sorts by 'key' or 'value'"))
    }
    guard case .mapping(let mapping) = value else {
      if case .undefined(let undefined) = value { throw fail(undefined.reason) }
      throw wrongType("'dictsort' needs a mapping, not \(value.typeName)")
    }
    let isCaseSensitive = bound[0]?.isTrue ?? false
    var elements: [(key: Value, value: Value)] = []
    for (key, value) in zip(mapping.keys, mapping.values) {
      elements.append(
        (try folded(by == "key" ? key : value, isCaseSensitive), try tuple([key, value])))
    }
    return try list(sorted(elements, isReversed: bound[2]?.isTrue ?? false))
  }

  private func unique(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "unique", ["case_sensitive", "attribute"])
    let path = try bound[1].flatMap { (attribute) throws(JinjaError) in
      isNone(attribute) ? nil : try self.path(attribute)
    }
    var seen: Set<Key> = []
    var results: [Value] = []
    var failure: JinjaError?
    do {
      for element in try elements(of: value) {
        try step()
        let found = try path.map { (path) throws(JinjaError) in
          try self.value(at: path, of: element)
        }
        let key = try key(folded(found ?? element, bound[0]?.isTrue ?? false))
        if seen.insert(key).inserted { results.append(element) }
        try reserve(seen.count, of: 96)
      }
    } catch {
      if error.isLimit { throw error }
      failure = error
    }
    return try iterator(results, failure: failure)
  }

  private func group(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(
      arguments, of: "groupby", ["attribute", "default", "case_sensitive"], required: 1)
    let path = try path(bound[0] ?? .none)
    let isCaseSensitive = bound[2]?.isTrue ?? false
    var elements: [(key: Value, value: Value)] = []
    for element in try self.elements(of: value) {
      let key = try self.value(at: path, of: element, default: bound[1])
      elements.append((try folded(key, isCaseSensitive), element))
    }
    var groups: [Value] = []
    var members: [Value] = []
    var current: Value?
    func close() throws(JinjaError) {
      guard let first = members.first else { return }
      let name = try self.value(at: path, of: first, default: bound[1])
      groups.append(try self.group(name, list(members)))
      members = []
    }
    for element in try sorted(elements, isReversed: false) {
      let key = try folded(
        self.value(at: path, of: element, default: bound[1]), isCaseSensitive)
      if let last = current, try !equal(last, key) { try close() }
      current = key
      members.append(element)
    }
    try close()
    return try list(groups)
  }

  private func sum(_ value: Value, _ arguments: Arguments) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: "sum", ["attribute", "start"])
    var total = bound[1] ?? .int(0)
    if case .string = total { throw wrongType("'sum' can't add strings") }
    let path = try bound[0].flatMap { (attribute) throws(JinjaError) in
      isNone(attribute) ? nil : try self.path(attribute)
    }
    for element in try elements(of: value) {
      try step()
      let addend = try path.map { (path) throws(JinjaError) in
        try self.value(at: path, of: element)
      }
      total = try calculate(.add, total, addend ?? element)
    }
    return total
  }

  private func extreme(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    let bound = try bind(arguments, of: filter.rawValue, ["case_sensitive", "attribute"])
    let path = try bound[1].flatMap { (attribute) throws(JinjaError) in
      isNone(attribute) ? nil : try self.path(attribute)
    }
    var best: (key: Value, value: Value)?
    for element in try elements(of: value) {
      try step()
      let found = try path.map { (path) throws(JinjaError) in
        try self.value(at: path, of: element)
      }
      let key = try folded(found ?? element, bound[0]?.isTrue ?? false)
      guard let last = best else {
        best = (key, element)
        continue
      }
      if filter == .min ? try isLess(key, last.key) : try isLess(last.key, key, ">") {
        best = (key, element)
      }
    }
    return best?.value ?? .undefined(Undefined("there is no element"))
  }
}
