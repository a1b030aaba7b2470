import Support

/// Hyperparameters that no model has, that contradict each other, or that are not supported.
enum ConfigurationRefusals {
  static let all =
    architectures + layers + width + heads + headShape + feedForward + context + numbers + features
    + yarn + gemma3

  static let architectures: [ModelFile] = [
    ModelFile(without: "general.architecture"),
    ModelFile("general.architecture", .uint32(1), says: "uint32, not string"),
    ModelFile("general.architecture", .strings(["llama"]), says: "array of string"),
    named("bert"), named(""), named("LLAMA"), named("llama\u{0}"),
    ModelFile("an architecture that obeys the terminal", says: [#""\u{1B}[2Jllama\u{A}""#]) {
      $0.set("general.architecture", .string("\u{1B}[2Jllama\n"))
    },
    ModelFile("an architecture that is not UTF-8", says: ["architecture", "not supported"]) {
      $0.set("general.architecture", .stringBytes([0xFF, 0x9B, 0x6C]))
    },
    ModelFile("an architecture of a megabyte of combining marks", says: ["1000000 bytes"]) {
      $0.set(
        "general.architecture", .string(String(repeating: "\u{301}\u{316}", count: 250_000)))
    },
    ModelFile("another architecture's keys", says: ["\"gemma3.embedding_length\" is missing"]) {
      $0.set("general.architecture", .string("gemma3"))
    },
  ]

  private static func named(_ name: String) -> ModelFile {
    ModelFile(
      "the architecture \(name)", says: ["the architecture \"", "gpt2, llama,", "llama-server"]
    ) {
      $0.set("general.architecture", .string(name))
    }
  }

  static let layers: [ModelFile] = [
    ModelFile(without: "llama.block_count"),
    ModelFile("llama.block_count", .uint32(0), says: "is 0"),
    ModelFile("llama.block_count", .uint32(513), says: "is 513"),
    ModelFile("llama.block_count", .uint32(1 << 31), says: "is 2147483648"),
    ModelFile("llama.block_count", .uint32(.max), says: "is 4294967295"),
    ModelFile("llama.block_count", .uint64(.max), says: "is 18446744073709551615"),
    ModelFile("llama.block_count", .int32(-1), says: "is -1"),
    ModelFile("llama.block_count", .float32(1), says: "float32, not an integer"),
    ModelFile("llama.block_count", .string("1"), says: "string, not an integer"),
    ModelFile("llama.block_count", .bool(true), says: "bool, not an integer"),
    ModelFile("llama.block_count", .int32s([1]), says: "array of int32, not an integer"),
    ModelFile("one layer more than there is", says: ["blk.1.attn_norm.weight", "missing"]) {
      $0.set("llama.block_count", .uint32(2))
    },
  ]

  static let width: [ModelFile] = [
    ModelFile(without: "llama.embedding_length"),
    ModelFile("llama.embedding_length", .uint32(0), says: "is 0"),
    ModelFile("llama.embedding_length", .uint32(1 << 17 + 1), says: "is 131073"),
    ModelFile("llama.embedding_length", .int64(-2), says: "is -2"),
    ModelFile("a width of 3 for 2 heads", says: ["llama.embedding_length", "3", "2 heads"]) {
      $0.set("llama.embedding_length", .uint32(3))
      $0.set("llama.attention.head_count", .uint32(2))
    },
    ModelFile("a width of 4 where tensors have 2", says: ["token_embd.weight", "[2, 4]", "[4, 4]"])
    {
      $0.set("llama.embedding_length", .uint32(4))
    },
  ]

  static let heads: [ModelFile] = [
    ModelFile(without: "llama.attention.head_count"),
    ModelFile("llama.attention.head_count", .uint32(0), says: "is 0"),
    ModelFile("llama.attention.head_count", .uint32(4097), says: "is 4097"),
    ModelFile("llama.attention.head_count", .int32(-1), says: "is -1"),
    ModelFile("llama.attention.head_count", .int32s([]), says: "0 values for 1 layers"),
    ModelFile("llama.attention.head_count", .int32s([1, 1]), says: "2 values for 1 layers"),
    ModelFile("llama.attention.head_count", .int32s([0]), says: "is 0"),
    ModelFile("llama.attention.head_count", .int32s([-1]), says: "is -1"),
    ModelFile("llama.attention.head_count", .uint64s([1 << 63]), says: "larger numbers"),
    ModelFile("llama.attention.head_count", .strings(["1"]), says: "array of string"),
    ModelFile("llama.attention.head_count", .float32s([1]), says: "array of float32"),
    ModelFile("heads that differ", says: ["attention.head_count", "differs from layer to layer"]) {
      $0.set("llama.block_count", .uint32(2))
      $0.set("llama.attention.head_count", .int32s([1, 2]))
    },
    ModelFile("llama.attention.head_count_kv", .uint32(0), says: "is 0, no divisor of 1 heads"),
    ModelFile("llama.attention.head_count_kv", .int32(-1), says: "is -1"),
    ModelFile("llama.attention.head_count_kv", .int32s([-1]), says: "is -1, no divisor of 1 heads"),
    ModelFile("llama.attention.head_count_kv", .uint32(2), says: "is 2, no divisor of 1 heads"),
    ModelFile(
      "llama.attention.head_count_kv", .uint32(.max), says: "is 4294967295, no divisor of 1 heads"),
    ModelFile(
      "4 heads by 3", says: ["llama.attention.head_count_kv", "is 3, no divisor of 4 heads"]
    ) {
      $0.set("llama.attention.key_length", .uint32(2))
      $0.set("llama.attention.head_count", .uint32(4))
      $0.set("llama.attention.head_count_kv", .uint32(3))
    },
  ]

  static let headShape: [ModelFile] = [
    ModelFile("heads of 1", says: ["heads of 1 elements"]) {
      $0.set("llama.attention.head_count", .uint32(2))
    },
    ModelFile("heads of 0", says: ["heads of 0 elements"]) {
      $0.set("llama.attention.key_length", .uint32(0))
    },
    ModelFile("heads of 1025", says: ["heads of 1025 elements"]) {
      $0.set("llama.attention.key_length", .uint32(1025))
    },
    ModelFile("heads of 2^40", says: ["heads of 1099511627776 elements"]) {
      $0.set("llama.attention.key_length", .uint64(1 << 40))
    },
    ModelFile("llama.attention.key_length", .int32(-2), says: "is -2"),
    ModelFile("values longer than keys", says: ["values of another length than keys"]) {
      $0.set("llama.attention.value_length", .uint32(4))
    },
    ModelFile("llama.rope.dimension_count", .uint32(0), says: "is 0"),
    ModelFile("llama.rope.dimension_count", .uint32(1), says: "is 1"),
    ModelFile("llama.rope.dimension_count", .uint32(4), says: "is 4"),
    ModelFile("llama.rope.dimension_count", .uint32(.max), says: "is 4294967295"),
    ModelFile("llama.rope.dimension_count", .int32(-2), says: "is -2"),
    ModelFile("llama.rope.dimension_count", .string("2"), says: "string"),
  ]

  static let feedForward: [ModelFile] = [
    ModelFile(without: "llama.feed_forward_length"),
    ModelFile("llama.feed_forward_length", .uint32(0), says: "is 0"),
    ModelFile("llama.feed_forward_length", .uint32(1 << 20 + 1), says: "is 1048577"),
    ModelFile("llama.feed_forward_length", .int32s([2, 2]), says: "2 values for 1 layers"),
    ModelFile("3 feed-forward rows of 2", says: ["blk.0.ffn_gate.weight", "[2, 2]", "[2, 3]"]) {
      $0.set("llama.feed_forward_length", .uint32(3))
    },
  ]

  static let context: [ModelFile] = [
    ModelFile(without: "llama.context_length"),
    ModelFile("llama.context_length", .uint32(0), says: "is 0"),
    ModelFile("llama.context_length", .uint32(1 << 28 + 1), says: "is 268435457"),
    ModelFile("llama.context_length", .int32(-1), says: "is -1"),
  ]

  private static let epsilon = "llama.attention.layer_norm_rms_epsilon"

  static let numbers: [ModelFile] =
    [
      ModelFile(without: epsilon), ModelFile(epsilon, .string("1e-5"), says: "string, not a float"),
      ModelFile("llama.rope.freq_base", .string("10000"), says: "string, not a float"),
      ModelFile("llama.rope.scaling.type", .uint32(1), says: "uint32, not string"),
    ]
    + [-1, 1, .infinity, .nan].map { ModelFile(epsilon, .float32($0), says: "is ") }
    + [0, -1, 0.5, .infinity, .nan].map {
      ModelFile("llama.rope.freq_base", .float32($0), says: "is ")
    }
    + [-1, 0.5, 1e7, .infinity, .nan].map {
      ModelFile("llama.rope.scaling.factor", .float32($0), says: "is ")
    }

  static let features: [ModelFile] = [
    ModelFile("experts of which nobody says how many", says: ["llama.expert_used_count"]) {
      $0.set("llama.expert_count", .uint32(8))
    },
    experts(8, used: 9, says: "llama.expert_used_count is 9"),
    experts(8, used: 0, says: "llama.expert_used_count is 0"),
    experts(.max, used: 1, says: "llama.expert_count is 4294967295"),
    experts(1025, used: 65, says: "llama.expert_count is 1025"),
    experts(1000, used: 65, says: "llama.expert_used_count is 65"),
    experts(8, used: 2, says: "blk.0.ffn_gate_inp.weight is missing"),
    ModelFile("experts in groups", says: ["experts in groups"]) {
      $0.set("llama.expert_count", .uint32(8))
      $0.set("llama.expert_used_count", .uint32(2))
      $0.set("llama.expert_group_count", .uint32(2))
    },
    ModelFile("shared experts", says: ["experts that all tokens share"]) {
      $0.set("llama.expert_count", .uint32(8))
      $0.set("llama.expert_used_count", .uint32(2))
      $0.set("llama.expert_shared_count", .uint32(1))
    },
    ModelFile("soft-capped logits", says: ["soft-capped logits"]) {
      $0.set("llama.final_logit_softcapping", .float32(30))
    },
    ModelFile("another scaling", says: ["the rope scaling \"dynamic\""]) {
      $0.set("llama.rope.scaling.type", .string("dynamic"))
    },
    ModelFile("a scaling that obeys the terminal", says: [#""\u{1B}]0;x\u{7}""#]) {
      $0.set("llama.rope.scaling.type", .string("\u{1B}]0;x\u{7}"))
    },
    ModelFile("a name that is a number", says: ["\"general.name\"", "uint32, not string"]) {
      $0.set("general.name", .uint32(1))
    },
    ModelFile("a template that is a number", says: ["tokenizer.chat_template", "not string"]) {
      $0.set("tokenizer.chat_template", .uint32(1))
    },
  ]

  private static func experts(_ count: UInt32, used: UInt32, says: String) -> ModelFile {
    ModelFile("\(used) of \(count) experts", says: [says]) {
      $0.set("llama.expert_count", .uint32(count))
      $0.set("llama.expert_used_count", .uint32(used))
    }
  }

  /// Numbers of YaRN, and scales.
  private static let yarn: [ModelFile] =
    ([
      ("rope.scaling.attn_factor", [.nan, 1e9]),
      ("rope.scaling.original_context_length", [0.5]),
    ] as [(String, [Float])]).flatMap { key, values in
      values.map { value in
        ModelFile("\(key) = \(value)", says: ["llama.\(key)"]) {
          $0.set("llama.rope.scaling.type", .string("yarn"))
          $0.set("llama.rope.scaling.factor", .float32(4))
          $0.set("llama.\(key)", .float32(value))
        }
      }
    }

  static let gemma3: [ModelFile] = [
    ModelFile(
      "gemma3.attention.sliding_window_pattern", .strings(["1"]), says: "no list of 1 truth values",
      in: SmallestModel.gemma3),
    ModelFile(
      "gemma3.final_logit_softcapping", .float32(.nan), says: "is nan", in: SmallestModel.gemma3),
    ModelFile(
      "gemma3.final_logit_softcapping", .float32(-1), says: "is -1", in: SmallestModel.gemma3),
    ModelFile(
      "gemma3.attention.sliding_window", .uint32(.max), says: "4294967295",
      in: SmallestModel.gemma3),
    ModelFile("gemma3.rope.freq_base_swa", .float32(0), says: "is 0", in: SmallestModel.gemma3),
  ]
}
