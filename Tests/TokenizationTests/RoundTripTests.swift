import Support
import Testing

@testable import Tokenization

@Suite(.enabled(if: TestModel.arePresent, "\(TestModel.absence)"))
struct RoundTripTests {
  /// Texts of scalars of every kind but those a model has no tokens for.
  private func texts(_ model: TestModel) -> [String] {
    var random = SeededGenerator(state: 7)
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x20...0x7E, 0x09...0x0D, 0xA0...0x17F, 0x370...0x5FF, 0x900...0xDFF,
      0x1100...0x11FF, 0x2000...0x206F, 0x3000...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
      0xE000...0xFFFF, 0x1F300...0x1FAFF, 0x20000...0x2FFFF, 0xE0000...0xE007F,
    ]
    return (0..<400).map { _ in
      let scalars = (0..<Int.random(in: 1...20, using: &random)).compactMap {
        _ -> Unicode.Scalar? in
        let range = ranges.randomElement(using: &random)!
        let value = UInt32.random(in: range, using: &random)
        // U+2581 is how SentencePiece writes a blank.
        return model == .gemma3 && value == 0x2581 ? nil : Unicode.Scalar(value)
      }
      return String(String.UnicodeScalarView(scalars))
    }
  }

  @Test(arguments: TestModel.allCases)
  func `decoding what was encoded gives the text`(model: TestModel) throws {
    let tokenizer = try model.tokenizer.get()
    for text in texts(model) {
      let ids = tokenizer.encode(text, addSpecial: true, parseSpecial: false)
      #expect(Array(tokenizer.decode(ids).utf8) == Array(text.utf8))
    }
  }

  @Test(arguments: TestModel.allCases)
  func `each token has its place in the text`(model: TestModel) throws {
    let tokenizer = try model.tokenizer.get()
    let name = model == .gemma3 ? "<start_of_turn>" : "<|im_start|>"
    for plain in texts(model) {
      let text = "\(name)user\n\(plain)\(name)"
      let ids = tokenizer.encode(text, addSpecial: true, parseSpecial: true)
      let ranges = tokenizer.ranges(of: ids, in: text)
      try #require(ranges.count == ids.count)
      let bytes = Array(text.utf8)
      var end = 0
      for (id, range) in zip(ids, ranges) {
        #expect(range.lowerBound == end)
        end = range.upperBound
        let piece = tokenizer.piece(of: id, special: true)
        #expect(Array(bytes[range]) == piece || (range.isEmpty && id == tokenizer.bos))
      }
      #expect(end == bytes.count)
    }
  }

  @Test(arguments: TestModel.allCases)
  func `tokens one by one give the text they give together`(model: TestModel) throws {
    let tokenizer = try model.tokenizer.get()
    var random = SeededGenerator(state: 8)
    for _ in 0..<300 {
      // Any tokens, so that characters are left incomplete as well; many of them single bytes.
      let ids = (0..<12).map { _ in
        Int.random(
          in: 0..<(Bool.random(using: &random) ? 500 : tokenizer.vocabularySize), using: &random)
      }
      for special in [false, true] {
        var detokenizer = StreamingDetokenizer(tokenizer, special: special)
        var text = ids.map { detokenizer.feed($0) }.joined()
        text += detokenizer.finish()
        let bytes = ids.flatMap { tokenizer.piece(of: $0, special: special) }
        #expect(Array(text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8))
      }
    }
  }
}
