extension String {
  /// Whether both are the same code units.
  ///
  /// Swift's own comparison is by canonical equivalence, in time quadratic in a run of combining
  /// marks: a field's name of a megabyte of them would take hours. In JSON, names are the same where
  /// their code points are (RFC 8259, section 8.3).
  package func hasBytes(of other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }

  /// All words of the format are, and comparing them with others takes time as said above.
  package var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }
}

extension String? {
  package func hasBytes(of other: String?) -> Bool {
    guard let self, let other else { return self == nil && other == nil }
    return self.hasBytes(of: other)
  }
}
