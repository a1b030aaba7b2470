import FoundationEssentials
import GGUF
import Glibc
import Support
import Testing

/// The two models that the program is shown with, where they are at hand.
struct RealModelTests {
  @Test(.enabled(if: TestModel.smollm2.isPresent, "\(TestModel.absence)"))
  func `SmolLM2 is read whole`() throws {
    let file = try GGUFFile(path: TestModel.smollm2.path)
    #expect(file.version == 3)
    #expect(file.fileBytes == 98_362_432)
    #expect(file.metadata.keys.count == 33)
    #expect(file.tensors.count == 272)
    #expect(file.tensorDataOffset == 1_785_664)
    #expect(file.parameterCount == 134_515_008)
    #expect(file.tensorDataBytes == 96_576_768)
    #expect(file.quantisation == "Q4_1")
    #expect(Self.counts(file) == ["Q4_1": 210, "F32": 61, "Q8_0": 1])
    let embedding = try #require(file.tensor("token_embd.weight"))
    #expect(embedding.dimensions == [576, 49152])
    #expect(embedding.offset == 1_785_664)
    #expect(try #require(file.tensors.last).offset == 98_360_128)
    #expect(try file.metadata.string("general.architecture") == "llama")
    #expect(try file.metadata.uint("llama.block_count") == 30)
    #expect(try file.metadata.float("llama.rope.freq_base") == 100_000)
    #expect(try file.metadata.strings("tokenizer.ggml.tokens").count == 49152)
    #expect(try file.metadata.strings("tokenizer.ggml.merges").count == 48900)
    #expect(try !file.metadata.bool("tokenizer.ggml.add_bos_token"))
  }

  @Test(.enabled(if: TestModel.gemma3.isPresent, "\(TestModel.absence)"))
  func `Gemma 3 is read whole, its 262,144 pieces in a moment`() throws {
    let start = try Self.processorSeconds()
    let file = try GGUFFile(path: TestModel.gemma3.path)
    let pieces = try file.metadata.strings("tokenizer.ggml.tokens").packed()
    let scores = try file.metadata.floats("tokenizer.ggml.scores")
    let types = try file.metadata.ints("tokenizer.ggml.token_type")
    let seconds = try Self.processorSeconds() - start
    #if DEBUG
      #expect(seconds < 5)
    #else
      #expect(seconds < 0.1)
    #endif

    #expect(pieces.offsets.count == 262_145)
    #expect(scores.count == 262_144)
    #expect(types.count == 262_144)
    #expect(pieces.bytes[pieces.offsets[2]..<pieces.offsets[3]].elementsEqual("<bos>".utf8))
    #expect(file.fileBytes == 253_113_024)
    #expect(file.metadata.keys.count == 33)
    #expect(file.tensors.count == 236)
    #expect(file.tensorDataOffset == 6_525_120)
    #expect(file.parameterCount == 268_098_176)
    #expect(file.tensorDataBytes == 246_587_904)
    #expect(file.quantisation == "Q4_K_M")
    #expect(Self.counts(file) == ["F32": 109, "Q5_0": 81, "Q4_K": 27, "Q8_0": 10, "Q6_K": 9])
  }

  /// What this thread has used so far: other than the time of day, it does not count other work.
  private static func processorSeconds() throws -> Double {
    var time = timespec()
    try #require(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func counts(_ file: GGUFFile) -> [String: Int] {
    Dictionary(grouping: file.tensors, by: \.type.name).mapValues(\.count)
  }
}
