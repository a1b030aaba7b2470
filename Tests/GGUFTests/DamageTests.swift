import GGUF
import Support
import Testing

/// Files that something happened to on their way.
struct DamageTests {
  @Test
  func `a file cut off anywhere is refused, never as something else than incomplete`() {
    let whole = Samples.everything.file
    #expect((1500...2500).contains(whole.count))
    #expect(refusal(of: whole) == nil)
    for length in whole.indices {
      let error = refusal(of: Array(whole.prefix(length)))
      switch error {
      case .empty: #expect(length == 0)
      case .truncated(_, let offset, let needed, let available):
        #expect(offset + available == length)
        #expect(needed > UInt64(available))
      case .countTooLarge(_, _, let available): #expect(available <= length)
      case .tensorPastEnd(_, _, _, let expected, let present):
        #expect(expected == UInt64(whole.count))
        #expect(present == length)
      default: Issue.record("cut to \(length) bytes: \(String(describing: error))")
      }
    }
  }

  @Test
  func `a file with one byte changed is refused or read within its bounds`() throws {
    let whole = Samples.everything.file
    let headerBytes = Samples.everything.header.count
    for offset in 0..<headerBytes {
      for value in [0, 1, 0x7F, 0x80, 0xFF, whole[offset] &+ 1, whole[offset] ^ 0x80] {
        var bytes = whole
        bytes[offset] = value
        if let file = try? GGUFFile(bytes: bytes) { expectInBounds(file) }
      }
    }
  }

  @Test
  func `a file with numbers made up in its header is refused or read within its bounds`() {
    let whole = Samples.everything.file
    let headerBytes = Samples.everything.header.count
    let numbers: [UInt64] = [
      0, 1, 2, 9, 32, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 32, 1 << 58, 1 << 61, 1 << 63, .max,
      .max - 31, UInt64(whole.count),
    ]
    var random = SplitMix(state: 7)
    var accepted = 0
    for _ in 0..<5000 {
      var bytes = whole
      for _ in 0...(random.next() % 3) {
        let offset = 4 + Int(random.next() % UInt64(headerBytes - 12))
        let number = numbers[Int(random.next() % UInt64(numbers.count))]
        let width = random.next() % 2 == 0 ? 4 : 8
        bytes.replaceSubrange(
          offset..<(offset + width), with: number.littleEndianBytes.prefix(width))
      }
      if let file = try? GGUFFile(bytes: bytes) {
        expectInBounds(file)
        accepted += 1
      }
    }
    // Values may be anything, so that some files are still right: those are read to the end.
    #expect(accepted > 100)
  }

  /// Swift's own comparison of strings is quadratic in such a run, and would take hours.
  @Test(.timeLimit(.minutes(1)))
  func `names of a megabyte of combining marks take no longer than other bytes`() throws {
    let marks = String(repeating: "\u{301}\u{316}", count: 250_000)
    var writer = Samples.small
    writer.add(marks, .bool(true))
    writer.tensors[0].name = Array(marks.utf8)
    let file = try GGUFFile(bytes: writer.file)
    #expect(try file.metadata.bool(marks))
    #expect(file.tensor(marks)?.byteCount == 36)
  }

  /// Reads everything the file offers; out of bounds, the program would crash or these would fail.
  private func expectInBounds(_ file: GGUFFile) {
    #expect(file.tensorDataBytes <= file.fileBytes)
    for tensor in file.tensors {
      #expect(file.tensorBytes(tensor).count == tensor.byteCount)
      #expect(tensor.offset + tensor.byteCount <= file.fileBytes)
    }
    for key in file.metadata.keys {
      switch file.metadata[key] {
      case .string(let string): #expect(string.bytes.count <= file.fileBytes)
      case .array(let array):
        #expect(array.bytes.count <= file.fileBytes)
        #expect(array.count <= array.bytes.count)
        if let strings = array.strings { #expect(Array(strings).count == array.count) }
      default: break
      }
    }
  }
}

/// A generator with a fixed seed, so that a failure can be repeated. (Steele et al. 2014.)
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
