extension GGUFError: CustomStringConvertible {
  /// What is wrong and what to do next, in a sentence that goes after `PATH: `.
  ///
  /// Names from the file are quoted with control characters made visible, and shortened.
  public var description: String {
    switch self {
    case .notFound: "there is no such file; check the path"
    case .permissionDenied: "no permission to read the file; check its mode and owner"
    case .notAFile(let kind): "this is \(kind.phrase), not a file; name a .gguf file"
    case .empty: "the file is empty; \(Self.again)"
    case .system(let call, let code, let message):
      "the system cannot open the file: \(call): \(message) (\(code))"
    case .shortened(let before, let now):
      "the file was shortened while it was read, from \(UInt64(before).bytes) to \(now); is it "
        + "still being downloaded? Try again when it is complete"
    case .written:
      "the file was written to while it was read; is it still being downloaded? Try again when it "
        + "is complete"
    case .unreadable:
      "a part of the file could not be read, though it is there; check the disk or the network it "
        + "is on"

    case .notGGUF(let lookalike, let bytes):
      "not a GGUF file: \(lookalike.sentence(firstBytes: bytes))"
    case .bigEndian(let version):
      "a big-endian GGUF file (version \(version)), which is not supported; "
        + "get the little-endian one"
    case .unsupportedVersion(let version):
      "GGUF version \(version) is not supported (only 2 and 3 are); "
        + (version > 3 ? "use a newer Lineup" : "get a newly converted file")
    case .truncated(let part, let offset, let needed, let available):
      "the file ends inside \(part.phrase): at byte \(offset) it needs \(needed.bytes) and has "
        + "\(available); it is incomplete or damaged: \(Self.again)"
    case .countTooLarge(let part, let count, let available):
      "\(part.phrase) is given as \(count), more than the \(UInt64(available).bytes) left can "
        + "hold; the file is incomplete or damaged: \(Self.again)"
    case .badName(let part, let problem, let offset):
      "\(part.phrase) at byte \(offset) \(problem.phrase); the file is damaged: \(Self.again)"
    case .partOfSplit(let number, let count):
      "part \(number + 1) of a model split in \(count), and its name does not end in "
        + "\"\(SplitName.ending(number + 1, of: count))\", by which the others are found; give all "
        + "parts the names they came with"
    case .missingPart(let name, let number, let count):
      "part \(number + 1) of \(count), \(name.quotedEnd), is missing; download it, and put it beside "
        + "the others"
    case .foreignPart(let name, let key):
      "\(name.quotedEnd) is not a part of the same model: its \(key.quoted) is another; download all "
        + "parts from one place"
    case .partTensorCount(let expected, let found):
      "the parts have \(found) tensors together, and should have \(expected); they are not all of "
        + "one model: download them from one place"
    case .duplicateTensorInPart(let tensor, let part):
      "the tensor \(tensor.quoted) is in \(part.quotedEnd) and in a part before it; download all "
        + "parts from one place"
    case .inPart(let name, let error): "in its part \(name.quotedEnd), \(error)"

    case .duplicateKey(let key, let offset):
      "the key \(key.quoted) is there twice, again at byte \(offset); \(Self.other)"
    case .unknownValueType(let key, let number, let offset):
      "the value of \(key.quoted) has type number \(number) at byte \(offset), which GGUF does "
        + "not have; the file is damaged: \(Self.again)"
    case .nestedArray(let key, let offset):
      "the value of \(key.quoted) is an array of arrays (at byte \(offset)), which is not "
        + "supported; \(Self.other)"
    case .invalidBool(let key, let value, let offset):
      "the value of \(key.quoted) has the byte \(value) for a bool at byte \(offset), where only "
        + "0 and 1 mean something; \(Self.other)"
    case .badAlignment(let value):
      "\"general.alignment\" is \(value), not a power of two up to \(Header.largestAlignment); "
        + Self.other
    case .missingKey(let key):
      "the key \(key.quoted) is missing; \(Self.other)"
    case .wrongType(let key, let expected, let found):
      "the value of \(key.quoted) is of type \(found), not \(expected); \(Self.other)"
    case .valueOutOfRange(let key, let value, let expected):
      "the value of \(key.quoted) is \(value), not \(expected); \(Self.other)"

    case .duplicateTensor(let name, let offset):
      "the tensor \(name.quoted) is there twice, again at byte \(offset); \(Self.other)"
    case .tooManyDimensions(let name, let count, let offset):
      "the tensor \(name.quoted) has \(count) dimensions at byte \(offset), where at most 4 are "
        + "possible; the file is damaged: \(Self.again)"
    case .badDimension(let name, let index, let value, let offset):
      "the tensor \(name.quoted) has \(value) as dimension \(index + 1) at byte \(offset), where "
        + "1 to 2^63 - 1 is possible; the file is damaged: \(Self.again)"
    case .unknownTensorType(let name, let number):
      "the tensor \(name.quoted) has type number \(number), which this Lineup does not know; "
        + "use a newer Lineup, or another quantisation of the model"
    case .removedTensorType(let name, let number, let type):
      "the tensor \(name.quoted) has type number \(number) (\(type)), which llama.cpp has "
        + "removed; get another quantisation of the model"
    case .unevenRow(let name, let columns, let type):
      "the tensor \(name.quoted) has rows of \(columns) elements, not a whole number of "
        + "\(type.name) blocks of \(type.blockSize); \(Self.other)"
    case .tensorTooLarge(let name, let dimensions, let type):
      "the tensor \(name.quoted) is \(dimensions.map(String.init).joined(separator: " × ")) of "
        + "\(type.name), more than can be counted; the file is damaged: \(Self.again)"
    case .tensorPastEnd(let name, let offset, let byteCount, let expected, let present):
      "the tensor \(name.quoted) (\(UInt64(byteCount).bytes), \(offset) into the weights) is not "
        + "all there: the file should have \(expected.bytes) and has \(present); it is incomplete: "
        + "\(Self.again), or, if it came in parts, join them in order"
    case .misalignedTensor(let name, let offset, let alignment):
      "the tensor \(name.quoted) begins \(UInt64(offset).bytes) into the weights, not at a "
        + "multiple of \(alignment); \(Self.other)"
    case .overlappingTensors(let first, let second, let offset):
      "the tensors \(first.quoted) and \(second.quoted) overlap at byte \(offset); "
        + "the file is damaged: \(Self.again)"
    }
  }

  private static let again = "download it again"
  private static let other = "get another conversion of the model"
}

extension GGUFError.Kind {
  fileprivate var phrase: String {
    switch self {
    case .directory: "a directory"
    case .fifo: "a named pipe"
    case .socket: "a socket"
    case .device: "a device"
    case .other: "something else"
    }
  }
}

extension GGUFError.Part {
  fileprivate var phrase: String {
    switch self {
    case .magic: "the first four bytes"
    case .version: "the version number"
    case .tensorCount: "the number of tensors"
    case .keyCount: "the number of metadata keys"
    case .key(let index): "the metadata key number \(index + 1)"
    case .valueType(let key): "the type of the value of \(key.quoted)"
    case .value(let key): "the value of \(key.quoted)"
    case .element(let key, let index): "element \(index) of \(key.quoted)"
    case .tensorName(let index): "the name of tensor number \(index + 1)"
    case .tensor(let name): "the description of the tensor \(name.quoted)"
    }
  }
}

extension GGUFError.NameProblem {
  fileprivate var phrase: String {
    switch self {
    case .empty: "is empty"
    case .containsNUL: "contains a NUL"
    case .notUTF8: "is not UTF-8"
    }
  }
}

extension UInt64 {
  fileprivate var bytes: String { self == 1 ? "1 byte" : "\(self) bytes" }
}
