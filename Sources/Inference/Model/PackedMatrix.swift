import CKernels

/// A weight matrix in the kernels' layout, or several of the same shape one behind the other: groups
/// of 16 rows, interleaved.
///
/// Shape: [count][rows][columns], the rows of each padded to whole groups with zeros. Made without
/// memory, so that what a model will take is known before it is taken. `@unchecked Sendable`:
/// allocated and written once while loading, before anyone else sees it; read-only from then on.
final class PackedMatrix: @unchecked Sendable {
  let type: KernelWeightType
  /// Matrices; more than one for experts.
  let count: Int
  /// Rows of one matrix.
  let rows: Int
  let columns: Int
  private var memory: WeightMemory?
  private var storage: UnsafeMutableRawPointer?

  init(type: KernelWeightType, count: Int = 1, rows: Int, columns: Int) {
    self.type = type
    self.count = count
    self.rows = rows
    self.columns = columns
  }

  /// Takes its place in memory that all matrices of a model share. To be called once.
  ///
  /// - Parameter offset: a multiple of 64; `byteCount` bytes from there are this matrix's.
  func place(in memory: WeightMemory, at offset: Int) {
    self.memory = memory
    storage = memory.start + offset
  }

  private var start: UnsafeMutableRawPointer {
    guard let storage else { preconditionFailure("weights are used before they are loaded") }
    return storage
  }

  static let groupRows = Int(kernels_rows_per_group)

  /// Groups of one matrix.
  var groups: Int { (rows + Self.groupRows - 1) / Self.groupRows }
  var groupBytes: Int { kernels_group_bytes(type, columns) }
  var byteCount: Int { count * groups * groupBytes }
  var usesInt8: Bool { kernels_uses_int8(type) }
  var bytes: UnsafeRawPointer { UnsafeRawPointer(start) }

  /// The packed groups of one of the matrices.
  func bytes(of index: Int) -> UnsafeRawPointer {
    UnsafeRawPointer(start) + index * groups * groupBytes
  }

  /// Repacks one group, counted over all matrices, from a tensor's rows.
  ///
  /// - Parameter first: which of the matrices is the tensor's first.
  func pack(group: Int, from source: UnsafeRawPointer, first: Int) {
    let row = group % groups * Self.groupRows
    let rowBytes = kernels_row_bytes(type, columns)
    kernels_pack(
      type, source + ((group / groups - first) * rows + row) * rowBytes,
      min(Self.groupRows, rows - row), columns, start + group * groupBytes)
  }

  /// Dequantises one row of the first matrix into `out`, [columns].
  func unpack(row: Int, into out: UnsafeMutablePointer<Float>) {
    kernels_unpack_row(type, start, columns, row, out)
  }
}

/// The memory of a model's matrices: one piece, since the system gives huge pages to large pieces
/// only, and reading from small pages is a quarter slower.
///
/// `@unchecked Sendable`: matrices hold disjoint parts of it.
final class WeightMemory: @unchecked Sendable {
  let start: UnsafeMutableRawPointer
  private let bytes: Int

  init(bytes: Int) throws(OutOfMemory) {
    start = try HugePages.allocate(bytes)
    self.bytes = bytes
  }

  deinit { HugePages.free(start, bytes) }
}
