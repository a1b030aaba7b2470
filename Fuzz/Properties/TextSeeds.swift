/// Texts that are awkward to show or to cut.
enum TextSeeds {
  static let all: [[UInt8]] =
    texts.map { Array($0.utf8) }
    + [
      [0x80], [0xC0, 0xAF], [0xC2, 0x9D], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80, 0x61],
      [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x91], [0x61, 0xFF, 0x20, 0xFE],
    ]

  private static let texts = [
    "", "The quick brown fox; it's 1234 years old.\n\n  Indented.\tTab\r\nEnd ",
    "오늘은 바다가 잔잔합니다. \u{1112}\u{1161}\u{11AB}글 ㅎㅏㄴ \u{1161}\u{11AB}",
    "海はとても「静か」だ。ちょっと待って、使用Swift语言", "e\u{301}e\u{301} z\u{301}\u{316}\u{301}\u{316}\u{301}",
    "👨‍👩‍👧‍👦 👍🏽 ❤️ 🏳️‍🌈 1️⃣ 🇰🇷🇰 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{1B}]52;c;eA==\u{7}\u{1B}[6n\u{9B}31m\u{202E}abc\u{2066}\u{E0041}\u{FEFF}\u{2028}",
    "किताब ก\u{E33} \u{645}\u{6CC}\u{200C}\u{62E} ﷽ \u{600}1 a\u{FE01}\u{FE02}",
    "<|im_start|>user\n<tool> ab<|im_end|>\n<t the▁the  ▁", "…│●─ well-known -1 (a) ［b］",
    "\t\t\t\u{3000}\u{A0}",
  ]
}
