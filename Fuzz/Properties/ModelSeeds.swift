/// Small model files, as GGUF has them: metadata, tensors, padding, data.
struct ModelSeeds {
  private var version: UInt32 = 3
  private var keys = 0
  private var metadata: [UInt8] = []
  private var tensors = 0
  private var table: [UInt8] = []
  private var data: [UInt8] = []

  static let all: [[UInt8]] = [
    Array("GGUF".utf8), ModelSeeds().bytes, everyType.bytes, llama.bytes, gemma.bytes,
    experts.bytes, fused.bytes, mixture.bytes, scaled.bytes, longRope.bytes,
    // The version's bytes the other way round, a version to come, another format.
    Array("GGUF".utf8) + [0, 0, 0, 3], Array("GGUF".utf8) + [4, 0, 0, 0],
    Array("PK\u{3}\u{4}".utf8), hugeCounts, Array(llama.bytes.dropLast()),
  ]

  /// Twenty-four bytes that announce half a billion keys.
  private static let hugeCounts =
    Array("GGUF".utf8) + little(UInt32(3)) + little(UInt64(0)) + little(UInt64(500_000_000))

  private static var everyType: ModelSeeds {
    var seed = ModelSeeds()
    seed.version = 2
    seed.add("u8", 0, [1])
    seed.add("i8", 1, [0xFF])
    seed.add("u16", 2, [1, 2])
    seed.add("i16", 3, [0, 0x80])
    seed.add("i32", 5, little(UInt32.max))
    seed.add("f32", 6, little(Float.infinity.bitPattern))
    seed.add("bool", 7, [1])
    seed.add("u64", 10, little(UInt64(1) << 63))
    seed.add("i64", 11, little(UInt64.max))
    seed.add("f64", 12, little(Double.nan.bitPattern))
    seed.add("general.alignment", 4, little(UInt32(64)))
    seed.add("general.sampling.temp", 6, little(Float(0.5).bitPattern))
    seed.add("u8s", array: 0, count: 3, [1, 2, 3])
    seed.add("bools", array: 7, count: 2, [0, 1])
    seed.add("none", strings: [])
    seed.alignment = 64
    seed.add(tensor: "a", [32, 2], type: 8, bytes: 68)
    seed.add(tensor: "b", [], type: 24, bytes: 1)
    return seed
  }

  private static var llama: ModelSeeds {
    var seed = ModelSeeds()
    seed.describe("llama", heads: 2, kvHeads: 1)
    seed.add("tokenizer.ggml.model", "llama")
    seed.add("tokenizer.ggml.tokens", strings: ["<unk>", "<s>", "</s>", "<0x0A>", "▁", "a", "▁a"])
    seed.add(
      "tokenizer.ggml.token_type", array: 5, count: 7,
      [2, 3, 3, 6, 1, 1, 1].flatMap { little(UInt32($0)) })
    seed.add(
      "tokenizer.ggml.scores", array: 6, count: 7,
      [0, 0, 0, 0, -1, -2, 1].flatMap { little(Float($0).bitPattern) })
    seed.add(tensor: "token_embd.weight", [8, 7], type: 0, bytes: 224)
    seed.addLayer(width: 8, kv: 4)
    seed.add(tensor: "output_norm.weight", [8], type: 0, bytes: 32)
    return seed
  }

  private static var gemma: ModelSeeds {
    var seed = ModelSeeds()
    seed.describe("gemma3", heads: 2, kvHeads: 2)
    seed.add("gemma3.attention.sliding_window", 4, little(UInt32(4)))
    seed.add("tokenizer.ggml.model", "gpt2")
    seed.add("tokenizer.ggml.pre", "smollm")
    seed.add("tokenizer.ggml.tokens", strings: ["a", "b", "ab"])
    seed.add("tokenizer.ggml.merges", strings: ["a b"])
    seed.add("tokenizer.ggml.bos_token_id", 4, little(UInt32(0)))
    seed.add("tokenizer.ggml.add_bos_token", 7, [1])
    seed.add(tensor: "token_embd.weight", [8, 3], type: 1, bytes: 48)
    seed.addLayer(width: 8, kv: 8)
    for name in ["attn_q_norm", "attn_k_norm"] {
      seed.add(tensor: "blk.0.\(name).weight", [4], type: 0, bytes: 16)
    }
    for name in ["post_attention_norm", "post_ffw_norm"] {
      seed.add(tensor: "blk.0.\(name).weight", [8], type: 1, bytes: 16)
    }
    seed.add(tensor: "output_norm.weight", [8], type: 0, bytes: 32)
    return seed
  }

  /// gpt-oss: experts, biases, sinks, a window.
  private static var experts: ModelSeeds {
    var seed = ModelSeeds()
    seed.describe("gpt-oss", heads: 2, kvHeads: 1)
    for (key, value) in [
      ("attention.sliding_window", 4), ("expert_count", 2), ("expert_used_count", 1),
      ("expert_feed_forward_length", 8),
    ] as [(String, UInt32)] {
      seed.add("gpt-oss.\(key)", 4, little(value))
    }
    seed.add("gpt-oss.rope.scaling.type", "yarn")
    seed.add("gpt-oss.rope.scaling.factor", 6, little(Float(4).bitPattern))
    seed.addPairs()
    seed.add(tensor: "token_embd.weight", [8, 3], type: 1, bytes: 48)
    for (name, rows) in [("attn_q", 8), ("attn_k", 4), ("attn_v", 4), ("attn_output", 8)] {
      seed.add(tensor: "blk.0.\(name).weight", [8, rows], type: 1, bytes: 16 * rows)
      seed.add(tensor: "blk.0.\(name).bias", [rows], type: 0, bytes: 4 * rows)
    }
    seed.add(tensor: "blk.0.ffn_gate_inp.weight", [8, 2], type: 0, bytes: 64)
    seed.add(tensor: "blk.0.ffn_gate_inp.bias", [2], type: 0, bytes: 8)
    for name in ["ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"] {
      seed.add(tensor: "blk.0.\(name).weight", [8, 8, 2], type: 1, bytes: 256)
      seed.add(tensor: "blk.0.\(name).bias", [8, 2], type: 0, bytes: 64)
    }
    seed.add(tensor: "blk.0.attn_sinks.weight", [2], type: 0, bytes: 8)
    for name in ["blk.0.attn_norm", "blk.0.post_attention_norm", "output_norm"] {
      seed.add(tensor: "\(name).weight", [8], type: 0, bytes: 32)
    }
    return seed
  }

  /// GPT-2: one tensor for query, key and value, learned positions, norms with a bias.
  private static var fused: ModelSeeds {
    var seed = ModelSeeds()
    seed.describe("gpt2", heads: 2, kvHeads: 2)
    seed.add("gpt2.attention.layer_norm_epsilon", 6, little(Float(1e-5).bitPattern))
    seed.addPairs()
    seed.add(tensor: "token_embd.weight", [8, 3], type: 1, bytes: 48)
    seed.add(tensor: "position_embd.weight", [8, 64], type: 1, bytes: 1024)
    for (name, rows) in [("attn_qkv", 24), ("attn_output", 8), ("ffn_up", 8), ("ffn_down", 8)] {
      seed.add(tensor: "blk.0.\(name).weight", [8, rows], type: 1, bytes: 16 * rows)
      seed.add(tensor: "blk.0.\(name).bias", [rows], type: 0, bytes: 4 * rows)
    }
    for name in ["blk.0.attn_norm", "blk.0.ffn_norm", "output_norm"] {
      for part in ["weight", "bias"] {
        seed.add(tensor: "\(name).\(part)", [8], type: 0, bytes: 32)
      }
    }
    return seed
  }

  /// Qwen3 with experts in two types of blocks, of which a token takes all.
  private static var mixture: ModelSeeds {
    var seed = ModelSeeds()
    seed.describe("qwen3moe", heads: 2, kvHeads: 1, width: 32)
    for (key, value) in [
      ("expert_count", 2), ("expert_used_count", 2), ("expert_feed_forward_length", 32),
      ("attention.key_length", 6), ("attention.value_length", 6),
    ] as [(String, UInt32)] {
      seed.add("qwen3moe.\(key)", 4, little(value))
    }
    seed.addPairs()
    seed.add(tensor: "token_embd.weight", [32, 3], type: 20, bytes: 54)
    for (name, rows) in [("attn_q", 12), ("attn_k", 6), ("attn_v", 6)] {
      seed.add(tensor: "blk.0.\(name).weight", [32, rows], type: 39, bytes: 17 * rows)
    }
    seed.add(tensor: "blk.0.attn_output.weight", [12, 32], type: 1, bytes: 768)
    for name in ["attn_q_norm", "attn_k_norm"] {
      seed.add(tensor: "blk.0.\(name).weight", [6], type: 0, bytes: 24)
    }
    seed.add(tensor: "blk.0.ffn_gate_inp.weight", [32, 2], type: 0, bytes: 256)
    seed.add(tensor: "blk.0.ffn_gate_exps.weight", [32, 32, 2], type: 39, bytes: 17 * 64)
    seed.add(tensor: "blk.0.ffn_up_exps.weight", [32, 32, 2], type: 8, bytes: 34 * 64)
    seed.add(tensor: "blk.0.ffn_down_exps.weight", [32, 32, 2], type: 20, bytes: 18 * 64)
    for name in ["blk.0.attn_norm", "blk.0.ffn_norm", "output_norm"] {
      seed.add(tensor: "\(name).weight", [32], type: 0, bytes: 128)
    }
    return seed
  }

  /// Granite, with a scale of everything, a bias of the output, and rows of 256 in low bits.
  private static var scaled: ModelSeeds {
    var seed = ModelSeeds()
    seed.describe("granite", heads: 2, kvHeads: 1)
    for key in ["logit_scale", "embedding_scale", "residual_scale", "attention.scale"] {
      seed.add("granite.\(key)", 6, little(Float(0.5).bitPattern))
    }
    seed.addPairs()
    seed.add(tensor: "token_embd.weight", [8, 3], type: 30, bytes: 48)
    seed.add(tensor: "output.weight", [8, 3], type: 0, bytes: 96)
    seed.add(tensor: "output.bias", [3], type: 0, bytes: 12)
    seed.addLayer(width: 8, kv: 4)
    seed.add(tensor: "output_norm.weight", [8], type: 0, bytes: 32)
    return seed
  }

  /// Phi-3, with one tensor for gate and up, and factors of its rotation for both lengths.
  private static var longRope: ModelSeeds {
    var seed = ModelSeeds()
    seed.describe("phi3", heads: 2, kvHeads: 1)
    seed.add("phi3.rope.scaling.original_context_length", 4, little(UInt32(8)))
    seed.add("phi3.rope.scaling.attn_factor", 6, little(Float(1.5).bitPattern))
    seed.addPairs()
    seed.add(tensor: "token_embd.weight", [8, 3], type: 1, bytes: 48)
    for name in ["rope_factors_long", "rope_factors_short"] {
      seed.add(tensor: "\(name).weight", [2], type: 0, bytes: 8)
    }
    for (name, rows) in [("attn_qkv", 16), ("attn_output", 8), ("ffn_up", 16), ("ffn_down", 8)] {
      seed.add(tensor: "blk.0.\(name).weight", [8, rows], type: 1, bytes: 16 * rows)
    }
    for name in ["blk.0.attn_norm", "blk.0.ffn_norm", "output_norm"] {
      seed.add(tensor: "\(name).weight", [8], type: 0, bytes: 32)
    }
    return seed
  }

  private mutating func addPairs() {
    add("tokenizer.ggml.model", "gpt2")
    add("tokenizer.ggml.pre", "gpt-2")
    add("tokenizer.ggml.tokens", strings: ["a", "b", "ab"])
    add("tokenizer.ggml.merges", strings: ["a b"])
  }

  private mutating func describe(
    _ name: String, heads: UInt32, kvHeads: UInt32, width: UInt32 = 8
  ) {
    add("general.architecture", name)
    for (key, value) in [
      ("embedding_length", width), ("block_count", 1), ("attention.head_count", heads),
      ("attention.head_count_kv", kvHeads), ("feed_forward_length", 8), ("context_length", 64),
    ] {
      add("\(name).\(key)", 4, Self.little(value))
    }
    add("\(name).attention.layer_norm_rms_epsilon", 6, Self.little(Float(1e-5).bitPattern))
  }

  private mutating func addLayer(width: Int, kv: Int) {
    let matrices = [
      ("attn_q", width), ("attn_k", kv), ("attn_v", kv), ("attn_output", width),
      ("ffn_gate", 8), ("ffn_up", 8), ("ffn_down", width),
    ]
    for (name, rows) in matrices {
      add(tensor: "blk.0.\(name).weight", [width, rows], type: 0, bytes: width * rows * 4)
    }
    for name in ["attn_norm", "ffn_norm"] {
      add(tensor: "blk.0.\(name).weight", [width], type: 0, bytes: width * 4)
    }
  }

  // MARK: Bytes

  private var alignment = 32

  private var bytes: [UInt8] {
    let header =
      Array("GGUF".utf8) + Self.little(version) + Self.little(UInt64(tensors))
      + Self.little(UInt64(keys)) + metadata + table
    return header + Self.padding(header.count, alignment) + data
  }

  private mutating func add(_ key: String, _ type: UInt32, _ value: [UInt8]) {
    keys += 1
    metadata += Self.text(key) + Self.little(type) + value
  }

  private mutating func add(_ key: String, _ text: String) { add(key, 8, Self.text(text)) }

  private mutating func add(_ key: String, strings: [String]) {
    add(key, array: 8, count: strings.count, strings.flatMap(Self.text))
  }

  private mutating func add(
    _ key: String, array type: UInt32, count: Int, _ elements: [UInt8]
  ) {
    add(key, 9, Self.little(type) + Self.little(UInt64(count)) + elements)
  }

  private mutating func add(tensor name: String, _ shape: [Int], type: UInt32, bytes: Int) {
    tensors += 1
    data += Self.padding(data.count, alignment)
    table += Self.text(name) + Self.little(UInt32(shape.count))
    table += shape.flatMap { Self.little(UInt64($0)) } + Self.little(type)
    table += Self.little(UInt64(data.count))
    data += [UInt8](repeating: 0x11, count: bytes)
  }

  private static func text(_ text: String) -> [UInt8] {
    little(UInt64(text.utf8.count)) + Array(text.utf8)
  }

  private static func padding(_ count: Int, _ alignment: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (alignment - count % alignment) % alignment)
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
