extension Tokenizer {
  /// Where each token of a text stands in it, in UTF-8 code units: one range after the other, all of
  /// them together the whole text. Tokens that encoding added have an empty one.
  ///
  /// - Parameter ids: what `encode` made of the text.
  public func ranges(of ids: [Int], in text: String) -> [Range<Int>] {
    let bytes = Array(text.utf8)
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(ids.count)
    var end = 0
    for (index, id) in ids.enumerated() {
      let piece = piece(of: id, special: true)
      // The last token has all that is left of the text, unless it was added, as the first may be.
      if bytes[end...].starts(with: piece) {
        ranges.append(end..<(end + piece.count))
        end += piece.count
      } else if addsSpacePrefix, piece.first == 0x20, bytes[end...].starts(with: piece.dropFirst())
      {
        ranges.append(end..<(end + piece.count - 1))
        end += piece.count - 1
      } else if let start = place(of: piece, in: bytes, from: end), index > 0 {
        // What stands between has no token of its own: it is the one before that was made of it.
        ranges[index - 1] = ranges[index - 1].lowerBound..<start
        ranges.append(start..<(start + piece.count))
        end = start + piece.count
      } else {
        ranges.append(end..<end)
      }
    }
    if end < bytes.count, let last = ranges.popLast() {
      ranges.append(last.lowerBound..<bytes.count)
    }
    return ranges
  }

  /// Where a piece stands a little further on.
  private func place(of piece: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard !piece.isEmpty else { return nil }
    for place in start..<min(start + 64, bytes.count)
    where bytes[place...].starts(with: piece) { return place }
    return nil
  }
}
