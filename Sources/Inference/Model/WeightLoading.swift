import CKernels
import Dispatch
import GGUF
import Synchronization

/// Finds and checks the tensors of a model file, then repacks them.
struct WeightLoader {
  /// What is loaded: checked, and without a value until `load` has run.
  let weights: Weights
  private let file: GGUFFile
  private let plan: WeightPlan<FileTensors>

  /// Finds all tensors and checks their shapes and types; reads no weight and takes no memory.
  ///
  /// - Throws: `ModelError`.
  init(
    _ file: GGUFFile, _ configuration: ModelConfiguration, _ architecture: Architecture
  ) throws(ModelError) {
    var plan = WeightPlan(FileTensors(file: file), configuration, architecture)
    weights = try plan.weights()
    let used = Set(plan.used.compactMap { file.tensor($0)?.offset })
    if let tensor = file.tensors.first(where: { !used.contains($0.offset) }) {
      throw .unexpectedTensor(tensor.name)
    }
    self.file = file
    self.plan = plan
  }

  /// Takes the memory and reads the weights.
  ///
  /// - Parameters:
  ///   - threads: how many threads repack.
  ///   - progress: called with the bytes of tensor data done and in all, from any of them.
  /// - Throws: `ModelError` where the system gives no memory.
  func load(
    threads: Int, progress: @escaping @Sendable (Int, Int) -> Void
  ) throws(ModelError) {
    do {
      // A group's bytes are a multiple of 64, so each matrix begins where it should.
      let matrices = plan.matrices.filter { ($0.index ?? 0) == 0 }.map(\.matrix)
      let memory = try WeightMemory(bytes: matrices.reduce(0) { $0 + $1.byteCount })
      var offset = 0
      for matrix in matrices {
        matrix.place(in: memory, at: offset)
        offset += matrix.byteCount
      }
    } catch {
      throw .outOfMemory(bytes: error.bytes)
    }
    for planned in plan.vectors {
      guard let tensor = file.tensor(planned.tensor) else { continue }
      let bytes = file.tensorBytes(tensor)
      let first = planned.first
      if tensor.type == .f32 {
        planned.vector.load {
          bytes.loadUnaligned(fromByteOffset: (first + $0) * 4, as: Float.self)
        }
      } else {
        planned.vector.load {
          Float(bytes.loadUnaligned(fromByteOffset: (first + $0) * 2, as: Float16.self))
        }
      }
    }
    pack(threads: threads, progress: progress)
  }

  /// Repacks in pieces of some 256 KiB, spread over the threads; gives the mapped pages back.
  private func pack(threads: Int, progress: @escaping @Sendable (Int, Int) -> Void) {
    let total = plan.matrices.reduce(0) { $0 + $1.fileBytes }
    var done = 0
    for planned in plan.matrices {
      let matrix = planned.matrix
      guard let tensor = file.tensor(planned.tensor) else { continue }
      file.advise(.willNeed, for: tensor)
      guard let base = file.tensorBytes(tensor).baseAddress else { continue }
      let rowBytes = kernels_row_bytes(matrix.type, matrix.columns)
      let step = max(1, (256 << 10) / (rowBytes * PackedMatrix.groupRows))
      let start = (planned.index ?? 0) * matrix.groups
      let groups = (planned.index == nil ? matrix.count : 1) * matrix.groups
      let pieces = (groups + step - 1) / step
      let job = PackJob(
        matrix: matrix, source: base + planned.firstRow * rowBytes, first: planned.index ?? 0)
      // A large matrix is many pieces: how far it is shows between them.
      let stride = max(1, (256 << 20) / (step * PackedMatrix.groupRows * max(1, rowBytes)))
      for first in Swift.stride(from: 0, to: pieces, by: stride) {
        let end = min(first + stride, pieces)
        let pack: @Sendable (Int) -> Void = { piece in
          let piece = first + piece
          for group in start + piece * step..<start + min((piece + 1) * step, groups) {
            job.matrix.pack(group: group, from: job.source, first: job.first)
          }
        }
        if end - first == 1 || threads == 1 {
          for piece in 0..<end - first { pack(piece) }
        } else {
          DispatchQueue.concurrentPerform(iterations: end - first, execute: pack)
        }
        progress(done + planned.fileBytes / pieces * end, total)
      }
      file.releasePages(of: tensor)
      done += planned.fileBytes
      progress(done, total)
    }
    file.releaseTensorPages()
  }
}

/// The tensors of a file.
private struct FileTensors: TensorSource {
  let file: GGUFFile

  func has(_ name: String) -> Bool { file.tensor(name) != nil }

  func type(of name: String, shape: [Int]) throws(ModelError) -> TensorType {
    guard let tensor = file.tensor(name) else { throw .missingTensor(name) }
    // Trailing dimensions of 1 are the same shape.
    guard tensor.dimensions.dropLast(while: { $0 == 1 }, keeping: shape.count) == shape else {
      throw .wrongShape(tensor: name, expected: shape, found: tensor.dimensions)
    }
    return tensor.type
  }
}

extension WeightPlan.PlannedMatrix {
  /// Bytes of its rows in the file.
  fileprivate var fileBytes: Int {
    (index == nil ? matrix.count : 1) * matrix.rows
      * kernels_row_bytes(matrix.type, matrix.columns)
  }
}

/// `@unchecked Sendable`: pieces write disjoint groups and only read the source.
private struct PackJob: @unchecked Sendable {
  let matrix: PackedMatrix
  let source: UnsafeRawPointer
  /// Which of several matrices the source begins with.
  let first: Int
}

extension [Int] {
  fileprivate func dropLast(while condition: (Int) -> Bool, keeping count: Int) -> [Int] {
    var rest = self
    while rest.count > count, let last = rest.last, condition(last) { rest.removeLast() }
    return rest
  }
}
