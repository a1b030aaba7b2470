/// What is wrong with a model file, and where.
///
/// Offsets are counted from the start of the file, in bytes. The path is not among the facts: who
/// opened the file knows it and writes it before the description.
public enum GGUFError: Error, Equatable, Sendable {
  // MARK: The file itself
  case notFound
  case permissionDenied
  /// There is something else at the path.
  case notAFile(Kind)
  case empty
  /// The operating system refused a call for another reason.
  case system(call: String, code: Int32, message: String)
  /// The file lost bytes while it was open.
  case shortened(from: Int, to: Int)
  /// Somebody wrote to the file while it was open.
  case written
  /// The bytes are there but could not be read.
  case unreadable

  // MARK: The header
  case notGGUF(Lookalike, firstBytes: [UInt8])
  case bigEndian(version: UInt32)
  case unsupportedVersion(UInt32)
  /// The header goes on where the file ends, or a length in it is too large to be true.
  case truncated(Part, offset: Int, needed: UInt64, available: Int)
  /// More keys or tensors are announced than the bytes that are left could hold.
  case countTooLarge(Part, count: UInt64, available: Int)
  /// A key or a tensor's name is unusable.
  case badName(Part, NameProblem, offset: Int)

  // MARK: Split models, whose parts are numbered from 0
  /// The file is one part of a split model, and not named so that the others could be found.
  case partOfSplit(number: Int, count: Int)
  /// Another part, by its name, is not beside the one that was opened.
  case missingPart(String, number: Int, count: Int)
  /// A part does not go with the one that was opened: the value of this key is another.
  case foreignPart(String, key: String)
  /// The parts together have more or fewer tensors than they say.
  case partTensorCount(expected: Int, found: Int)
  /// Two parts have the same tensor; the part is that of the second.
  case duplicateTensorInPart(String, part: String)
  /// Something is wrong with a part other than the one that was opened, or with any of them later.
  indirect case inPart(String, GGUFError)

  // MARK: Metadata
  case duplicateKey(String, offset: Int)
  case unknownValueType(key: String, number: UInt32, offset: Int)
  case nestedArray(key: String, offset: Int)
  case invalidBool(key: String, value: UInt8, offset: Int)
  /// `general.alignment` is not a power of two up to 1 MiB.
  case badAlignment(UInt32)
  case missingKey(String)
  case wrongType(key: String, expected: String, found: String)
  case valueOutOfRange(key: String, value: String, expected: String)

  // MARK: Tensors, by name
  case duplicateTensor(String, offset: Int)
  case tooManyDimensions(String, count: UInt32, offset: Int)
  case badDimension(String, index: Int, value: UInt64, offset: Int)
  case unknownTensorType(String, number: UInt32)
  case removedTensorType(String, number: UInt32, name: String)
  /// The rows are not a whole number of blocks.
  case unevenRow(String, columns: Int, type: TensorType)
  /// The number of elements or of bytes does not fit in 63 bits.
  case tensorTooLarge(String, dimensions: [Int], type: TensorType)
  /// The tensor ends outside of the file. `offset` is that of the header, counted from where the
  /// tensors' bytes begin; `expectedFileBytes` is where the last tensor ends.
  case tensorPastEnd(
    String, offset: UInt64, byteCount: Int, expectedFileBytes: UInt64, fileBytes: Int)
  case misalignedTensor(String, offset: UInt64, alignment: Int)
  case overlappingTensors(String, String, offset: Int)

  /// What can be at a path besides a file.
  public enum Kind: String, Sendable {
    case directory, fifo, socket, device, other
  }

  /// A part of the header.
  public enum Part: Equatable, Sendable {
    case magic, version, tensorCount, keyCount
    case key(index: Int)
    case valueType(key: String)
    case value(key: String)
    /// One string of an array.
    case element(key: String, index: Int)
    case tensorName(index: Int)
    case tensor(String)
  }

  /// Why a key or a tensor's name is unusable.
  public enum NameProblem: Sendable {
    case empty, containsNUL, notUTF8
  }
}
