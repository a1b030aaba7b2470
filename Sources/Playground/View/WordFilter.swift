import Cells

/// The words of a filter, ready to be looked for in many texts.
struct WordFilter {
  private let words: [(bytes: [UInt8], isInitials: Bool)]

  init(_ filter: String) {
    words = FilterText.folded(filter).split(separator: " ").map { word in
      (Array(word.utf8), word.allSatisfy(KoreanKeys.isInitial))
    }
  }

  var isEmpty: Bool { words.isEmpty }

  /// Whether a text has all words; of Korean ones the initials will do: ㄱㅈ for 감정.
  func fits(_ text: FilterText) -> Bool {
    words.allSatisfy { word in
      text.bytes.has(word.bytes) || (word.isInitials && text.initials.has(word.bytes))
    }
  }
}

/// A text in the form that filters are compared with: small letters, Hangul composed.
struct FilterText: Sendable, Equatable {
  fileprivate let bytes: [UInt8]
  /// With the initials of Korean syllables in their place; empty where there are none.
  fileprivate let initials: [UInt8]

  /// More of a text is not looked through.
  private static let limit = 4096

  init(_ text: String) {
    let text = Self.folded(text)
    bytes = Array(text.utf8)
    let isKorean = text.unicodeScalars.contains { 0xAC00...0xD7A3 ~= $0.value }
    initials = isKorean ? Array(String(text.map(KoreanKeys.initial)).utf8) : []
  }

  fileprivate static func folded(_ text: String) -> String {
    let start = text.utf8.count <= limit ? text : String(text.unicodeScalars.prefix(limit))
    return SafeText(start).string.lowercased()
  }
}

extension [UInt8] {
  /// Whether other bytes stand in it one after the other.
  fileprivate func has(_ other: [UInt8]) -> Bool {
    guard let first = other.first else { return true }
    guard count >= other.count else { return false }
    return withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - other.count)
      where bytes[start] == first
        && other.indices.allSatisfy({ bytes[start + $0] == other[$0] })
      {
        return true
      }
      return false
    }
  }
}
