import Tokenization

func checkTokenizer(_ bytes: [UInt8], _ ways: Ways) throws {
  var ways = ways
  var source = ByteSource(bytes)
  let kind = FixedTokenizer.all[source.below(FixedTokenizer.all.count)]
  let lengths = source.bytes(3)
  let places = (0..<source.below(4)).map { _ in (source.below(256), source.below(8)) }
  let input = source.remaining()
  let tokenizer = kind.tokenizer

  for parseSpecial in ways.of([false, true]) {
    let ids = tokenizer.encode(input, addSpecial: false, parseSpecial: parseSpecial)
    for id in ids {
      try require(0..<tokenizer.vocabularySize ~= id, "token \(id) is none")
    }
    let decoded = tokenizer.decode(ids, special: true)
    if kind.isBytePair {
      try require(same(decoded, repairedByteByByte(input)), "decoded otherwise: \(decoded)")
    } else if !ids.contains(where: kind.special.contains) {
      // SentencePiece has one form for the blank and for U+2581.
      let expected = withBlanks(String(decoding: input, as: UTF8.self))
      try require(same(withBlanks(decoded), expected), "decoded otherwise: \(decoded)")
    }
    for continuesText in ways.of([false, true]) {
      try checkStreaming(tokenizer, ids, decoded, continuesText)
    }

    let whole = tokenizer.encode(input, addSpecial: true, parseSpecial: parseSpecial)
    let added = (tokenizer.addsBOS ? 1 : 0) + (tokenizer.addsEOS ? 1 : 0)
    try require(whole.count == ids.count + added, "special tokens change the text's")
  }
  for cuts in ways.of([lengths, [15], [1]]) {
    try checkStops(String(decoding: input, as: UTF8.self), places, cuts)
  }
}

/// Tokens fed one by one are the bytes of all of them, read as text.
private func checkStreaming(
  _ tokenizer: Tokenizer, _ ids: [Int], _ decoded: String, _ continuesText: Bool
) throws {
  var detokenizer = StreamingDetokenizer(tokenizer, special: true, continuesText: continuesText)
  var streamed = ""
  for id in ids { streamed += detokenizer.feed(id) }
  streamed += detokenizer.finish()
  var expected = decoded
  if continuesText {
    let bytes = ids.flatMap { tokenizer.piece(of: $0, special: true) }
    expected = String(decoding: bytes, as: UTF8.self)
  }
  try require(same(streamed, expected), "streamed otherwise: \(streamed)")
}

/// However the text is cut, it is passed on up to the stop string that is complete first.
private func checkStops(
  _ text: String, _ places: [(start: Int, count: Int)], _ cuts: [UInt8]
) throws {
  let scalars = Array(text.unicodeScalars)
  let stops = places.map { place in
    string(scalars.dropFirst(place.start % max(1, scalars.count)).prefix(place.count))
  }
  let bytes = Array(text.utf8)
  var expected = text
  search: for end in 1..<max(1, bytes.count + 1) {
    var longest = 0
    for stop in stops where stop.utf8.count > longest {
      let count = stop.utf8.count
      if count <= end, bytes[(end - count)..<end].elementsEqual(stop.utf8) { longest = count }
    }
    if longest == 0 { continue }
    expected = String(decoding: bytes[..<(end - longest)], as: UTF8.self)
    break search
  }
  var filter = StopStringFilter(stops)
  var passed = ""
  for piece in ByteSource.pieces(of: scalars, lengths: cuts) {
    passed += filter.feed(string(piece))
  }
  passed += filter.finish()
  try require(same(passed, expected), "stops \(stops) let through \(passed)")
}

private func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
  var view = String.UnicodeScalarView()
  view.append(contentsOf: scalars)
  return String(view)
}

private func withBlanks(_ text: String) -> String {
  string(text.unicodeScalars.map { $0 == "▁" ? " " : $0 })
}

/// Byte for byte: Swift takes texts for equal that only look the same.
private func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

/// The text with U+FFFD for each byte that is no part of a character.
private func repairedByteByByte(_ bytes: [UInt8]) -> String {
  var text = ""
  var rest = bytes[...]
  while !rest.isEmpty {
    let length = (1...4).first { count in
      rest.count >= count && String(validating: rest.prefix(count), as: UTF8.self) != nil
    }
    text += length.map { String(decoding: rest.prefix($0), as: UTF8.self) } ?? "\u{FFFD}"
    rest = rest.dropFirst(length ?? 1)
  }
  return text
}
