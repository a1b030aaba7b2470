/// What a cell can hold: one scalar that takes cells, with marks that take none.
struct CellText: Equatable {
  var text: String
  var width: Int
  /// The scalar that takes the cells.
  var base: Unicode.Scalar
}

/// Untrusted characters made into texts that are safe to put into cells, one after the other.
///
/// The one choke point of everything that reaches a terminal. Control characters, bidi controls,
/// tag characters and other invisible format characters become visible marks. Hangul is composed.
/// What a cell cannot hold is reduced: joined emoji and skin tones to the base, flags to their
/// letters; whatever a cluster holds beyond five scalars is left out.
struct CellTexts {
  private(set) var items: [CellText] = []
  private var scalars: [Unicode.Scalar] = []
  private var isEmoji = false
  /// The base is to be shown as an emoji.
  private var isPictured = false
  /// A joiner was seen, and what it joins is still to come.
  private var awaitsJoined = false
  private var hasSelector = false

  /// A cell of ncurses holds no more.
  static let scalarLimit = 5

  /// What is shown first of a text; nil where that is nothing.
  static func first(of text: String, widths: DisplayWidth) -> CellText? {
    var cells = CellTexts()
    text.forEachClusterWhile { cluster, _ in
      switch cluster {
      case .plain(let scalar): cells.append(Character(scalar), widths: widths)
      case .other(let character): cells.append(character, widths: widths)
      case .newline, .tab: break
      }
      return false
    }
    return cells.items.first
  }

  mutating func removeAll() {
    items.removeAll(keepingCapacity: true)
  }

  /// Appends what is shown for a character. Newlines and tabs are the caller's: they add nothing.
  mutating func append(_ character: Character, widths: DisplayWidth) {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return }
    if scalars.index(after: scalars.startIndex) == scalars.endIndex {
      if first == "\n" || first == "\t" { return }
      if first.isPlain {
        items.append(CellText(text: String(character), width: widths.of(first), base: first))
        return
      }
    } else if character == "\r\n" {
      return
    }
    let isSubdivisionFlag =
      first == "\u{1F3F4}" && Self.subdivisionFlags.contains(String(character))
    for scalar in scalars where !(isSubdivisionFlag && scalar.isTag) {
      add(scalar, widths: widths)
    }
    flush(widths: widths)
  }

  private mutating func add(_ scalar: Unicode.Scalar, widths: DisplayWidth) {
    let value = scalar.value
    let properties = scalar.properties
    if let last = scalars.last, scalars.count == 1, let syllable = Hangul.compose(last, scalar) {
      scalars[0] = syllable
    } else if value == 0xFE0F || value == 0xFE0E, !scalars.isEmpty, !hasSelector {
      // Which of an emoji's two looks is meant. Terminals disagree on the cells it takes, so the
      // selector itself is not printed.
      hasSelector = true
      if value == 0xFE0F, isEmoji { isPictured = true }
    } else if value == 0x200D, isEmoji, !awaitsJoined {
      awaitsJoined = true
    } else if properties.isEmojiModifier, isEmoji {
      isPictured = true
    } else if awaitsJoined, properties.isEmoji {
      awaitsJoined = false
      hasSelector = false
      isPictured = true
    } else if let letter = scalar.flagLetter {
      flush(widths: widths)
      start(with: letter)
    } else if scalar.joinsLetters, let base = scalars.first, 0x600..<0x1100 ~= base.value {
      extend(with: scalar)
    } else if properties.isVariationSelector, scalars.count == 1, !hasSelector {
      hasSelector = true
      extend(with: scalar)
    } else if scalar.isInvisible {
      flush(widths: widths)
      appendMark(for: scalar)
    } else if scalar.takesNoCell, !scalar.isHangul {
      if scalars.isEmpty { start(with: "\u{25CC}") }
      extend(with: scalar)
    } else if scalar.takesNoCell {
      // A Hangul vowel or final.
      if let base = scalars.first, base.isConjoiningHangul {
        extend(with: scalar)
      } else {
        flush(widths: widths)
        if let letter = Hangul.standalone(scalar) {
          start(with: letter)
        } else {
          appendMark(for: scalar)
        }
      }
    } else {
      flush(widths: widths)
      start(with: scalar)
    }
  }

  private mutating func start(with scalar: Unicode.Scalar) {
    scalars.append(scalar)
    isEmoji = scalar.properties.isEmoji
  }

  private mutating func extend(with scalar: Unicode.Scalar) {
    if scalars.count < Self.scalarLimit { scalars.append(scalar) }
  }

  private mutating func flush(widths: DisplayWidth) {
    guard let base = scalars.first else { return }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    let width = widths.of(base)
    items.append(CellText(text: String(text), width: width, base: base))
    // An emoji takes two cells; where only its text form is sure to take one, a blank follows.
    if isPictured, width == 1 { items.append(CellText(text: " ", width: 1, base: " ")) }
    scalars.removeAll(keepingCapacity: true)
    isEmoji = false
    isPictured = false
    awaitsJoined = false
    hasSelector = false
  }

  private mutating func appendMark(for scalar: Unicode.Scalar) {
    for part in scalar.mark.unicodeScalars {
      items.append(CellText(text: String(part), width: 1, base: part))
    }
  }

  /// The flags of England, Scotland and Wales: the only tag sequences in general use.
  private static let subdivisionFlags: Set<String> = Set(
    ["gbeng", "gbsct", "gbwls"].map { region in
      var flag = String.UnicodeScalarView()
      flag.append("\u{1F3F4}")
      for letter in region.unicodeScalars {
        if let tag = Unicode.Scalar(0xE0000 + letter.value) { flag.append(tag) }
      }
      flag.append("\u{E007F}")
      return String(flag)
    })
}

extension Unicode.Scalar {
  /// Shown as it is, and by itself: the common case, decided fast.
  fileprivate var isPlain: Bool {
    if value < 0x7F { return value >= 0x20 }
    if value < 0x300 { return value >= 0xA0 && value != 0xAD }
    if 0xAC00...0xD7A3 ~= value || 0x4E00...0x9FFF ~= value || 0x3041...0x3096 ~= value {
      return true
    }
    return !takesNoCell && !isInvisible && flagLetter == nil
  }

  fileprivate var isTag: Bool { 0xE0000...0xE007F ~= value }

  /// The letter that a half of a flag stands for. Terminals disagree on the cells a flag takes, and
  /// a cell holds only half of it: letters are the same everywhere.
  fileprivate var flagLetter: Unicode.Scalar? {
    0x1F1E6...0x1F1FF ~= value ? Unicode.Scalar(value - 0x1F1E6 + 0x41) : nil
  }

  /// What a Hangul vowel or final can join.
  fileprivate var isConjoiningHangul: Bool {
    0x1100...0x115F ~= value || 0xA960...0xA97C ~= value || 0xAC00...0xD7A3 ~= value
  }

  fileprivate var joinsLetters: Bool { value == 0x200C || value == 0x200D }

  /// Controls, format characters without a shape, fillers, and what Unicode has not assigned or
  /// leaves to private use: no two terminals agree on how that looks and how wide it is.
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
      return true
    case .format:
      return !hasFormatShape
    default:
      return properties.isDefaultIgnorableCodePoint && !(0x1160...0x11FF ~= value)
    }
  }

  /// Format characters that are drawn: Arabic number signs, Egyptian joiners.
  private var hasFormatShape: Bool {
    switch value {
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD, 0x13430...0x1343F:
      true
    default: false
    }
  }

  /// What is shown for it, one cell a scalar: `␛`, or `⟨U+202E⟩`.
  fileprivate var mark: String {
    switch value {
    case 0..<0x20: return String(Unicode.Scalar(0x2400 + value) ?? "?")
    case 0x7F: return "\u{2421}"
    default:
      let digits = String(value, radix: 16, uppercase: true)
      let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
      return "\u{27E8}U+\(zeros)\(digits)\u{27E9}"
    }
  }
}
