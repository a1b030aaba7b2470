import Support

/// Whole models in some 2 KB, for tests to change one thing about.
enum SmallestModel {
  static let tokens = ["<s>", "a", "b", "ab"]

  /// One layer of width 2, four tokens, everything in F32.
  static var llama: GGUFWriter {
    var writer = GGUFWriter()
    writer.add("general.architecture", .string("llama"))
    writer.add("llama.block_count", .uint32(1))
    writer.add("llama.context_length", .uint32(64))
    writer.add("llama.embedding_length", .uint32(2))
    writer.add("llama.feed_forward_length", .uint32(2))
    writer.add("llama.attention.head_count", .uint32(1))
    writer.add("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
    addBytePairs(&writer)
    addTensors(&writer)
    writer.addTensor("output.weight", [2, 4], type: 0, bytes: floats(8, 3))
    return writer
  }

  /// The same with the norms and the window of Gemma 3, and pieces with scores as vocabulary.
  static var gemma3: GGUFWriter {
    var writer = GGUFWriter()
    writer.add("general.architecture", .string("gemma3"))
    writer.add("gemma3.block_count", .uint32(1))
    writer.add("gemma3.context_length", .uint32(64))
    writer.add("gemma3.embedding_length", .uint32(2))
    writer.add("gemma3.feed_forward_length", .uint32(2))
    writer.add("gemma3.attention.head_count", .uint32(1))
    writer.add("gemma3.attention.sliding_window", .uint32(8))
    writer.add("gemma3.attention.layer_norm_rms_epsilon", .float32(1e-6))
    writer.add("tokenizer.ggml.model", .string("llama"))
    writer.add("tokenizer.ggml.tokens", .strings(["<unk>", "<s>", "</s>", "a"]))
    writer.add("tokenizer.ggml.scores", .float32s([0, 0, 0, -1]))
    writer.add("tokenizer.ggml.token_type", .int32s([2, 3, 3, 1]))
    addTensors(&writer)
    for norm in ["attn_q_norm", "attn_k_norm", "post_attention_norm", "post_ffw_norm"] {
      writer.addTensor("blk.0.\(norm).weight", [2], type: 0, bytes: floats(2, 5))
    }
    return writer
  }

  private static func addBytePairs(_ writer: inout GGUFWriter) {
    writer.add("tokenizer.ggml.model", .string("gpt2"))
    writer.add("tokenizer.ggml.pre", .string("smollm"))
    writer.add("tokenizer.ggml.tokens", .strings(tokens))
    writer.add("tokenizer.ggml.token_type", .int32s([3, 1, 1, 1]))
    writer.add("tokenizer.ggml.merges", .strings(["a b"]))
    writer.add("tokenizer.ggml.bos_token_id", .uint32(0))
    writer.add("tokenizer.ggml.eos_token_id", .uint32(0))
    writer.add("tokenizer.ggml.add_bos_token", .bool(true))
  }

  private static func addTensors(_ writer: inout GGUFWriter) {
    writer.addTensor("token_embd.weight", [2, 4], type: 0, bytes: floats(8, 1))
    writer.addTensor("output_norm.weight", [2], type: 0, bytes: floats(2, 2))
    for norm in ["attn_norm", "ffn_norm"] {
      writer.addTensor("blk.0.\(norm).weight", [2], type: 0, bytes: floats(2, 4))
    }
    let matrices = [
      "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down",
    ]
    for (seed, name) in matrices.enumerated() {
      writer.addTensor("blk.0.\(name).weight", [2, 2], type: 0, bytes: floats(4, seed + 6))
    }
  }

  /// Values between -1 and 1 that no pattern runs through.
  static func floats(_ count: Int, _ seed: Int) -> [UInt8] {
    (0..<count).flatMap { index in
      let value = Float((seed * 131 + index * 71) % 199) / 100 - 1
      return value.bitPattern.littleEndianBytes
    }
  }
}
