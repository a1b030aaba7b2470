/// A model file, mapped and checked: metadata by key, tensors by name, weights as bytes.
///
/// Everything that the header says is checked at open: counts, lengths, types, and that every
/// tensor lies inside the file and on its own. Opening reads the header only, and keeps strings
/// and arrays where they are in the file. A model that `llama-gguf-split` split is one file here:
/// opening any of its parts opens them all. Format: versions 2 and 3, little-endian
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
///
/// Pointers into the file are valid for as long as the `GGUFFile` is. Should another process write
/// to the file meanwhile, what is read of it is anything, zeros where it was shortened: whoever has
/// read from it asks for its `change` before relying on that.
public final class GGUFFile: Sendable {
  /// The version of the format: 2 or 3. Of a split model, as the next, that of its first part.
  public let version: UInt32
  /// The key-value pairs of the header, in the order of the file.
  public let metadata: Metadata
  /// All tensors, in the order of the file; of a split model, part after part.
  public let tensors: [TensorInfo]
  /// What tensor offsets are multiples of, in bytes: a power of two, 32 unless the file says else.
  public let alignment: Int
  /// Where the header ends and the tensors' bytes begin, in bytes from the start of the file.
  public let tensorDataOffset: Int
  /// The number of elements of all tensors together.
  public let parameterCount: Int
  /// The bytes of all tensors together, without the padding between them.
  public let tensorDataBytes: Int

  private let parts: [FilePart]
  private let tensorIndex: [ExactName: Int]

  /// Maps and checks the file at `path`; if it is a part of a split model, all of them.
  ///
  /// Errors leave out the path, which the caller knows and writes before them.
  public convenience init(path: String) throws(GGUFError) {
    try self.init(FilePart.all(path: path))
  }

  /// Checks a copy of `bytes`, as if they had been read from a file. A part of a split model is
  /// refused: there is no telling where the others are.
  public convenience init(bytes: [UInt8]) throws(GGUFError) {
    try self.init(MappedBytes(copying: bytes), name: nil)
  }

  convenience init(_ mapping: MappedBytes, name: String?) throws(GGUFError) {
    let part = try FilePart(mapping, name: name)
    if let split = part.header.split {
      throw .partOfSplit(number: split.number, count: split.count)
    }
    try self.init([part])
  }

  /// - Parameter parts: at least one, each checked by itself.
  private init(_ parts: [FilePart]) throws(GGUFError) {
    guard let first = parts.first?.header else { throw .empty }
    self.parts = parts
    version = first.version
    metadata = first.metadata
    alignment = first.alignment
    tensorDataOffset = first.tensorDataOffset
    tensors = parts.enumerated().flatMap { number, part in part.tensors(number) }
    tensorIndex = parts.count == 1 ? first.tensorIndex : try Self.index(tensors, parts)
    // Neither sum can overflow: the tensors lie side by side in mapped files, and no type packs
    // more than eight elements into a byte.
    parameterCount = tensors.reduce(0) { $0 + $1.elementCount }
    tensorDataBytes = tensors.reduce(0) { $0 + $1.byteCount }
  }

  /// The places of the tensors of a split model by name.
  private static func index(
    _ tensors: [TensorInfo], _ parts: [FilePart]
  ) throws(GGUFError) -> [ExactName: Int] {
    if let expected = parts[0].header.split?.tensorCount, expected != tensors.count {
      throw .partTensorCount(expected: expected, found: tensors.count)
    }
    var index: [ExactName: Int] = [:]
    for (place, tensor) in tensors.enumerated() {
      guard index.updateValue(place, forKey: ExactName(text: tensor.name)) == nil else {
        throw .duplicateTensorInPart(tensor.name, part: parts[tensor.part].name ?? "")
      }
    }
    return index
  }

  /// The size of the whole file in bytes, or of all parts together.
  public var fileBytes: Int { parts.reduce(0) { $0 + $1.mapping.bytes.count } }

  /// How many files the model is.
  public var partCount: Int { parts.count }

  /// What has happened to the file since it was opened: it was shortened, written to, or could not
  /// be read. Nil where everything that was read is what the file holds.
  public var change: GGUFError? {
    for part in parts {
      guard let change = part.change else { continue }
      return parts.count == 1 ? change : .inPart(part.name ?? "", change)
    }
    return nil
  }

  /// The tensor of that name, if there is one.
  public func tensor(_ name: String) -> TensorInfo? {
    tensorIndex[ExactName(text: name)].map { tensors[$0] }
  }

  /// The tensor's bytes in the file's own layout, valid for as long as this file is.
  ///
  /// They begin at a multiple of `alignment`, which a file may set as low as 1: a kernel that
  /// needs more must load unaligned.
  public func tensorBytes(_ tensor: TensorInfo) -> UnsafeRawBufferPointer {
    let (mapping, range) = place(of: tensor)
    return UnsafeRawBufferPointer(rebasing: mapping.bytes[range])
  }

  /// Tells the kernel how the whole file will be read.
  public func advise(_ access: AccessPattern) {
    for part in parts { part.mapping.advise(access, 0..<part.mapping.bytes.count) }
  }

  /// Tells the kernel how the tensor's bytes will be read.
  public func advise(_ access: AccessPattern, for tensor: TensorInfo) {
    let (mapping, range) = place(of: tensor)
    mapping.advise(access, range)
  }

  /// Gives the whole pages inside the tensor back, once its weights have been copied elsewhere.
  ///
  /// The bytes stay valid: touching them again reads them from the file again.
  public func releasePages(of tensor: TensorInfo) {
    let (mapping, range) = place(of: tensor)
    mapping.release(range)
  }

  /// Gives all pages of the tensors' bytes back, those shared by two tensors included.
  public func releaseTensorPages() {
    for part in parts {
      part.mapping.release(part.header.tensorDataOffset..<part.mapping.bytes.count)
    }
  }

  /// Gives the header's pages back, once the vocabulary has been copied elsewhere.
  public func releaseHeaderPages() {
    for part in parts { part.mapping.release(0..<part.header.tensorDataOffset) }
  }

  /// The mapped file that a tensor is in, and its bytes there.
  private func place(of tensor: TensorInfo) -> (mapping: MappedBytes, range: Range<Int>) {
    precondition(tensor.part < parts.count, "tensor of another file: \(tensor.name)")
    let part = parts[tensor.part]
    let start = tensor.offset - part.start
    let isInside = start >= 0 && tensor.byteCount <= part.mapping.bytes.count - start
    precondition(isInside, "tensor of another file: \(tensor.name)")
    return (part.mapping, start..<(start + tensor.byteCount))
  }
}
