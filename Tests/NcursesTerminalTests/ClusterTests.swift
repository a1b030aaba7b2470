import Testing

@testable import NcursesTerminal

@Suite struct ClusterTests {
  private func scalars(_ text: String) -> [UInt32] {
    var scalars: [UInt32] = []
    let count = Cluster.append(text, to: &scalars).count
    #expect(count == scalars.count)
    return scalars
  }

  @Test func aCellHoldsACharacterAndItsMarks() {
    #expect(scalars("a") == [0x61])
    #expect(scalars("가") == [0xAC00])
    #expect(scalars("e\u{301}") == [0x65, 0x301])
    #expect(scalars("\u{1112}\u{119E}\u{11AB}") == [0x1112, 0x119E, 0x11AB])
  }

  @Test func ofJoinedEmojiTheFirstIsShown() {
    #expect(scalars("👨‍👩‍👧") == [0x1F468])
    #expect(scalars("👍🏽") == [0x1F44D])
    #expect(scalars("❤️") == [0x2764])
    #expect(scalars("1️⃣") == [0x31, 0x20E3])
  }

  @Test func aFlagIsItsTwoLetters() {
    #expect(Cluster.flagLetters("🇰🇷").map { [$0.0, $0.1] } == [0x4B, 0x52])
    #expect(Cluster.flagLetters("가") == nil)
    #expect(Cluster.flagLetters("🇰") == nil)
  }

  @Test func noMoreCodePointsThanACellHolds() {
    #expect(scalars("a" + String(repeating: "\u{301}", count: 100)).count == 5)
  }

  @Test func whatATerminalWouldObeyIsABlank() {
    for text in ["\u{1B}", "\n", "\u{7F}", "\u{9B}", "\u{202E}", "\u{E0041}", ""] {
      #expect(scalars(text) == [])
    }
  }
}
