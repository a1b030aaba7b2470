/// Tells a paste from keys where the terminal does not bracket pastes.
enum UnbracketedPaste {
  /// Nobody types as much between two reads.
  static let longText = 128

  /// Whether one read's bytes, up to where a bracketed paste begins, are a paste: a line break
  /// together with text, or very much text.
  ///
  /// Keys that send sequences count as neither, so Up and Enter in one read stay two keys. Nor is it
  /// a paste when a Korean input method commits a syllable and Enter at the same time.
  static func isPaste(_ bytes: [UInt8]) -> Bool {
    var text: [UInt8] = []
    var breaks = 0
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == 0x1B, let end = sequenceEnd(bytes, from: index) {
        if bytes[index..<end].elementsEqual(InputParser.pasteStart) { break }
        index = end
        continue
      }
      if byte == 10 || byte == 13 { breaks += 1 }
      if byte >= 0x20, byte != 0x7F { text.append(byte) }
      index += 1
    }
    if text.isEmpty { return false }
    if text.count >= longText { return true }
    return breaks > 0 && !isCommit(bytes, text: text, breaks: breaks)
  }

  /// The end of the CSI or SS3 sequence that begins at a place; nil if none does.
  private static func sequenceEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    guard start + 1 < bytes.endIndex else { return nil }
    let kind = bytes[start + 1]
    guard kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else { return nil }
    let rest = bytes[(start + 2)...]
    guard let final = rest.firstIndex(where: { !(0x20...0x3F ~= $0) }) else { return nil }
    return 0x40...0x7E ~= bytes[final] ? final + 1 : nil
  }

  private static func isCommit(_ bytes: [UInt8], text: [UInt8], breaks: Int) -> Bool {
    guard breaks == 1, text.count + 1 == bytes.count, bytes.first == 13 || bytes.last == 13 else {
      return false
    }
    return String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy {
      switch $0.value {
      case 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xD7B0...0xD7FB:
        true
      default: false
      }
    }
  }
}
