/// A grapheme cluster as text is taken apart: most are one scalar that nothing joins, and those
/// are told apart without the general machinery.
///
/// Unicode sets no limit to a cluster's length. Here one ends after `scalarLimit` scalars, so that
/// a megabyte of combining marks costs no more than a megabyte of letters, and can be seen.
enum Cluster {
  /// Some more than any writing system or emoji needs.
  static let scalarLimit = 32

  /// A scalar that is printable, visible and a cluster by itself.
  case plain(Unicode.Scalar)
  case newline
  case tab
  /// Anything else.
  case other(Character)
}

extension String {
  /// Calls back for every cluster from a UTF-8 offset on, which must be a cluster's start, with
  /// the offset of each.
  func forEachCluster(from offset: Int = 0, _ body: (Cluster, Int) -> Void) {
    forEachClusterWhile(from: offset) { cluster, offset in
      body(cluster, offset)
      return true
    }
  }

  /// The same, until the callback says no.
  func forEachClusterWhile(from offset: Int = 0, _ body: (Cluster, Int) -> Bool) {
    guard offset <= utf8.count else { return }
    let scalars = unicodeScalars
    var index = utf8.index(startIndex, offsetBy: offset)
    var offset = offset
    var next = index < endIndex ? scalars[index] : nil
    while let scalar = next {
      var after = scalars.index(after: index)
      next = after < endIndex ? scalars[after] : nil
      let goesOn: Bool
      if scalar.isPlainCluster, next.map({ $0.startsCluster }) ?? true {
        goesOn = body(.plain(scalar), offset)
        offset += UTF8.width(scalar)
      } else if scalar == "\n" {
        goesOn = body(.newline, offset)
        offset += 1
      } else if scalar == "\t" {
        goesOn = body(.tab, offset)
        offset += 1
      } else if scalar == "\r", next == "\n" {
        after = scalars.index(after: after)
        next = after < endIndex ? scalars[after] : nil
        goesOn = body(.newline, offset)
        offset += 2
      } else {
        // A copy of what can belong to it: within the whole text, the standard library looks for
        // the cluster's beginning each time, however far back.
        var count = 1
        while let scalar = next, count < Cluster.scalarLimit, !scalar.startsCluster {
          after = scalars.index(after: after)
          next = after < endIndex ? scalars[after] : nil
          count += 1
        }
        let window = String(scalars[index..<after])
        let character = window[window.startIndex]
        let length = character.utf8.count
        if length < window.utf8.count {
          after = utf8.index(index, offsetBy: length)
          next = scalars[after]
        }
        goesOn = body(.other(character), offset)
        offset += length
      }
      index = after
      guard goesOn else { return }
    }
  }
}

extension Unicode.Scalar {
  /// Common scripts and signs, all of them printable and visible, none of which joins what
  /// precedes or follows it by itself.
  var isPlainCluster: Bool {
    switch value {
    case 0x20..<0x7F,
      // Latin, Greek, Cyrillic.
      0xA0..<0xA9, 0xAA..<0xAD, 0xAF..<0x300, 0x391..<0x3A2, 0x3A3..<0x3FF, 0x400..<0x483,
      // Punctuation, currencies, arrows, mathematics, boxes, geometry, braille.
      0x2010..<0x2028, 0x2030..<0x203C, 0x20A0..<0x20C0, 0x2190..<0x2194, 0x219A..<0x21A9,
      0x2200..<0x2300, 0x2500..<0x25AA, 0x25B8..<0x25C0, 0x25C6..<0x25D0, 0x2713, 0x2717,
      0x2800..<0x2900, 0x2913,
      // Kana, Han and Hangul.
      0x3000..<0x3019, 0x3041..<0x3097, 0x30A0..<0x3100, 0x3131..<0x3164, 0x3165..<0x318F,
      0x4E00..<0xA000, 0xAC00..<0xD7A4, 0xFF01..<0xFF9E:
      return true
    default:
      return false
    }
  }

  /// What ends any cluster before it.
  fileprivate var startsCluster: Bool { isPlainCluster || value == 0x0A || value == 0x09 }
}
