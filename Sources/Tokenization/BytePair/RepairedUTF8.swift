/// The text with U+FFFD for every byte that is not part of a well-formed UTF-8 sequence (Unicode
/// 15, table 3-7), or nil if there is none.
///
/// A replacement for each byte, not for each maximal subpart, is what llama.cpp gives a model to
/// read; it also takes surrogates and overlong forms for characters, which this does not.
func repairedUTF8(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
  var position = 0
  while position < text.count {
    let length = wellFormedLength(text, at: position)
    guard length > 0 else { break }
    position += length
  }
  guard position < text.count else { return nil }
  var repaired = Array(text[..<position])
  repaired.reserveCapacity(text.count + 2)
  while position < text.count {
    let length = wellFormedLength(text, at: position)
    if length > 0 {
      repaired.append(contentsOf: text[position..<position + length])
    } else {
      repaired.append(contentsOf: [0xEF, 0xBF, 0xBD])
    }
    position += max(length, 1)
  }
  return repaired
}

/// The length of the well-formed sequence at `position`, or 0 if there is none.
private func wellFormedLength(_ text: UnsafeRawBufferPointer, at position: Int) -> Int {
  let lead = text[position]
  guard let form = UTF8Form(lead: lead) else { return 0 }
  guard position + form.length <= text.count else { return 0 }
  for i in 1..<form.length where !form.allows(text[position + i], at: i) { return 0 }
  return form.length
}
