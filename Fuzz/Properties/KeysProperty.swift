import Cells
import Playground
import SessionLog

func checkKeys(_ bytes: [UInt8]) throws {
  var source = ByteSource(bytes)
  let lengths = source.bytes(3)
  let size = Size(columns: 1 + source.below(90), rows: 1 + source.below(24))
  let input = source.remaining()

  // Only what is pasted without brackets is told from keys by its arriving in one read, and it is
  // told by its line ends: without them all cuts are alike.
  let flat = input.map { $0 == 10 || $0 == 13 ? 9 : $0 }
  let single = try read(flat.map { [$0] })
  let cut = try read(ByteSource.pieces(of: flat, lengths: lengths).map(Array.init))
  // Nor is a bracketed paste's end its end, where another one follows in the same read.
  if input.split(separator: Array("[201~".utf8), omittingEmptySubsequences: false).count < 3 {
    try require(cut == single, "\(cut) in pieces, \(single) byte by byte")
  }

  let session = SessionSeeds.state
  var view = ViewState(size: size)
  var cache = LayoutCache()
  var now = 1.0
  let inputs = try read(ByteSource.pieces(of: input, lengths: lengths).map(Array.init))
  for (index, input) in inputs.prefix(400).enumerated() {
    now += index % 5 == 0 ? 0.5 : 0.01
    _ = update(&view, .input(input, at: now), session, cache: &cache)
    if let wake = view.wakeTime, wake <= now {
      _ = update(&view, .tick(at: now), session, cache: &cache)
    }
  }
  try draw(session, view, cache: &cache)
}

/// What the reads mean, once nothing follows them any more.
private func read(_ reads: [[UInt8]]) throws -> [Input] {
  var parser = InputParser()
  var inputs: [Input] = []
  for read in reads { inputs += parser.feed(read, now: 0) }
  inputs += parser.tick(now: 1000)
  try require(parser.deadline == nil, "something stays open for ever")
  for input in inputs { try requireTypable(input) }
  let pasted = inputs.reduce(0) { count, input in
    if case .paste(let text) = input { count + text.utf8.count } else { count }
  }
  // A byte that is no character is three as U+FFFD.
  let fed = reads.reduce(0) { $0 + $1.count }
  try require(pasted <= 3 * fed && inputs.count <= fed, "more came out than went in")
  return inputs
}

/// Keys are characters that can be typed, and the mouse is on some screen.
private func requireTypable(_ input: Input) throws {
  switch input {
  case .key(let key):
    guard case .character(let character) = key.code else { return }
    for scalar in character.unicodeScalars {
      try require(scalar.properties.generalCategory != .control, "the key \(key)")
    }
  case .mouse(let mouse):
    try require(mouse.point.column >= 0 && mouse.point.row >= 0, "the mouse at \(mouse.point)")
  case .paste, .focus: break
  case .resize, .lost: throw Broken(description: "no byte says \(input)")
  }
}
