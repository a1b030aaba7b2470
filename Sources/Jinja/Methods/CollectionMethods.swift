enum ListMethods {
  static let reading: Set<String> = ["copy", "count", "index"]
  static let changing: Set<String> = [
    "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort",
  ]
}

enum MappingMethods {
  static let reading: Set<String> = ["copy", "fromkeys", "get", "items", "keys", "values"]
  static let changing: Set<String> = ["clear", "pop", "popitem", "setdefault", "update"]
}

extension Renderer {
  func call(
    _ method: String, ofElements items: Items, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    guard arguments.named.isEmpty else {
      throw fail(.wrongArguments("'\(method)' takes no named arguments"))
    }
    if method == "copy" {
      _ = try bind(arguments, of: method, [])
      return .list(items)
    }
    let names = method == "index" ? ["value", "start", "stop"] : ["value"]
    let bound = try bind(arguments, of: method, names, required: 1)
    let wanted = bound[0] ?? .none
    var count = 0
    var range = items.elements.indices
    if method == "index" {
      func clamped(_ value: Value?, _ fallback: Int) throws(JinjaError) -> Int {
        let index = try integer(value, "index", default: fallback)
        return (index < 0 ? index + items.elements.count : index).clamped(
          to: 0...items.elements.count)
      }
      let start = try clamped(bound[1], 0)
      range = start..<max(start, try clamped(bound[2], items.elements.count))
    }
    for index in range {
      try step()
      guard try equal(items.elements[index], wanted) else { continue }
      if method == "index" { return .int(index) }
      count += 1
    }
    if method == "index" { throw fail(.wrongValue("'index' does not find the value")) }
    return .int(count)
  }

  func call(
    _ method: String, of mapping: Mapping, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    guard arguments.named.isEmpty else {
      throw fail(.wrongArguments("'\(method)' takes no named arguments"))
    }
    switch method {
    case "get":
      let bound = try bind(arguments, of: method, ["key", "default"], required: 1)
      return mapping[try key(bound[0] ?? .none)] ?? bound[1] ?? .none
    case "copy":
      _ = try bind(arguments, of: method, [])
      return .mapping(mapping)
    case "items", "keys", "values":
      _ = try bind(arguments, of: method, [])
      return .view(View(of: mapping, View.Part(rawValue: method) ?? .items))
    case "fromkeys":
      let bound = try bind(arguments, of: method, ["iterable", "value"], required: 1)
      var builder = MappingBuilder()
      for key in try elements(of: bound[0] ?? .none) {
        try step()
        builder.set(try self.key(key), key, to: bound[1] ?? .none)
      }
      return try self.mapping(builder)
    default: throw fail(.unsupported("the method '\(method)'"))
    }
  }
}
