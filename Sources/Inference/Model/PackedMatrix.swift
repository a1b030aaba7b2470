import CKernels

/// A weight matrix in the kernels' layout: groups of 16 rows, interleaved.
///
/// Shape: [rows][columns], rows padded to whole groups with zeros. Made without memory, so that
/// what a model will take is known before it is taken. `@unchecked Sendable`: allocated and written
/// once while loading, before anyone else sees it; read-only from then on.
final class PackedMatrix: @unchecked Sendable {
  let type: KernelWeightType
  let rows: Int
  let columns: Int
  private var memory: UnsafeMutableRawPointer?

  init(type: KernelWeightType, rows: Int, columns: Int) {
    self.type = type
    self.rows = rows
    self.columns = columns
  }

  deinit { if let memory { HugePages.free(memory, byteCount) } }

  /// Takes the memory. To be called once.
  func allocate() throws(OutOfMemory) { memory = try HugePages.allocate(byteCount) }

  private var storage: UnsafeMutableRawPointer {
    guard let memory else { preconditionFailure("weights are used before they are loaded") }
    return memory
  }

  static let groupRows = Int(kernels_rows_per_group)

  var groups: Int { (rows + Self.groupRows - 1) / Self.groupRows }
  var paddedRows: Int { groups * Self.groupRows }
  var groupBytes: Int { kernels_group_bytes(type, columns) }
  var byteCount: Int { groups * groupBytes }
  var usesInt8: Bool { kernels_uses_int8(type) }
  var bytes: UnsafeRawPointer { UnsafeRawPointer(storage) }

  /// Repacks one group from the file's rows.
  func pack(group: Int, from source: UnsafeRawPointer) {
    let first = group * Self.groupRows
    let rowBytes = kernels_row_bytes(type, columns)
    kernels_pack(
      type, source + first * rowBytes, min(Self.groupRows, rows - first), columns,
      storage + group * groupBytes)
  }

  /// Dequantises one row into `out`, [columns].
  func unpack(row: Int, into out: UnsafeMutablePointer<Float>) {
    kernels_unpack_row(type, storage, columns, row, out)
  }
}
