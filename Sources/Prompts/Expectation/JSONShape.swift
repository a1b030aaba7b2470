import JSON

/// What a JSON value is to be: a type, an object with these keys, a list of such.
public indirect enum JSONShape: Sendable, Equatable {
  case any, string, number, integer, boolean, array, object, null
  /// An object that has these keys, and maybe others.
  case keys([Key])
  case list(JSONShape)

  public struct Key: Sendable, Equatable {
    public var name: String
    public var shape: JSONShape

    public init(_ name: String, _ shape: JSONShape) {
      self.name = name
      self.shape = shape
    }
  }

  /// A type by its name.
  public init?(name: String) {
    switch name {
    case "any": self = .any
    case "string": self = .string
    case "number": self = .number
    case "integer": self = .integer
    case "boolean": self = .boolean
    case "array": self = .array
    case "object": self = .object
    case "null": self = .null
    default: return nil
    }
  }

  public static let names = [
    "string", "number", "integer", "boolean", "array", "object", "null", "any",
  ]
}

extension JSONShape {
  /// What is wrong with a value, in a few words; nil where nothing is.
  ///
  /// - Parameter path: where it is in what was answered: "person.age".
  func fault(of value: JSONValue, at path: String = "") -> String? {
    let isFine =
      switch (self, value) {
      case (.any, _), (.string, .string), (.boolean, .bool), (.null, .null), (.array, .array),
        (.object, .object), (.keys, .object), (.list, .array), (.integer, .integer),
        (.integer, .unsigned), (.number, .integer), (.number, .unsigned), (.number, .number):
        true
      case (.integer, .number(let number)): number.rounded() == number
      default: false
      }
    guard isFine else {
      return (path.isEmpty ? "" : "\(path) is ") + "\(Self.name(of: value)), not \(name)"
    }
    switch (self, value) {
    case (.keys(let keys), .object(let fields)):
      for key in keys {
        let place = path.isEmpty ? key.name : "\(path).\(key.name)"
        guard let field = fields.last(where: { $0.key.hasBytes(of: key.name) }) else {
          return "no key \(place.short)"
        }
        if let fault = key.shape.fault(of: field.value, at: place.short) { return fault }
      }
    case (.list(let shape), .array(let values)):
      for (index, value) in values.enumerated() {
        if let fault = shape.fault(of: value, at: "\(path)[\(index)]") { return fault }
      }
    default: break
    }
    return nil
  }

  private var name: String {
    switch self {
    case .any: "anything"
    case .string: "a string"
    case .number: "a number"
    case .integer: "an integer"
    case .boolean: "a boolean"
    case .array, .list: "an array"
    case .object, .keys: "an object"
    case .null: "null"
    }
  }

  private static func name(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .unsigned, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONShape {
  /// Levels that a shape may have.
  public static let depthLimit = 20

  public var json: JSONValue {
    switch self {
    case .any: .string("any")
    case .string: .string("string")
    case .number: .string("number")
    case .integer: .string("integer")
    case .boolean: .string("boolean")
    case .array: .string("array")
    case .object: .string("object")
    case .null: .string("null")
    case .keys(let keys): .object(keys.map { JSONField($0.name, $0.shape.json) })
    case .list(let shape): .array([shape.json])
    }
  }

  public init(json: JSONValue) throws(PromptError) { try self.init(json: json, depth: 0) }

  private init(json: JSONValue, depth: Int) throws(PromptError) {
    guard depth < Self.depthLimit else { throw .malformed("a shape is nested too deep") }
    switch json {
    case .string(let name):
      guard let shape = JSONShape(name: name) else { throw .malformed("no type \(name)") }
      self = shape
    case .array(let values):
      guard values.count == 1, let first = values.first else {
        throw .malformed("a list in a shape has one type")
      }
      self = .list(try JSONShape(json: first, depth: depth + 1))
    case .object(let fields):
      var keys: [Key] = []
      for field in fields {
        keys.append(Key(field.key, try JSONShape(json: field.value, depth: depth + 1)))
      }
      self = .keys(keys)
    default: throw .malformed("a shape is a type, a mapping, or a list of one")
    }
  }
}
