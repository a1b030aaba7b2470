import CKernels
import FoundationEssentials
import Support
import Testing

/// A row of a type and what the gguf package makes of it, by
/// `Tests/Fixtures/make_dequantised_fixture.py`; bytes in hexadecimal.
struct DequantisedRow: Decodable {
  var type: String
  var columns: Int
  var file: String
  var values: String

  static func all() throws -> [DequantisedRow] {
    try String(contentsOfFile: fixture("dequantised.jsonl"), encoding: .utf8)
      .split(separator: "\n").map {
        try JSONDecoder().decode(DequantisedRow.self, from: Data($0.utf8))
      }
  }
}

@Suite struct PackTests {
  @Test("Packing and unpacking gives back each row's values", arguments: WeightType.all)
  func roundTrip(type: WeightType) {
    var random = Random(state: 10)
    for columns in [type.multiple, type.multiple * 3] {
      for rows in [1, 15, 16, 33] {
        let matrix = Matrix(type.type, rows: rows, columns: columns, random: &random)
        for row in 0..<rows {
          var out = [Float](repeating: .nan, count: columns)
          kernels_unpack_row(type.type, matrix.packed.memory.baseAddress, columns, row, &out)
          // One rounding less than the floats': d · scale is exact, the rest is not.
          let expected = matrix.values(row)
          for (value, wanted) in zip(out, expected) {
            #expect(abs(Double(value) - wanted) <= abs(wanted) * 0x1p-22 + 0x1p-22)
          }
        }
      }
    }
  }

  @Test("Rows are dequantised to the bits of the gguf package", arguments: WeightType.all)
  func sameBitsAsGGUF(type: WeightType) throws {
    let row = try #require(
      DequantisedRow.all().first { $0.type == type.testDescription }, "not in the fixture")
    let bytes = Array(hexadecimal: row.file)
    // In the last lane, with other bytes in the others.
    let rows = (0..<15).flatMap { lane in bytes.map { $0 ^ UInt8(lane + 1) } } + bytes
    let matrix = Matrix(type.type, rows: 16, columns: row.columns, bytes: rows)
    var out = [Float](repeating: .nan, count: row.columns)
    kernels_unpack_row(type.type, matrix.packed.memory.baseAddress, row.columns, 15, &out)
    #expect(out.withUnsafeBytes { Array($0) } == Array(hexadecimal: row.values))
  }

  @Test("Every exponent of MXFP4 is a power of two, subnormal ones and the largest included")
  func everyExponent() {
    // Codes of which each stands for 1.
    var bytes: [UInt8] = []
    for exponent: UInt8 in 0...255 { bytes += [exponent] + [UInt8](repeating: 0x11, count: 16) }
    let matrix = Matrix(kernel_weight_mxfp4, rows: 256, columns: 32, bytes: bytes)
    for row in 0..<256 {
      var out = [Float](repeating: .nan, count: 32)
      kernels_unpack_row(matrix.type, matrix.packed.memory.baseAddress, 32, row, &out)
      #expect(out.allSatisfy { $0 == Float(sign: .plus, exponent: row - 128, significand: 1) })
    }
  }

  @Test("Lanes past the last row hold zeros", arguments: WeightType.all)
  func missingRows(type: WeightType) {
    var random = Random(state: 11)
    let matrix = Matrix(type.type, rows: 3, columns: type.multiple * 2, random: &random)
    for row in 3..<16 {
      var out = [Float](repeating: .nan, count: matrix.columns)
      kernels_unpack_row(type.type, matrix.packed.memory.baseAddress, matrix.columns, row, &out)
      #expect(out.allSatisfy { $0 == 0 })
    }
  }

  @Test("Sizes are those of the file's blocks; groups are whole cache lines")
  func sizes() {
    let rowBytes = WeightType.all.map { kernels_row_bytes($0.type, 512) }
    #expect(
      rowBytes == [
        2048, 1024, 1024, 288, 320, 352, 384, 544, 168, 220, 288, 352, 420, 288, 272, 272,
      ])
    for type in WeightType.all {
      #expect(kernels_group_bytes(type.type, type.multiple * 3) % 64 == 0)
    }
  }

  @Test("Rows may start at any address")
  func unaligned() {
    var random = Random(state: 12)
    for type in WeightType.all {
      let columns = type.multiple * 2
      let matrix = Matrix(type.type, rows: 16, columns: columns, random: &random)
      let packed = AlignedBytes(kernels_group_bytes(type.type, columns))
      ([7] + matrix.bytes).withUnsafeBytes {
        kernels_pack(type.type, $0.baseAddress! + 1, 16, columns, packed.memory.baseAddress)
      }
      let used = 16 * kernels_row_bytes(type.type, columns)
      #expect(packed.memory.prefix(used).elementsEqual(matrix.packed.memory.prefix(used)))
    }
  }
}

extension [UInt8] {
  fileprivate init(hexadecimal text: String) {
    let digits = text.utf8.map { UInt8($0 < 0x3A ? $0 - 0x30 : $0 - 0x61 + 10) }
    self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
