import CKernels
import Testing

@Suite struct QuantizeTests {
  /// One block as the plain table stores it for a single token: 32 q, -16 · sums of two lanes,
  /// -32 · sums of two lanes of each half, sums of the halves, scale, scale · Σ q.
  struct Block: Equatable {
    var q: [Int8]
    var start5: [Int16]
    var start6: [Int16]
    var sums: [Int16]
    var scale: Float
    var scaledSum: Float

    init(_ bytes: ArraySlice<UInt8>) {
      let b = Array(bytes)
      func short(_ at: Int) -> Int16 { Int16(bitPattern: UInt16(b[at]) | UInt16(b[at + 1]) << 8) }
      func float(_ at: Int) -> Float {
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(b[at + $1]) << UInt32(8 * $1) })
      }
      q = b[0..<32].map { Int8(bitPattern: $0) }
      start5 = [short(32), short(34)]
      start6 = [36, 38, 40, 42].map(short)
      sums = [short(44), short(46)]
      scale = float(48)
      scaledSum = float(52)
    }
  }

  static func block(_ x: [Float], _ table: KernelTable) -> Block {
    Block(Activations(x, columns: 32, table: table).bytes[...])
  }

  @Test("The largest magnitude becomes 127, the others round to nearest even", arguments: tables)
  func byHand(table: KernelTable) {
    var x = [Float](repeating: 0, count: 32)
    x[0] = -254  // scale 2
    x[1] = 1  // 0.5 rounds to 0
    x[2] = 3  // 1.5 rounds to 2
    x[3] = -5  // -2.5 rounds to -2
    x[18] = 100
    x[31] = 9.1
    let block = Self.block(x, table)
    var q = [Int8](repeating: 0, count: 32)
    q[0] = -127
    q[2] = 2
    q[3] = -2
    q[18] = 50
    q[31] = 5
    #expect(block.q == q)
    #expect(block.scale == 2)
    #expect(block.scaledSum == 2 * Float(-127 + 2 - 2 + 50 + 5))
    #expect(block.start5 == [-16 * -127, -16 * (2 - 2 + 50 + 5)])
    #expect(block.start6 == [-32 * -127, 0, 0, -32 * 55])
    #expect(block.sums == [-127 + 2 - 2, 55])
  }

  @Test("A block of zeros has scale 0", arguments: tables)
  func zeros(table: KernelTable) {
    let block = Self.block([Float](repeating: -0.0, count: 32), table)
    #expect(block.q.allSatisfy { $0 == 0 })
    #expect(block.scale == 0 && block.scaledSum == 0)
  }

  @Test("Whatever comes in, finite numbers come out, the same from every table")
  func nonFinite() {
    let odd: [Float] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p-115, 0x1p-116, 0x1p115, 1, 0,
    ]
    var random = Random(state: 20)
    for _ in 0..<200 {
      let x = (0..<32).map { _ in odd.randomElement(using: &random) ?? 0 }
      let expected = Activations(x, columns: 32, table: plain).bytes
      let block = Block(expected[...])
      #expect(block.scale.isFinite && block.scaledSum.isFinite)
      #expect(block.q.allSatisfy { $0 >= -127 })
      for table in tables {
        #expect(Activations(x, columns: 32, table: table).bytes == expected, "\(table.label)")
      }
    }
  }

  @Test("Tiny and huge blocks keep their proportions", arguments: tables)
  func range(table: KernelTable) {
    for magnitude: Float in [1e-30, 1e-10, 1, 1e10, 1e30] {
      let x = (0..<32).map { magnitude * Float($0 - 16) / 16 }
      let block = Self.block(x, table)
      for (q, value) in zip(block.q, x) {
        #expect(abs(Float(q) * block.scale - value) <= block.scale * 0.5001)
      }
    }
  }

  @Test("A batch quantised in parts is the batch quantised at once", arguments: tables)
  func parts(table: KernelTable) {
    var random = Random(state: 21)
    let columns = 96
    for tokens in [1, 2, 3, 4, 5, 11] {
      let x = random.normals(tokens * columns)
      let whole = Activations(x, columns: columns, table: table)
      let parts = Activations(x, columns: columns, table: table)
      parts.quantized.memory.initializeMemory(as: UInt8.self, repeating: 0)
      parts.withKernelActivations { pointer in
        for token in (0..<tokens).reversed() {
          table.quantize(pointer, columns, tokens, token, token + 1)
        }
      }
      #expect(whole.bytes == parts.bytes)
      #expect(whole.bytes == Activations(x, columns: columns, table: plain).bytes)
    }
  }
}
