extension JinjaError: CustomStringConvertible {
  /// One sentence, without a full stop, that ends with where it is.
  public var description: String {
    "\(sentence) (line \(line), column \(column))"
  }

  /// The same without the place.
  public var sentence: String {
    switch reason {
    case .templateTooLong(let limit): "the template is longer than \(limit) bytes"
    case .unexpectedCharacter(let text): "the character '\(text)' means nothing here"
    case .unexpected(let found, let expected?): "\(found) where \(expected) belongs"
    case .unexpected(let found, nil): "\(found) does not belong here"
    case .unclosed(let what): "\(what) is not closed"
    case .badString(let why): "a string is wrong: \(why)"
    case .unknownTag(let name): "there is no tag '\(name)'"
    case .unknownFilter(let name): "there is no filter '\(name)'"
    case .unknownTest(let name): "there is no test '\(name)'"
    case .unsupported(let what): "\(what) can't be used in chat templates here"
    case .notAssignable(let what): "\(what) can't be assigned to"
    case .outsideOfLoop(let tag): "'\(tag)' stands outside of a loop"
    case .refused(let message): "the template refuses: \(message)"
    case .undefined(let what): what
    case .wrongType(let what), .wrongValue(let what), .wrongArguments(let what): what
    case .immutable(let method, let type): "'\(method)' would change a \(type), which may not be"
    case .divisionByZero: "division by zero"
    case .numberTooLarge: "a number does not fit in 64 bits"
    case .tooManySteps(let limit): "the template takes more than \(limit) steps"
    case .tooDeep(let limit): "nested deeper than \(limit)"
    case .outputTooLong(let limit): "the result is longer than \(limit) bytes"
    case .tooMuchMemory(let limit): "its values take more than \(limit) bytes"
    }
  }
}
