/// Names of files that came from elsewhere, made into ones that can be used.
public enum FileName {
  /// Room for ".part.json" is left within what file systems allow.
  private static let longest = 200

  /// The name as it is taken here: no folder, no hidden file, nothing that a terminal or a shell would
  /// be troubled by. Nil where nothing of it is left.
  public static func safe(_ name: String) -> String? {
    var result = ""
    for scalar in (name.split(separator: "/").last ?? "").unicodeScalars {
      let isPlain: Bool =
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
          .paragraphSeparator, .spaceSeparator:
          false
        default: !"\\'\"`$*?<>|&;".unicodeScalars.contains(scalar)
        }
      result.unicodeScalars.append(isPlain ? scalar : "_")
    }
    while let first = result.first, first == "." || first == "-" { result.removeFirst() }
    let isModel = result.lowercased().hasSuffix(".gguf")
    var stem = isModel ? String(result.dropLast(5)) : result
    while stem.utf8.count > longest { stem.removeLast() }
    return stem.isEmpty ? nil : stem + ".gguf"
  }

  /// All files of a model that was split, in order, where this is one of them:
  /// `NAME-00001-of-00003.gguf`. Otherwise the file alone.
  public static func parts(of file: String) -> [String] {
    guard let split = Split(file) else { return [file] }
    return (1...split.count).map { split.name($0) }
  }

  /// A file of a model that was split.
  private struct Split {
    let stem: Substring
    let count: Int
    let ending: Substring

    /// More files have no model, and a number can be anything.
    static let most = 999

    init?(_ file: String) {
      guard file.lowercased().hasSuffix(".gguf") else { return nil }
      let name = file.dropLast(5)
      ending = file.suffix(5)
      let digits = 5
      let tail = name.suffix(2 * digits + 5)
      let numbers = tail.dropFirst()
      guard tail.first == "-", tail.count == 2 * digits + 5,
        numbers.dropFirst(digits).prefix(4) == "-of-",
        let number = HTTPHead.number(String(numbers.prefix(digits))),
        let count = HTTPHead.number(String(numbers.suffix(digits))),
        1...Self.most ~= count, 1...count ~= number
      else { return nil }
      stem = name.dropLast(2 * digits + 5)
      self.count = count
    }

    func name(_ number: Int) -> String {
      func padded(_ value: Int) -> String {
        let text = "\(value)"
        return String(repeating: "0", count: max(0, 5 - text.utf8.count)) + text
      }
      return "\(stem)-\(padded(number))-of-\(padded(count))\(ending)"
    }
  }
}
