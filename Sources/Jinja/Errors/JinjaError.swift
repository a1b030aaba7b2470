/// Why a template cannot be read or rendered, and where.
public struct JinjaError: Error, Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    // What is written in the template.

    /// The source has more bytes than are taken.
    case templateTooLong(limit: Int)
    case unexpectedCharacter(String)
    /// Something else was written where a part of the syntax belongs.
    case unexpected(String, expected: String?)
    /// The template ends within a tag, a comment or a block.
    case unclosed(String)
    case badString(String)
    case unknownTag(String)
    case unknownFilter(String)
    case unknownTest(String)
    /// Known to Jinja, not to this interpreter.
    case unsupported(String)
    case notAssignable(String)
    case outsideOfLoop(String)

    // What happens when it is rendered.

    /// The template's own words, from `raise_exception`.
    case refused(String)
    /// Something was asked of a value that is not there.
    case undefined(String)
    case wrongType(String)
    /// A value of the right type that does not do.
    case wrongValue(String)
    case wrongArguments(String)
    /// A list or a mapping was to be changed.
    case immutable(method: String, type: String)
    case divisionByZero
    /// Python would go on with as many digits as it takes.
    case numberTooLarge

    // What it may take.

    case tooManySteps(limit: Int)
    case tooDeep(limit: Int)
    case outputTooLong(limit: Int)
    case tooMuchMemory(limit: Int)
  }

  public var reason: Reason { details.reason }
  /// Line of the template, from 1.
  public var line: Int { details.line }
  /// Column, from 1, in Unicode scalars.
  public var column: Int { details.column }

  /// Behind a reference: without optimisation, every call that may throw has an error's size of stack.
  private let details: Details

  public init(_ reason: Reason, line: Int, column: Int) {
    details = Details(reason, line: line, column: column)
  }

  private final class Details: Sendable {
    let reason: Reason
    let line: Int
    let column: Int

    init(_ reason: Reason, line: Int, column: Int) {
      self.reason = reason
      self.line = line
      self.column = column
    }
  }

  public static func == (a: JinjaError, b: JinjaError) -> Bool {
    a.reason == b.reason && a.line == b.line && a.column == b.column
  }

  init(_ reason: Reason, at position: Position) {
    self.init(reason, line: Int(position.line), column: Int(position.column))
  }

  /// What the template itself says against these messages, if that is why.
  public var refusal: String? {
    if case .refused(let message) = reason { message } else { nil }
  }
}

/// A place in a template; lines and columns count from 1.
struct Position: Sendable, Equatable {
  var line: Int32 = 1
  var column: Int32 = 1
}
