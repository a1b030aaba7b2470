/// A pattern as it was understood.
indirect enum RegexNode {
  case set(ScalarSet)
  case assertion(RegexAssertion)
  case sequence([RegexNode])
  case choice([RegexNode])
  /// `most` is nil where there is no end.
  case repeated(RegexNode, least: Int, most: Int?)
}

/// What is true between two code points.
enum RegexAssertion {
  case textStart, textEnd, lineStart, lineEnd
  /// At the end, or before a newline that ends the text.
  case lastLineEnd
  case wordBoundary, noWordBoundary

  func holds(at index: Int, in text: [Unicode.Scalar]) -> Bool {
    let before = index > 0 ? text[index - 1] : nil
    let after = index < text.count ? text[index] : nil
    switch self {
    case .textStart: return before == nil
    case .textEnd: return after == nil
    case .lineStart: return before == nil || before == "\n"
    case .lineEnd: return after == nil || after == "\n"
    case .lastLineEnd: return after == nil || after == "\n" && index == text.count - 1
    case .wordBoundary: return isBoundary(before, after)
    case .noWordBoundary: return !isBoundary(before, after)
    }
  }

  private func isBoundary(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
    (before?.isWordLike ?? false) != (after?.isWordLike ?? false)
  }
}
