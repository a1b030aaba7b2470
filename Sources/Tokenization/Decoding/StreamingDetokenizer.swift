/// Turns tokens into text one by one, as a model generates them.
///
/// A character whose bytes are spread over several tokens appears with the token that completes it;
/// nothing else is held back. What all calls return, joined, is `Tokenizer.decode` of all tokens.
public struct StreamingDetokenizer: Sendable {
  private let tokenizer: Tokenizer
  private let special: Bool
  /// Whether the next token with a text may begin with the blank that encoding put there.
  private var atStart: Bool
  private var assembler = UTF8Assembler()

  /// - Parameters:
  ///   - special: whether control tokens are shown by their name.
  ///   - continuesText: whether the tokens go on where a text left off, as a model's answer does
  ///     after a prompt; then a leading blank is text.
  public init(_ tokenizer: Tokenizer, special: Bool = false, continuesText: Bool = false) {
    self.tokenizer = tokenizer
    self.special = special
    atStart = tokenizer.addsSpacePrefix && !continuesText
  }

  /// Takes the next token and returns the text that is certain now.
  public mutating func feed(_ id: Int) -> String {
    let piece = tokenizer.piece(of: id, special: special)
    guard atStart, !tokenizer.isHidden(id) else { return assembler.feed(piece) }
    atStart = false
    return assembler.feed(piece.first == UInt8(ascii: " ") ? piece.dropFirst() : piece[...])
  }

  /// Returns U+FFFD if the last character is incomplete, else nothing.
  public mutating func finish() -> String {
    assembler.finish()
  }
}
