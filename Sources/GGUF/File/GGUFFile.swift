/// A model file, mapped and checked: metadata by key, tensors by name, weights as bytes.
///
/// Everything that the header says is checked at open: counts, lengths, types, and that every
/// tensor lies inside the file and on its own. Opening reads the header only, and keeps strings
/// and arrays where they are in the file. Format: versions 2 and 3, little-endian
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
///
/// Pointers into the file are valid for as long as the `GGUFFile` is. Should another process write
/// to the file meanwhile, what is read of it is anything, zeros where it was shortened: whoever has
/// read from it asks for its `change` before relying on that.
public final class GGUFFile: Sendable {
  /// The version of the format: 2 or 3.
  public let version: UInt32
  /// The key-value pairs of the header, in the order of the file.
  public let metadata: Metadata
  /// All tensors, in the order of the file.
  public let tensors: [TensorInfo]
  /// What tensor offsets are multiples of, in bytes: a power of two, 32 unless the file says else.
  public let alignment: Int
  /// Where the header ends and the tensors' bytes begin, in bytes from the start of the file.
  public let tensorDataOffset: Int
  /// The number of elements of all tensors together.
  public let parameterCount: Int
  /// The bytes of all tensors together, without the padding between them.
  public let tensorDataBytes: Int

  private let mapping: MappedBytes
  private let tensorIndex: [ExactName: Int]

  /// Maps and checks the file at `path`.
  ///
  /// Errors leave out the path, which the caller knows and writes before them.
  public convenience init(path: String) throws(GGUFError) {
    let name = path.split(separator: "/").last.map(String.init)
    try self.init(MappedBytes(path: path), name: name)
  }

  /// Checks a copy of `bytes`, as if they had been read from a file.
  public convenience init(bytes: [UInt8]) throws(GGUFError) {
    try self.init(MappedBytes(copying: bytes), name: nil)
  }

  init(_ mapping: MappedBytes, name: String?) throws(GGUFError) {
    let header: Header
    do throws(GGUFError) {
      header = try Header(parsing: mapping, fileName: name)
    } catch {
      throw mapping.change ?? error
    }
    self.mapping = mapping
    version = header.version
    metadata = header.metadata
    tensors = header.tensors
    alignment = header.alignment
    tensorDataOffset = header.tensorDataOffset
    tensorIndex = header.tensorIndex
    // Neither sum can overflow: the tensors lie side by side in the file, and no type packs more
    // than eight elements into a byte.
    parameterCount = header.tensors.reduce(0) { $0 + $1.elementCount }
    tensorDataBytes = header.tensors.reduce(0) { $0 + $1.byteCount }
  }

  /// The size of the whole file in bytes.
  public var fileBytes: Int { mapping.bytes.count }

  /// What has happened to the file since it was opened: it was shortened, written to, or could not
  /// be read. Nil where everything that was read is what the file holds.
  public var change: GGUFError? { mapping.change }

  /// The tensor of that name, if there is one.
  public func tensor(_ name: String) -> TensorInfo? {
    tensorIndex[ExactName(text: name)].map { tensors[$0] }
  }

  /// The tensor's bytes in the file's own layout, valid for as long as this file is.
  ///
  /// They begin at a multiple of `alignment`, which a file may set as low as 1: a kernel that
  /// needs more must load unaligned.
  public func tensorBytes(_ tensor: TensorInfo) -> UnsafeRawBufferPointer {
    precondition(tensor.range.upperBound <= fileBytes, "tensor of another file: \(tensor.name)")
    return UnsafeRawBufferPointer(rebasing: mapping.bytes[tensor.range])
  }

  /// Tells the kernel how the whole file will be read.
  public func advise(_ access: AccessPattern) {
    mapping.advise(access, 0..<fileBytes)
  }

  /// Tells the kernel how the tensor's bytes will be read.
  public func advise(_ access: AccessPattern, for tensor: TensorInfo) {
    mapping.advise(access, tensor.range)
  }

  /// Gives the whole pages inside the tensor back, once its weights have been copied elsewhere.
  ///
  /// The bytes stay valid: touching them again reads them from the file again.
  public func releasePages(of tensor: TensorInfo) {
    mapping.release(tensor.range)
  }

  /// Gives all pages of the tensors' bytes back, those shared by two tensors included.
  public func releaseTensorPages() {
    mapping.release(tensorDataOffset..<fileBytes)
  }

  /// Gives the header's pages back, once the vocabulary has been copied elsewhere.
  public func releaseHeaderPages() {
    mapping.release(0..<tensorDataOffset)
  }
}
