import FoundationEssentials
import GGUF
import Inference
import Support
import Testing

/// Models of every architecture with one number of the file changed: each is refused in a sentence,
/// or its texts have log-probabilities, or an error says why not.
struct HostileArchitectureTests {
  /// One of each structure that there is.
  static let recipes = [
    "gpt2", "llama-3.1", "mixtral", "qwen2-yarn", "qwen3moe", "phi3-long", "gemma2", "gemma3-whole",
    "smollm3", "granite", "gpt-oss-mxfp4",
  ]

  /// Keys that an architecture may read, whether the recipe has them or not.
  private static let keys = [
    "context_length", "block_count", "embedding_length", "feed_forward_length", "expert_count",
    "expert_used_count", "expert_feed_forward_length", "expert_group_count", "logit_scale",
    "embedding_scale", "residual_scale", "attention.scale", "attention.head_count",
    "attention.head_count_kv", "attention.key_length", "attention.value_length",
    "attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon", "attention.sliding_window",
    "attention.sliding_window_pattern", "attn_logit_softcapping", "final_logit_softcapping",
    "rope.dimension_count", "rope.freq_base", "rope.freq_base_swa", "rope.scaling.factor",
    "rope.scale_linear", "rope.scaling.original_context_length", "rope.scaling.attn_factor",
  ]

  private static let values: [GGUFWriter.Value] = [
    .uint32(0), .uint32(1), .uint32(64), .uint32(.max), .uint64(1 << 62), .int64(-1),
    .float32(0), .float32(-1), .float32(1), .float32(1e6), .float32(.greatestFiniteMagnitude),
    .float32(.infinity), .float32(.nan), .bools([true, false, true, false]),
    .int32s([Int32](repeating: 3, count: 4)), .string("none"),
  ]

  @Test(.timeLimit(.minutes(10)), arguments: recipes)
  func `any number in the place of another is refused or counts`(_ name: String) async throws {
    let recipe = try ArchitectureRecipe(name)
    let writer = recipe.writer
    let prefix = try #require(recipe.architecture) + "."
    var refused = 0
    try await withFile([]) { path in
      for key in Self.keys {
        for value in Self.values {
          var changed = writer
          changed.metadata.removeAll { $0.key == Array((prefix + key).utf8) }
          changed.add(prefix + key, value)
          if try await outcome(changed.file, path) == .refused { refused += 1 }
        }
      }
    }
    #expect(refused > 200)
  }

  @Test(
    .timeLimit(.minutes(10)), arguments: recipes,
    [Float.nan, .infinity, -.greatestFiniteMagnitude, 0])
  func `weights that are no numbers, or too large, give an error or tokens`(
    _ name: String, _ value: Float
  ) async throws {
    let recipe = try ArchitectureRecipe(name)
    let writer = recipe.writer
    let bits = value.bitPattern.littleEndianBytes
    try await withFile([]) { path in
      for (index, tensor) in writer.tensors.enumerated() {
        var changed = writer
        for place in changed.tensors[index].bytes.indices {
          changed.tensors[index].bytes[place] = tensor.type == 0 ? bits[place % 4] : bits[3]
        }
        let found = try await outcome(changed.file, path)
        #expect(found != .refused, "\(String(decoding: tensor.name, as: UTF8.self))")
      }
    }
  }

  /// Of an expert's gate and up either may be quantised alone.
  @Test(arguments: ["ffn_gate_exps", "ffn_up_exps"])
  func `experts may have a matrix that is quantised beside one that is not`(
    _ name: String
  ) async throws {
    let recipe = try ArchitectureRecipe("qwen3moe-q5_0")
    var writer = recipe.writer
    var quantised = 0
    for index in writer.tensors.indices {
      let tensor = writer.tensors[index]
      guard String(decoding: tensor.name, as: UTF8.self).contains("_exps") else { continue }
      let isWhole = !String(decoding: tensor.name, as: UTF8.self).contains(name)
      let elements = Int(tensor.dimensions.reduce(1, *))
      writer.tensors[index].type = isWhole ? 0 : 8
      quantised += isWhole ? 0 : 1
      // Blocks of Q8_0 with the scale 2^-10, and the same numbers as they are.
      writer.tensors[index].bytes = (0..<elements).flatMap { element -> [UInt8] in
        let number = Int8((index * 31 + element * 7) % 199 - 99)
        if isWhole { return (Float(number) / 1024).bitPattern.littleEndianBytes }
        let scale = element % 32 == 0 ? Float16(0x1p-10).bitPattern.littleEndianBytes : []
        return scale + [UInt8(bitPattern: number)]
      }
    }
    try #require(quantised > 0)
    var whole = writer
    for index in whole.tensors.indices
    where String(decoding: whole.tensors[index].name, as: UTF8.self).contains(name) {
      let blocks = whole.tensors[index].bytes
      whole.tensors[index].type = 0
      whole.tensors[index].bytes = blocks.indices.flatMap { place -> [UInt8] in
        guard place % 34 >= 2 else { return [] }
        return (Float(Int8(bitPattern: blocks[place])) / 1024).bitPattern.littleEndianBytes
      }
    }
    let found = try await scores(writer.file, recipe)
    let expected = try await scores(whole.file, recipe)
    let differences = zip(found, expected).map { Double(abs($0 - $1)) }
    #expect(differences.reduce(0, +) / Double(differences.count) < 0.05)
  }

  private func scores(_ file: [UInt8], _ recipe: ArchitectureRecipe) async throws -> [Float] {
    try await withFile(file) { path in
      let model = try LocalModel(path: path, threads: 1)
      let engine = try Engine(model: model, cores: Cores(total: 1), clock: now)
      return try await engine.score(recipe.sequences[0].ids, contextSize: recipe.context)
    }
  }

  private enum Outcome { case refused, tooLarge, scored, failed }

  private func outcome(_ file: [UInt8], _ path: String) async throws -> Outcome {
    let header: ModelHeader
    do throws(ModelError) {
      header = try ModelHeader(ModelError.opening(file))
    } catch {
      expectSentence("\(error)")
      return .refused
    }
    let c = header.configuration
    #expect(header.memory(contextSize: c.contextLength).total > 0)
    let context = min(c.contextLength, 16)
    guard header.memory(contextSize: context).total < 256 << 20 else { return .tooLarge }
    try Data(file).write(to: URL(filePath: path))
    let model = try LocalModel(path: path, threads: 1)
    let engine = try Engine(model: model, cores: Cores(total: 1), chunk: 3, clock: now)
    let ids = (0..<min(context, 7)).map { $0 * 3 % c.vocabulary }
    do {
      let scores = try await engine.score(ids, contextSize: context)
      #expect(scores.count == ids.count - 1)
      return .scored
    } catch let error as ScoreError {
      expectSentence(error.sentence)
      return .failed
    }
  }
}

extension ModelError {
  fileprivate static func opening(_ file: [UInt8]) throws(ModelError) -> GGUFFile {
    do throws(GGUFError) { return try GGUFFile(bytes: file) } catch { throw .file(error) }
  }
}

extension ArchitectureRecipe {
  fileprivate var architecture: String? {
    for (key, value) in writer.metadata where key == Array("general.architecture".utf8) {
      if case .string(let name) = value { return name }
    }
    return nil
  }
}
