/// Why a prompt can't be filled in, or a value is none.
public enum PromptError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A variable that has no default is not given.
  case missingValue(String)
  /// The same, in an example; counted from 1.
  case missingInExample(String, number: Int)
  /// A JSON value that is no prompt: what is wrong with it.
  case malformed(String)

  public var description: String {
    switch self {
    case .missingValue(let name): "\(name) is not given, and has no default"
    case .missingInExample(let name, let number): "example \(number) has no \(name)"
    case .malformed(let what): what
    }
  }
}
