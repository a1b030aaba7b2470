import Inference
import Support
import Testing

/// What a model takes that is not here.
struct ModelOutlineTests {
  static let llama7B: [String: Double] = [
    "block_count": 32, "embedding_length": 4096, "feed_forward_length": 11008,
    "attention.head_count": 32, "context_length": 2048,
    "attention.layer_norm_rms_epsilon": 1e-6, "vocab_size": 32000,
  ]
  static let mixtral: [String: Double] = [
    "block_count": 32, "embedding_length": 4096, "feed_forward_length": 14336,
    "attention.head_count": 32, "attention.head_count_kv": 8, "context_length": 32768,
    "attention.layer_norm_rms_epsilon": 1e-5, "vocab_size": 32000, "expert_count": 8,
    "expert_used_count": 2,
  ]

  /// Parameters as the papers have them; bytes of tensors in the files that people pass around.
  @Test(arguments: [
    ("F16", 13_476_831_232), ("Q8_0", 7_159_902_208), ("Q4_0", 3_825_065_984),
    ("Q4_K_M", 4_080_263_168),
  ])
  func `the outline of LLaMA 7B has the size of its files`(
    _ quantisation: String, _ bytes: Int
  ) throws {
    let outline = try ModelOutline(
      architecture: "llama", shape: Self.llama7B, quantisation: quantisation)
    #expect(outline.parameters == 6_738_415_616)
    #expect(abs(Double(outline.fileBytes) / Double(bytes) - 1) < 0.001)
  }

  @Test(.timeLimit(.minutes(1))) func `the outline of any model takes no memory`() throws {
    let outline = try ModelOutline(
      architecture: "gpt-oss",
      shape: [
        "block_count": 512, "embedding_length": 131072, "feed_forward_length": 1_048_576,
        "attention.head_count": 4096, "attention.key_length": 1024, "context_length": 268_435_456,
        "attention.layer_norm_rms_epsilon": 1e-6, "vocab_size": 16_777_216, "expert_count": 1024,
        "expert_used_count": 64, "attention.sliding_window": 1_073_741_824,
      ], quantisation: "F16")
    #expect(outline.parameters > 1 << 57)
    #expect(outline.memory(contextSize: 1 << 28).total > 1 << 58)
  }

  @Test func `the outline of Mixtral counts all experts`() throws {
    let outline = try ModelOutline(
      architecture: "llama", shape: Self.mixtral, quantisation: "Q4_K_M")
    #expect(outline.parameters == 46_702_792_704)
    #expect(abs(Double(outline.fileBytes) / 28.45e9 - 1) < 0.005)
  }

  @Test(.enabled(if: TestModel.arePresent, "\(TestModel.absence)"))
  func `the outline of a model that is here takes what the model takes`() throws {
    let header = try ModelHeader(path: TestModel.gemma3.path)
    let shape: [String: Double] = [
      "block_count": 18, "embedding_length": 640, "feed_forward_length": 2048,
      "attention.head_count": 4, "attention.head_count_kv": 1, "attention.key_length": 256,
      "attention.value_length": 256, "attention.sliding_window": 512, "context_length": 32768,
      "attention.layer_norm_rms_epsilon": 1e-6, "rope.freq_base": 1e6, "vocab_size": 262144,
      "tied": 1,
    ]
    let outline = try ModelOutline(
      architecture: "gemma3", shape: shape, quantisation: "Q4_K_M")
    #expect(outline.configuration == header.configuration)
    #expect(outline.parameters == header.file.parameterCount)
    #expect(outline.fileBytes == header.file.tensorDataBytes)
    #expect(outline.memory(contextSize: 4096) == header.memory(contextSize: 4096))
  }

  /// Bytes of tensors in the files that `llama-quantize` makes of SmolLM2 135M, whose rows of 576
  /// elements are no multiple of 256.
  @Test(arguments: [
    ("F16", 269_100_288), ("BF16", 269_100_288), ("Q8_0", 143_025_408), ("Q6_K", 136_597_248),
    ("Q5_K_M", 110_317_824), ("Q4_K_M", 103_668_480), ("Q4_0", 89_941_248),
    ("IQ4_XS", 89_526_528), ("Q3_K_M", 91_724_544), ("Q2_K", 86_416_128),
  ])
  func `an outline gives each tensor the type that llama-quantize does`(
    _ quantisation: String, _ bytes: Int
  ) throws {
    let shape: [String: Double] = [
      "block_count": 30, "embedding_length": 576, "feed_forward_length": 1536,
      "attention.head_count": 9, "attention.head_count_kv": 3, "context_length": 8192,
      "attention.layer_norm_rms_epsilon": 1e-5, "vocab_size": 49152, "tied": 1,
    ]
    let outline = try ModelOutline(architecture: "llama", shape: shape, quantisation: quantisation)
    #expect(outline.fileBytes == bytes)
  }

  @Test func `every quantisation of every architecture has an outline`() throws {
    let wide: [String: Double] = [
      "block_count": 8, "embedding_length": 512, "feed_forward_length": 1024,
      "attention.head_count": 8, "context_length": 2048, "attention.layer_norm_epsilon": 1e-5,
      "attention.layer_norm_rms_epsilon": 1e-5, "vocab_size": 1000, "logit_scale": 8,
      "attention.sliding_window": 128, "expert_count": 4, "expert_used_count": 2,
    ]
    for architecture in ["gpt2", "llama", "qwen3moe", "phi3", "gemma2", "granite", "gpt-oss"] {
      var shape = wide
      if !["phi3", "gemma2", "gpt-oss"].contains(architecture) {
        shape["attention.sliding_window"] = 0
      }
      if architecture != "qwen3moe", architecture != "gpt-oss" { shape["expert_count"] = 0 }
      let outlines = try ModelOutline.quantisations.map {
        try ModelOutline(architecture: architecture, shape: shape, quantisation: $0)
      }
      let largest = try #require(outlines.first)
      for (quantisation, outline) in zip(ModelOutline.quantisations, outlines).dropFirst(2) {
        #expect(outline.fileBytes < largest.fileBytes, "\(architecture) \(quantisation)")
        #expect(outline.parameters == largest.parameters)
        #expect(outline.memory(contextSize: 512).total > outline.memory(contextSize: 256).total)
      }
    }
  }

  @Test func `an outline that no model has is refused in a sentence`() {
    func refusal(_ change: (inout [String: Double]) -> Void, _ quantisation: String = "Q8_0")
      -> String
    {
      var shape = Self.llama7B
      change(&shape)
      do throws(ModelError) {
        _ = try ModelOutline(architecture: "llama", shape: shape, quantisation: quantisation)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal { $0["block_count"] = nil }.contains("llama.block_count"))
    #expect(refusal { $0["block_count"] = .nan }.contains("llama.block_count"))
    #expect(refusal { $0["block_count"] = 1e300 }.contains("llama.block_count"))
    #expect(refusal { $0["embedding_length"] = -4 }.contains("llama.embedding_length"))
    #expect(refusal { $0["vocab_size"] = nil }.contains("vocab_size"))
    #expect(refusal { $0["vocab_size"] = 1e12 }.contains("vocab_size"))
    #expect(refusal({ _ in }, "Q4_X").contains("Q4_K_M"))
  }
}
