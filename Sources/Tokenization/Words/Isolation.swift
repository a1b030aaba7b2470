/// The matches of an expression like `\s?[...]+` stand alone, and so does what is between them.
struct Isolation {
  /// What is matched.
  let characters: Characters
  /// The least and the most of them in a match.
  var count = 1...Int.max
  /// Whether a blank before them belongs to them, `\s?`.
  var takesBlank = false

  enum Characters {
    /// `[\r\n]`
    case newlines
    /// `\p{L}`
    case letters
    /// `\p{N}`
    case numbers
    /// `[0-9]`
    case digits
    /// `\p{P}`
    case punctuation
    /// ``[\p{P}$+<=>^~|`]``, the backtick only if it is asked for.
    case punctuationAndSigns(backtick: Bool)
    /// The letters of alphabets with case that DeepSeek's first models list.
    case deepSeekLetters
    /// `[!-/:-~！-／：-～‘-‟　-。]`, where `:-~` includes the letters of ASCII.
    case deepSeekPunctuation
    /// `[一-龥ࠀ-一가-퟿]`
    case deepSeekScripts
    /// `[一-龥぀-ゟ゠-ヿ]`
    case hanAndKana
  }

  /// The end of the match, or of what is between matches, that begins at `start`.
  func end(_ start: Int, in text: ClassifiedText) -> Int {
    if let end = match(start, in: text) { return end }
    var cursor = start
    while let next = text.character(cursor) {
      if cursor > start, match(cursor, in: text) != nil { break }
      cursor += next.length
    }
    return cursor
  }

  private func match(_ start: Int, in text: ClassifiedText) -> Int? {
    var first = start
    if takesBlank, let next = text.character(start), next.class == .blank { first += next.length }
    // Where several are needed, they are of one byte.
    let end = text.endOfRun(from: first, limit: count.upperBound, characters.contains)
    return end - first >= count.lowerBound ? end : nil
  }
}

extension Isolation.Characters {
  /// Blanks are in no range: llama.cpp makes all of them the same one first.
  func contains(_ character: ClassifiedText.Character) -> Bool {
    let codePoint = character.codePoint
    switch self {
    case .newlines: return codePoint == 0x0A || codePoint == 0x0D
    case .letters: return character.class == .letter
    case .numbers: return character.class == .number
    case .digits: return (0x30...0x39).contains(codePoint)
    case .punctuation: return character.class == .punctuation
    case .punctuationAndSigns(let backtick):
      if character.class == .punctuation { return true }
      // The symbols of ASCII, which are all but the backtick listed.
      return codePoint < 0x80 && character.class == .symbol && (backtick || codePoint != 0x60)
    case .deepSeekLetters: return DeepSeekLetters.contains(codePoint)
    case .deepSeekPunctuation:
      switch codePoint {
      case 0x21...0x2F, 0x3A...0x7E, 0xFF01...0xFF0F, 0xFF1A...0xFF5E, 0x2018...0x201F,
        0x3001...0x3002:
        return true
      default: return false
      }
    case .deepSeekScripts:
      switch codePoint {
      case 0x800...0x9FA5, 0xAC00...0xD7FF: return character.class != .blank
      default: return false
      }
    case .hanAndKana:
      switch codePoint {
      case 0x4E00...0x9FA5, 0x3040...0x30FF: return true
      default: return false
      }
    }
  }
}

/// What DeepSeek's first models take for letters: those with case, but not of all alphabets.
enum DeepSeekLetters {
  static func contains(_ codePoint: UInt32) -> Bool {
    if codePoint < 0x80 {
      return (0x61...0x7A).contains(codePoint) || (0x41...0x5A).contains(codePoint)
    }
    var low = 0
    var high = ranges.count / 2
    while low < high {
      let middle = (low + high) / 2
      if ranges[2 * middle + 1] < codePoint { low = middle + 1 } else { high = middle }
    }
    return 2 * low < ranges.count && ranges[2 * low] <= codePoint
  }

  /// Pairs of first and last, ascending, from U+0080 on.
  private static let ranges: [UInt32] = [
    0xB5, 0xB5, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x1BA, 0x1BC, 0x1BF, 0x1C4, 0x293, 0x295, 0x2AF,
    0x370, 0x373, 0x376, 0x377, 0x37B, 0x37D, 0x37F, 0x37F, 0x386, 0x386, 0x388, 0x38A,
    0x38C, 0x38C, 0x38E, 0x3A1, 0x3A3, 0x3F5, 0x3F7, 0x481, 0x48A, 0x52F, 0x531, 0x556,
    0x10A0, 0x10C5, 0x13A0, 0x13F5, 0x13F8, 0x13FD, 0x1C90, 0x1CBA, 0x1CBD, 0x1CBF,
    0x1D00, 0x1D2B, 0x1D6B, 0x1D77, 0x1D79, 0x1D9A, 0x1E00, 0x1F15, 0x1F18, 0x1F1D,
    0x1F20, 0x1F45, 0x1F48, 0x1F4D, 0x1F50, 0x1F57, 0x1F59, 0x1F59, 0x1F5B, 0x1F5B,
    0x1F5D, 0x1F5D, 0x1F5F, 0x1F7D, 0x1F80, 0x1FB4, 0x1FB6, 0x1FBC, 0x1FBE, 0x1FBE,
    0x1FC2, 0x1FC4, 0x1FC6, 0x1FCC, 0x1FD0, 0x1FD3, 0x1FD6, 0x1FDB, 0x1FE0, 0x1FEC,
    0x1FF2, 0x1FF4, 0x1FF6, 0x1FFC, 0x2102, 0x2102, 0x2107, 0x2107, 0x210A, 0x2113,
    0x2115, 0x2115, 0x2119, 0x211D, 0x2124, 0x2124, 0x2126, 0x2126, 0x2128, 0x2128,
    0x212A, 0x212D, 0x212F, 0x2134, 0x2139, 0x2139, 0x213C, 0x213F, 0x2145, 0x2149,
    0x214E, 0x214E, 0x2183, 0x2184, 0x2C00, 0x2C7B, 0x2C7E, 0x2CE4, 0x2CEB, 0x2CEE,
    0x2CF2, 0x2CF3, 0xA640, 0xA66D, 0xA680, 0xA69B, 0xA722, 0xA76F, 0xA771, 0xA787,
    0xA78B, 0xA78E, 0xAB70, 0xABBF, 0xFB00, 0xFB06, 0xFB13, 0xFB17, 0xFF21, 0xFF3A,
    0xFF41, 0xFF5A, 0x10400, 0x1044F, 0x104B0, 0x104D3, 0x104D8, 0x104FB, 0x10C80, 0x10CB2,
    0x10CC0, 0x10CF2, 0x118A0, 0x118DF, 0x1E900, 0x1E943,
  ]
}
