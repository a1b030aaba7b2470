import Glibc
import Testing

@testable import Tokenization

/// Texts without an end in sight: no word border, nothing but one character.
///
/// Measured in processor time of the thread, of which a text four times as long may take nine times
/// as much: four times with what sorting adds and what measuring loses, but not sixteen times.
@Suite(.serialized) struct LongTextTests {
  /// One pre-tokenizer of each pattern that there is; "" for pieces with scores.
  static let ways = [
    "gpt-2", "smollm", "default", "falcon", "llama3", "qwen2", "qwen35", "tekken", "gpt-4o",
    "deepseek-llm", "deepseek-coder", "deepseek-v3", "",
  ]

  /// What is repeated.
  static let texts = [
    "a", "中", "日本語", "\u{301}\u{316}", " ", "\u{3000}", "7", "🙂", "👩‍👩‍👧", "\n", "\n ", "'",
    "'s", "<x>", "<x", "\u{0}", "각", " a", " \r\n", "!\n", "!a", "'S", "aA", "дД", "A\u{301}", "1٣",
  ]

  @Test(.timeLimit(.minutes(3)), arguments: texts, ways)
  func `a long text takes time in proportion to its length`(
    _ text: String, _ way: String
  ) throws {
    let tokenizer = try Tokenizer(Self.vocabulary(way))
    let count = 4096 / text.utf8.count
    let long = String(repeating: text, count: 4 * count)
    let short = String(repeating: text, count: count)
    let ids = tokenizer.encode(long, addSpecial: false, parseSpecial: true)
    #expect(tokenizer.decode(ids, special: true).utf8.elementsEqual(long.utf8))
    var least = (long: Double.infinity, short: Double.infinity)
    // What others do on the machine only adds, so that the least of several counts.
    for _ in 0..<8 {
      least.long = min(
        least.long,
        Self.seconds { _ = tokenizer.encode(long, addSpecial: false, parseSpecial: true) })
      least.short = min(
        least.short,
        Self.seconds { _ = tokenizer.encode(short, addSpecial: false, parseSpecial: true) })
      if least.long < 9 * least.short { return }
    }
    Issue.record("\(least.long) s for four times the text that takes \(least.short) s")
  }

  private static func seconds(_ body: () -> Void) -> Double {
    let began = threadTime()
    body()
    return threadTime() - began
  }

  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Merges that go on for long: each doubles what the one before it made.
  private static func vocabulary(_ way: String) -> VocabularyData {
    let doubled = (0..<10).map { String(repeating: "a", count: 1 << $0) }
    let ideographs = ["中", "中中", "中中中中", "日本", "語", "日本語", "각", "🙂", "🙂🙂"]
    if way.isEmpty {
      let pieces = doubled + ideographs + ["▁", "▁▁", "▁a", "7", "77"]
      var data = TinyVocabulary.sentencePiece(
        pieces.enumerated().map { ($1, -Float($0)) }, special: [("<x>", 3)])
      data.addSpacePrefix = false
      return data
    }
    let pairs = ideographs.prefix(1).flatMap { text -> [String] in
      let letters = text.utf8.map {
        String(decoding: ByteAlphabet.character($0), as: UTF8.self)
      }
      return ["\(letters[0]) \(letters[1])", "\(letters[0])\(letters[1]) \(letters[2])"]
    }
    var data = TinyVocabulary.bytePair(
      merges: doubled.map { "\($0) \($0)" } + pairs, special: [("<x>", 3)])
    data.pre = way
    data.addBOS = false
    return data
  }
}
