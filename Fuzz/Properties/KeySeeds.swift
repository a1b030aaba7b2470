/// What terminals send, with the three lengths and the size that a property of keys begins with.
enum KeySeeds {
  static let all: [[UInt8]] =
    texts.map { [1, 3, 2, 80, 24] + Array($0.utf8) }
    + [[0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0x9B, 0x41]].map {
      [2, 1, 1, 60, 12] + $0
    }

  private static let texts = [
    "a가😀\r\n\t\u{7F}\u{1}", "\u{1B}", "\u{1B}\u{1B}[A\u{1B}x", "\u{1B}[A\u{1B}OA\u{1B}[1;5A",
    "\u{1B}[3~\u{1B}[24;2~\u{1B}[3$\u{1B}[[A", "\u{1B}[97;5u\u{1B}[12609;;44032u\u{1B}[57417u",
    "\u{1B}[27;5;13~\u{1B}[I\u{1B}[O", "\u{1B}[<0;1;1M\u{1B}[<64;3;4M\u{1B}[<0;3;4m",
    "\u{1B}[M !!\u{1B}[12;40R", "\u{1B}[200~a\r\nb\u{1B}[20c\u{1B}[201~z",
    "\u{1B}]11;rgb:1111/2222/3333\u{7}\u{1B}P>|tmux\u{1B}\\", "\u{1B}]52;c;AAAA",
    "hello\rworld\r", "\u{1B}[99999999999999999999~\u{1B}[1;", "?\u{1B}[B\u{1B}[6~q",
    "\u{10}\u{10}\u{E}zm \u{1B}[C\u{1B}[D\u{17}\u{19}\u{15}",
  ]
}
