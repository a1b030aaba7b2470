import Dispatch
import GGUF
import Inference

func checkModel(_ bytes: [UInt8]) throws {
  let file: GGUFFile
  do { file = try GGUFFile(bytes: bytes) } catch {
    return try requirePlain("\(error)")
  }
  try requireInBounds(file)
  for key in file.metadata.keys { readAsEverything(file.metadata, key) }

  let header: ModelHeader
  do { header = try ModelHeader(file) } catch {
    return try requirePlain("\(error)")
  }
  _ = header.sampling
  _ = header.title
  _ = header.chatTemplate
  let plan = header.memory(contextSize: min(header.configuration.contextLength, 8192))
  // Weights are repacked, not multiplied: F16 to F32 is the most that any of them grows, and
  // matrices are filled up to whole groups of rows.
  try require(plan.weights >= 0, "weights of \(plan.weights) bytes")

  let ids = header.tokenizer.encode("The sea", addSpecial: true, parseSpecial: true)
  for id in ids {
    try require(0..<header.configuration.vocabulary ~= id, "token \(id) is none")
  }

  // From here on as the program does it, from a file that is mapped.
  let mapped = try MemoryFile(bytes)
  do {
    let model = try LocalModel(path: mapped.path, threads: 1)
    try require(model.parameters == file.parameterCount, "another number of parameters")
    if plan.total < 32 << 20 { try evaluate(model) }
  } catch let error as ModelError { try requirePlain("\(error)") }
}

/// Whatever the weights are, a text has log-probabilities, or an error.
private func evaluate(_ model: LocalModel) throws {
  let engine = try Engine(model: model, cores: Cores(total: 1), chunk: 3, clock: { 0 })
  let size = min(model.configuration.contextLength, 16)
  let ids = (0..<min(size, 5)).map { $0 % model.configuration.vocabulary }
  let generator = try engine.makeGenerator(contextSize: size)
  let isDone = DispatchSemaphore(value: 0)
  nonisolated(unsafe) var failure: String?
  nonisolated(unsafe) var count = 0
  generator.score(ids) { result in
    switch result {
    case .success(let scores): count = scores.count
    case .failure(let error): failure = "\(error)"
    }
    isDone.signal()
  }
  isDone.wait()
  if let failure { return try requirePlain(failure) }
  try require(count == ids.count - 1, "\(count) scores of \(ids.count) tokens")
}

private func requireInBounds(_ file: GGUFFile) throws {
  try require(file.tensorDataBytes <= file.fileBytes, "tensors larger than the file")
  try require(file.tensorDataOffset <= file.fileBytes, "tensors begin past the end")
  for tensor in file.tensors {
    try require(file.tensorBytes(tensor).count == tensor.byteCount, "\(tensor) has other bytes")
    try require(tensor.rows * tensor.columns == tensor.elementCount, "\(tensor) has other rows")
    try require(file.tensor(tensor.name) == tensor, "\(tensor.name) is not found by its name")
  }
  _ = file.quantisation
  for key in file.metadata.keys {
    switch file.metadata[key] {
    case .string(let string): _ = string.text
    case .array(let array):
      if let strings = array.strings {
        try require(strings.reduce(0) { count, _ in count + 1 } == array.count, "lost strings")
        try require(strings.packed().offsets.count == array.count + 1, "packed otherwise")
      }
    case nil: throw Broken(description: "a key without a value")
    default: break
    }
  }
}

/// Asks for a value as each type there is: one will do, the others must be refused.
private func readAsEverything(_ metadata: Metadata, _ key: String) {
  _ = try? metadata.uint(key)
  _ = try? metadata.int(key)
  _ = try? metadata.float(key)
  _ = try? metadata.bool(key)
  _ = try? metadata.string(key)
  _ = try? metadata.ints(key)
  _ = try? metadata.floats(key)
  _ = try? metadata.bools(key)
  _ = try? metadata.strings(key)
}

/// An error goes on one line of a terminal: it must not hold what the terminal would obey, nor more
/// of the file than a line takes.
func requirePlain(_ sentence: String) throws {
  try require(!sentence.isEmpty, "an error without a word")
  try require(sentence.utf8.count < 2048, "an error of \(sentence.utf8.count) bytes")
  for scalar in sentence.unicodeScalars {
    try require(
      scalar.properties.generalCategory != .control, "a control character in: \(sentence)")
  }
}
