/// A key or a tensor's name, compared byte for byte.
///
/// Swift compares and hashes strings by canonical equivalence, in time quadratic in a run of
/// combining marks: a key of a megabyte of them would take hours. Bytes are also what other
/// readers of the format compare.
struct ExactName: Hashable {
  let text: String

  static func == (left: ExactName, right: ExactName) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
