/// A regular expression that says whether something is found in a text, in time linear in the text.
///
/// All ways to match are followed at the same time (Thompson 1968, as Pike and Cox describe it), so
/// that no pattern makes it slow. It knows what Python's `re` does: literals, `.`, classes, `\d \w \s
/// \b` and their opposites, `^ $ \A \Z`, groups, `|`, `* + ? {m,n}` (lazy ones mean the same here),
/// `(?i)`, `(?s)`, `(?m)`, `\xHH`, `\uHHHH`. It works on code points.
public struct RegexPattern: Sendable {
  /// Code points of a pattern.
  public static let lengthLimit = 1000
  /// The most that `{m,n}` may say.
  public static let repeatLimit = 1000
  /// Groups within one another.
  public static let depthLimit = 50
  /// Steps of the program that a pattern becomes.
  public static let programLimit = 2000

  private let program: [RegexStep]

  public init(_ pattern: String, ignoresCase: Bool = false) throws(RegexError) {
    var parser = try RegexParser(pattern, ignoresCase: ignoresCase)
    var compiler = RegexCompiler()
    program = try compiler.program(of: try parser.pattern())
  }

  public func isFound(in text: String) -> Bool {
    var search = RegexSearch(program: program, text: Array(text.unicodeScalars))
    return search.finds()
  }

  /// A pattern that matches exactly this text.
  public static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.isASCII, !scalar.isWordLike { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }
}

/// Why a pattern can't be used.
public struct RegexError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    /// Something that was left out on purpose: its name.
    case unsupported(String)
    case unknownEscape(Unicode.Scalar)
    case nothingToRepeat
    case repeatedTwice
    case reversedRepeat
    case repeatTooLarge
    case unclosedGroup
    case unopenedGroup
    case unclosedClass
    case reversedRange
    case classInRange
    case badNumber
    case unfinished
    case tooLong
    case tooDeep
    case tooLarge
  }

  public var reason: Reason
  /// The code point at which it was seen, from 1.
  public var position: Int

  public var description: String {
    let what =
      switch reason {
      case .unsupported(let what): "\(what) can't be used in patterns"
      case .unknownEscape(let scalar): "\\\(scalar) means nothing"
      case .nothingToRepeat: "there is nothing to repeat"
      case .repeatedTwice: "a repetition is repeated; put the first one in ( )"
      case .reversedRepeat: "the larger number comes first"
      case .repeatTooLarge: "more than \(RegexPattern.repeatLimit) repetitions"
      case .unclosedGroup: "( is not closed"
      case .unopenedGroup: ") closes nothing"
      case .unclosedClass: "[ is not closed"
      case .reversedRange: "a range goes backwards"
      case .classInRange: "a range goes from one character to another"
      case .badNumber: "no such character"
      case .unfinished: "the pattern ends in a backslash"
      case .tooLong: "a pattern has at most \(RegexPattern.lengthLimit) characters"
      case .tooDeep: "more than \(RegexPattern.depthLimit) groups within one another"
      case .tooLarge: "the pattern is too large with its repetitions written out"
      }
    return "\(what), at character \(position)"
  }
}
