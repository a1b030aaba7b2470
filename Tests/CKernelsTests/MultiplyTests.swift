import CKernels
import Testing

@Suite struct MultiplyTests {
  static let rowCounts = [1, 15, 16, 17, 100]

  static func columnCounts(_ type: WeightType) -> [Int] {
    switch type.multiple {
    case 1: [1, 2, 3, 7, 16, 31, 40]
    case 32: [32, 96, 416, 576]
    default: [256, 1024]
    }
  }

  @Test("Products agree with dequantised weights times activations", arguments: WeightType.all)
  func agreesWithReference(type: WeightType) {
    var random = Random(state: 1)
    for columns in Self.columnCounts(type) {
      let matrix = Matrix(type.type, rows: 37, columns: columns, random: &random)
      let activations = Activations(random.normals(3 * columns), columns: columns, table: plain)
      let values = (0..<matrix.rows).map(matrix.values)
      for table in tables {
        let out = multiply(table, matrix, activations)
        for token in 0..<3 {
          let x = activations.x[token * columns..<(token + 1) * columns].map(Double.init)
          let used = kernels_uses_int8(type.type) ? Reference.rounded(x) : x
          for row in 0..<matrix.rows {
            let terms = zip(values[row], used).map(*)
            // Each term is rounded a few times: to the float product and into the sum.
            let tolerance = terms.reduce(0) { $0 + abs($1) } * 0x1p-21 + 1e-6
            let difference = Double(out[token * matrix.groups * 16 + row]) - terms.reduce(0, +)
            #expect(abs(difference) <= tolerance, "\(table.label) \(columns) row \(row)")
          }
        }
      }
    }
  }

  @Test("Every table computes the plain table's bits", arguments: WeightType.all)
  func tablesAgree(type: WeightType) {
    var random = Random(state: 2)
    for columns in Self.columnCounts(type) {
      for rows in Self.rowCounts {
        let matrix = Matrix(type.type, rows: rows, columns: columns, random: &random)
        for tokens in [1, 2, 3, 5, 8] {
          let x = random.normals(tokens * columns)
          let expected = multiply(plain, matrix, Activations(x, columns: columns, table: plain))
          for table in tables {
            let out = multiply(table, matrix, Activations(x, columns: columns, table: table))
            #expect(out.bits == expected.bits, "\(table.label) \(rows)×\(columns), \(tokens)")
          }
        }
      }
    }
  }

  @Test("A batch has the bits of its tokens alone", arguments: WeightType.all)
  func batchInvariance(type: WeightType) {
    var random = Random(state: 3)
    let columns = type.multiple == 1 ? 33 : 512
    let matrix = Matrix(type.type, rows: 20, columns: columns, random: &random)
    for table in tables {
      for tokens in [2, 3, 4, 5, 8, 31, 64] {
        let x = random.normals(tokens * columns)
        let out = multiply(table, matrix, Activations(x, columns: columns, table: table))
        let alone = (0..<tokens).flatMap { token in
          let part = Array(x[token * columns..<(token + 1) * columns])
          return multiply(table, matrix, Activations(part, columns: columns, table: table))
        }
        #expect(out.bits == alone.bits, "\(table.label) \(tokens)")
      }
    }
  }

  @Test("Calls over parts of the groups make up the whole", arguments: WeightType.all)
  func groupRanges(type: WeightType) {
    var random = Random(state: 4)
    let columns = type.multiple == 1 ? 10 : 512
    let matrix = Matrix(type.type, rows: 11 * 16, columns: columns, random: &random)
    for table in tables {
      for tokens in [1, 6] {
        let x = random.normals(tokens * columns)
        let activations = Activations(x, columns: columns, table: table)
        let whole = multiply(table, matrix, activations)
        let parts = multiply(table, matrix, activations, parts: [4..<11, 1..<4, 0..<1, 5..<5])
        #expect(whole.bits == parts.bits, "\(table.label) \(tokens)")
      }
    }
  }

  /// Bytes that drive integer sums to their limits, with activations of ±127 throughout.
  @Test("The largest sums do not overflow", arguments: WeightType.quantized)
  func extremes(type: WeightType) {
    let columns = 512
    let rowBytes = kernels_row_bytes(type.type, columns)
    // 0x80 is -128 in Q8_0, 0x7F a scale of 127 in Q6_K.
    for fill: UInt8 in [0xFF, 0x00, 0x80, 0x7F, 0x0F, 0xF0] {
      var bytes = [UInt8](repeating: fill, count: 17 * rowBytes)
      let (block, scales) = type.type.scalePlaces
      for start in stride(from: 0, to: bytes.count, by: block) {
        for offset in scales {
          bytes.replaceSubrange(start + offset..<start + offset + 2, with: [0, 0x3C])
        }
        if type.type == kernel_weight_mxfp4 { bytes[start] = 128 }
      }
      let matrix = Matrix(type.type, rows: 17, columns: columns, bytes: bytes)
      let last = matrix.values(16)
      for pattern in [[127, 127], [-127, -127], [127, -127], [127, -127, -127, 127]] as [[Float]] {
        let x = (0..<5 * columns).map { pattern[$0 % pattern.count] }
        let expected = multiply(plain, matrix, Activations(x, columns: columns, table: plain))
        let exact = zip(last, x).reduce(0) { $0 + $1.0 * Double($1.1) }
        #expect(abs(Double(expected[16]) - exact) <= abs(exact) * 1e-5 + 64)
        for table in tables {
          let out = multiply(table, matrix, Activations(x, columns: columns, table: table))
          #expect(out.bits == expected.bits, "\(table.label) \(fill) \(pattern)")
        }
      }
    }
  }

  @Test(
    "Zero, subnormal, infinite and NaN scales give the same bits",
    arguments: WeightType.quantized)
  func oddScales(type: WeightType) {
    var random = Random(state: 5)
    let columns = 256
    let (block, scales) = type.type.scalePlaces
    let halves: [UInt16] = [0x0000, 0x8000, 0x0001, 0x83FF, 0x0400, 0x7BFF, 0x7C00, 0xFC00, 0x7E01]
    for half in halves {
      var bytes = Matrix(type.type, rows: 20, columns: columns, random: &random).bytes
      for start in stride(from: 0, to: bytes.count, by: 3 * block) {
        for offset in scales {
          bytes[start + offset] = UInt8(half & 255)
          bytes[start + offset + 1] = UInt8(half >> 8)
        }
      }
      let matrix = Matrix(type.type, rows: 20, columns: columns, bytes: bytes)
      let x = random.normals(6 * columns)
      let expected = multiply(plain, matrix, Activations(x, columns: columns, table: plain))
      for table in tables {
        let out = multiply(table, matrix, Activations(x, columns: columns, table: table))
        #expect(out.bits == expected.bits, "\(table.label) \(half)")
      }
    }
  }

  @Test("Whatever a file's bytes are, every table gives the same bits", arguments: WeightType.all)
  func anyBytes(type: WeightType) {
    var random = Random(state: 7)
    let columns = 512
    let count = 40 * kernels_row_bytes(type.type, columns)
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let matrix = Matrix(type.type, rows: 40, columns: columns, bytes: bytes)
    for tokens in [1, 4, 9] {
      let x = random.normals(tokens * columns)
      let expected = multiply(plain, matrix, Activations(x, columns: columns, table: plain))
      for table in tables {
        let out = multiply(table, matrix, Activations(x, columns: columns, table: table))
        #expect(out.bits == expected.bits, "\(table.label) \(tokens)")
      }
    }
  }

  @Test("Every exponent of MXFP4 gives the same bits")
  func oddExponents() {
    let columns = 64
    var bytes: [UInt8] = []
    for block in 0..<512 {
      bytes.append(UInt8(block / 2))
      for i in 0..<16 { bytes.append(UInt8(truncatingIfNeeded: block * 31 + i * 17)) }
    }
    let matrix = Matrix(kernel_weight_mxfp4, rows: 256, columns: columns, bytes: bytes)
    var random = Random(state: 6)
    let x = random.normals(6 * columns)
    let expected = multiply(plain, matrix, Activations(x, columns: columns, table: plain))
    for table in tables {
      let out = multiply(table, matrix, Activations(x, columns: columns, table: table))
      #expect(out.bits == expected.bits, "\(table.label)")
    }
  }

  @Test("Every weight of 16 bits is widened exactly", arguments: WeightType.halves)
  func everyHalf(type: WeightType) {
    var bytes: [UInt8] = []
    for half in 0...UInt16.max { bytes += [UInt8(half & 255), UInt8(half >> 8)] }
    let matrix = Matrix(type.type, rows: 65536, columns: 1, bytes: bytes)
    let expected = (0..<65536).map { Float(matrix.values($0)[0]) }
    for table in tables {
      let out = multiply(table, matrix, Activations([1], columns: 1, table: table))
      // fma(w, 1, 0) turns -0 into +0.
      #expect(out.bits == expected.map { $0 == 0 ? 0 : $0 }.bits, "\(table.label)")
    }
  }
}

extension Reference {
  /// What quantisation makes of x: multiples of the block's largest magnitude / 127.
  static func rounded(_ x: [Double]) -> [Double] {
    stride(from: 0, to: x.count, by: 32).flatMap { start in
      let block = x[start..<start + 32].map { Float($0) }
      let largest = block.reduce(0) { max($0, abs($1)) }
      let inverse = largest == 0 ? 0 : 127 / largest
      return block.map {
        Double(($0 * inverse).rounded(.toNearestOrEven)) * Double(largest / 127)
      }
    }
  }
}
