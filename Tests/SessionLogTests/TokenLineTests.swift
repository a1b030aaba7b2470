import GenerationAPI
import Support
import Testing

@testable import SessionLog

struct TokenLineTests {
  @Test func aTokensLineIsReadAsAnyJSONWouldBe() throws {
    var random = SplitMix(seed: 11)
    var quick = 0
    for _ in 0..<20_000 {
      let text = ["the ", " 바다", "a\"b", "\n", "😀", "", "\\", " x"][random.below(8)]
      let logprob = [-random.share(), -random.share() * 1e-7, 0, -12.5][random.below(4)]
      let line = SessionEvent(
        t: random.share() * 1e5,
        .token(
          pane: 1 + random.below(8),
          GeneratedToken(
            id: random.below(300_000), text: text,
            logprob: random.bool() ? Float(logprob) : nil))
      ).line()
      let event = try SessionEvent(any: line)
      if let same = TokenLine.event(line) {
        quick += 1
        #expect(same == event && same.t.bitPattern == event.t.bitPattern)
      }
    }
    #expect(quick > 8000)
  }

  @Test func numbersOfManyDigitsAreLeftToTheParser() throws {
    for number in [
      String(repeating: "9", count: 16), "718446744073709551615", "12345678901234567890",
    ] {
      for field in ["t", "pane", "id", "logprob"] {
        let value = { (name: String, usual: String) in name == field ? number : usual }
        let line =
          #"{"t":\#(value("t", "1")),"type":"token","pane":\#(value("pane", "1")),"#
          + #""id":\#(value("id", "5")),"text":"a","logprob":\#(value("logprob", "0"))}"#
        #expect(TokenLine.event(Array(line.utf8)) == nil)
      }
    }
  }

  /// Whatever is changed in a line: it is read in the same way, or not at all.
  @Test func whatIsNotQuiteATokensLineIsLeftToTheParser() throws {
    var random = SplitMix(seed: 12)
    let line = Array(
      #"{"t":12.345678,"type":"token","pane":2,"id":451,"text":" sea","logprob":-0.25}"#.utf8)
    let signs = Array("0123456789.-+eE\"{}[],: ntxu\\\u{1}".utf8) + [0x80, 0xC3, 0xFF]
    for _ in 0..<60_000 {
      var changed = line
      for _ in 0...random.below(2) {
        let place = random.below(changed.count)
        switch random.below(3) {
        case 0: changed[place] = signs[random.below(signs.count)]
        case 1: changed.insert(signs[random.below(signs.count)], at: place)
        default: changed.remove(at: place)
        }
      }
      guard let event = TokenLine.event(changed) else { continue }
      #expect(
        try SessionEvent(any: changed) == event, "\(String(decoding: changed, as: UTF8.self))")
    }
  }
}

extension SplitMix {
  /// From 0 to 1.
  fileprivate mutating func share() -> Double { Double(below(1 << 40)) / Double(1 << 40) }
}
