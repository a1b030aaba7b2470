import CKernels
import Testing

/// The tables this processor can run; the plain one is last.
let tables: [KernelTable] = (["avx512", "avxvnni", "avx2", "plain"] as [String]).compactMap {
  kernels_table($0)?.pointee
}
let plain: KernelTable = tables[tables.count - 1]

extension KernelTable {
  var label: String { String(cString: name) }
}

/// A weight type and its name in test output.
struct WeightType: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let type: KernelWeightType

  var multiple: Int { kernels_columns_multiple(type) }

  static let all = [
    WeightType(testDescription: "F32", type: kernel_weight_f32),
    WeightType(testDescription: "F16", type: kernel_weight_f16),
    WeightType(testDescription: "BF16", type: kernel_weight_bf16),
    WeightType(testDescription: "Q4_0", type: kernel_weight_q4_0),
    WeightType(testDescription: "Q4_1", type: kernel_weight_q4_1),
    WeightType(testDescription: "Q5_0", type: kernel_weight_q5_0),
    WeightType(testDescription: "Q5_1", type: kernel_weight_q5_1),
    WeightType(testDescription: "Q8_0", type: kernel_weight_q8_0),
    WeightType(testDescription: "Q2_K", type: kernel_weight_q2_k),
    WeightType(testDescription: "Q3_K", type: kernel_weight_q3_k),
    WeightType(testDescription: "Q4_K", type: kernel_weight_q4_k),
    WeightType(testDescription: "Q5_K", type: kernel_weight_q5_k),
    WeightType(testDescription: "Q6_K", type: kernel_weight_q6_k),
    WeightType(testDescription: "IQ4_NL", type: kernel_weight_iq4_nl),
    WeightType(testDescription: "IQ4_XS", type: kernel_weight_iq4_xs),
    WeightType(testDescription: "MXFP4", type: kernel_weight_mxfp4),
  ]
  static let halves = all.filter { kernels_row_bytes($0.type, 1) == 2 }
  static let quantized = all.filter { kernels_uses_int8($0.type) }
}

extension KernelWeightType {
  /// Bytes of a quantised type's block in the file, and where its F16 scales are.
  var scalePlaces: (block: Int, offsets: [Int]) {
    switch self {
    case kernel_weight_q4_0: (18, [0])
    case kernel_weight_q4_1: (20, [0, 2])
    case kernel_weight_q5_0: (22, [0])
    case kernel_weight_q5_1: (24, [0, 2])
    case kernel_weight_q8_0: (34, [0])
    case kernel_weight_q2_k: (84, [80, 82])
    case kernel_weight_q3_k: (110, [108])
    case kernel_weight_q4_k: (144, [0, 2])
    case kernel_weight_q5_k: (176, [0, 2])
    case kernel_weight_q6_k: (210, [208])
    case kernel_weight_iq4_nl: (18, [0])
    case kernel_weight_iq4_xs: (136, [0])
    case kernel_weight_mxfp4: (17, [])  // its scale is the exponent alone, in the first byte
    default: fatalError("not a quantised type")
    }
  }
}

/// Memory aligned to 64 bytes.
final class AlignedBytes {
  let memory: UnsafeMutableRawBufferPointer

  init(_ count: Int) {
    memory = .allocate(byteCount: max(count, 64), alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
  }

  deinit { memory.deallocate() }
}

/// Rows as a file holds them, and the packed matrix.
struct Matrix {
  let type: KernelWeightType
  let rows: Int
  let columns: Int
  let bytes: [UInt8]
  let packed: AlignedBytes

  var groups: Int { (rows + 15) / 16 }

  /// A row's elements by definition.
  func values(_ row: Int) -> [Double] {
    let rowBytes = kernels_row_bytes(type, columns)
    return Reference.dequantize(type, bytes[row * rowBytes..<(row + 1) * rowBytes])
  }

  init(_ type: KernelWeightType, rows: Int, columns: Int, bytes: [UInt8]) {
    self.type = type
    self.rows = rows
    self.columns = columns
    self.bytes = bytes
    let rowBytes = kernels_row_bytes(type, columns)
    let groupBytes = kernels_group_bytes(type, columns)
    let groups = (rows + 15) / 16
    packed = AlignedBytes(groups * groupBytes)
    bytes.withUnsafeBytes { source in
      for group in 0..<groups {
        kernels_pack(
          type, source.baseAddress! + group * 16 * rowBytes, min(16, rows - group * 16), columns,
          packed.memory.baseAddress! + group * groupBytes)
      }
    }
  }

  /// Random rows. Scales are moderate, so that sums in floats stay comparable.
  init(_ type: KernelWeightType, rows: Int, columns: Int, random: inout Random) {
    let rowBytes = kernels_row_bytes(type, columns)
    var bytes: [UInt8] = []
    while bytes.count < rows * rowBytes {
      withUnsafeBytes(of: random.next()) { bytes += $0.prefix(rows * rowBytes - bytes.count) }
    }
    func put(_ value: Float, at: Int) {
      let half = Matrix.half(value)
      bytes[at] = UInt8(half & 255)
      bytes[at + 1] = UInt8(half >> 8)
    }
    func putScales(block: Int, at offsets: [Int]) {
      for start in stride(from: 0, to: bytes.count, by: block) {
        for offset in offsets { put(random.normal() / 8, at: start + offset) }
      }
    }
    switch type {
    case kernel_weight_f32:
      bytes = (0..<rows * columns).flatMap { _ in
        withUnsafeBytes(of: random.normal().bitPattern) { Array($0) }
      }
    case kernel_weight_mxfp4:
      for start in stride(from: 0, to: bytes.count, by: 17) {
        bytes[start] = 120 + bytes[start] % 8
      }
    case kernel_weight_f16: putScales(block: 2, at: [0])
    case kernel_weight_bf16:
      bytes = (0..<rows * columns).flatMap { _ in
        withUnsafeBytes(of: UInt16(random.normal().bitPattern >> 16)) { Array($0) }
      }
    default:
      let (block, scales) = type.scalePlaces
      putScales(block: block, at: scales)
    }
    self.init(type, rows: rows, columns: columns, bytes: bytes)
  }

  /// A nearby binary16 number; only normal ones are needed here.
  static func half(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let exponent = Int(bits >> 23 & 255) - 127 + 15
    guard exponent > 0 else { return UInt16(bits >> 16 & 0x8000) }
    return UInt16(bits >> 16 & 0x8000) | UInt16(exponent) << 10 | UInt16(bits >> 13 & 1023)
  }
}

/// A batch of activations, quantised by a table where the columns allow it.
struct Activations {
  let columns: Int
  let tokens: Int
  let x: [Float]
  let quantized: AlignedBytes

  init(_ x: [Float], columns: Int, table: KernelTable) {
    self.x = x
    self.columns = columns
    tokens = x.count / columns
    quantized = AlignedBytes(kernels_quantized_bytes(columns, tokens))
    guard columns % 32 == 0 else { return }
    withKernelActivations { table.quantize($0, columns, tokens, 0, tokens) }
  }

  func withKernelActivations(_ body: (UnsafePointer<KernelActivations>) -> Void) {
    x.withUnsafeBufferPointer { x in
      var activations = KernelActivations(
        x: x.baseAddress, quantized: quantized.memory.baseAddress)
      withUnsafePointer(to: &activations) { body($0) }
    }
  }

  var bytes: [UInt8] { Array(quantized.memory.prefix(kernels_quantized_bytes(columns, tokens))) }
}

/// [tokens][16 · groups] products; `parts` are the group ranges of the calls that make them up.
func multiply(
  _ table: KernelTable, _ matrix: Matrix, _ activations: Activations, parts: [Range<Int>]? = nil
) -> [Float] {
  let stride = matrix.groups * 16
  var out = [Float](repeating: .nan, count: activations.tokens * stride)
  activations.withKernelActivations { pointer in
    for part in parts ?? [0..<matrix.groups] {
      table.multiply(
        matrix.type, matrix.packed.memory.baseAddress, matrix.columns, part.lowerBound,
        part.upperBound, pointer, activations.tokens, &out, stride)
    }
  }
  return out
}

extension [Float] {
  /// For comparisons bit for bit, in which every NaN counts as the same.
  var bits: [UInt32] { map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern } }
}
