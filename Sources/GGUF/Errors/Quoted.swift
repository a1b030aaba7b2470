extension String {
  /// The string in quotes, at most 64 scalars of it, with what could act on a terminal escaped.
  package var quoted: String {
    var result = "\""
    for scalar in unicodeScalars.prefix(64) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + (unicodeScalars.dropFirst(64).isEmpty ? "\"" : "…\"")
  }

  /// The same of the end, where names of parts have their numbers.
  var quotedEnd: String {
    let left = String(String.UnicodeScalarView(unicodeScalars.suffix(64)))
    return left.unicodeScalars.count < unicodeScalars.count
      ? "\"…" + left.quoted.dropFirst() : left.quoted
  }
}
