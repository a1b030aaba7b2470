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
}
