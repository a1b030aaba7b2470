/// The two-set Korean keyboard: which Latin key lies under a letter.
enum KoreanKeys {
  private static let latin: [Character: Character] = Dictionary(
    uniqueKeysWithValues: zip(
      "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
      "qwertyuiopasdfghjklzxcvbnmQWERTOP"))

  /// The key under a single letter; nil for anything else.
  static func key(under letter: Character) -> Character? { latin[letter] }

  private static let initials = Array("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")

  static func isInitial(_ character: Character) -> Bool { initials.contains(character) }

  /// The letter that a syllable begins with; anything else as it is.
  static func initial(of character: Character) -> Character {
    guard isSyllable(character), let scalar = character.unicodeScalars.first else {
      return character
    }
    return initials[Int(scalar.value - 0xAC00) / 588]
  }

  /// A whole syllable, which no single key stands for.
  static func isSyllable(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first else { return false }
    return 0xAC00...0xD7A3 ~= scalar.value
  }
}
