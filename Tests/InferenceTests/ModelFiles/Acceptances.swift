import Support

/// Files that are unusual and right.
enum Acceptances {
  static let all = containers + configurations + tensors + vocabularies + texts

  static let containers: [ModelFile] =
    [
      ModelFile(accepted: "the unchanged llama"),
      ModelFile(accepted: "the unchanged gemma3", SmallestModel.gemma3),
      ModelFile(accepted: "version 2") { $0.version = 2 },
      ModelFile(accepted: "keys in the other order") { $0.metadata.reverse() },
      ModelFile(accepted: "tensors in the other order") { $0.tensors.reverse() },
      ModelFile(accepted: "gaps between tensors") { writer in
        // The next multiple of 32 that is free, and 96 bytes more.
        for index in writer.tensors.indices {
          writer.tensors[index].bytes += [UInt8](repeating: 0xFF, count: 96)
        }
      },
      ModelFile(accepted: "bytes after the last tensor") {
        $0.change(tensor: "output.weight") { $0.bytes += [UInt8](repeating: 0xFF, count: 5000) }
      },
      ModelFile(accepted: "part 1 of 1") {
        $0.add("split.no", .uint16(0))
        $0.add("split.count", .uint16(1))
      },
    ]
    + [3, 4, 6, 12, 16, 20].map { power in
      ModelFile(accepted: "alignment 2^\(power)") {
        $0.add("general.alignment", .uint32(1 << power))
        $0.alignment = 1 << power
      }
    }

  static let configurations: [ModelFile] = [
    ModelFile(accepted: "every number in another type") {
      $0.set("llama.block_count", .uint8(1))
      $0.set("llama.context_length", .int64(64))
      $0.set("llama.embedding_length", .uint16(2))
      $0.set("llama.feed_forward_length", .int16(2))
      $0.set("llama.attention.head_count", .uint64(1))
      $0.set("llama.attention.layer_norm_rms_epsilon", .float64(1e-5))
      $0.set("llama.rope.freq_base", .uint32(10000))
      $0.set("tokenizer.ggml.bos_token_id", .int8(0))
      $0.set("tokenizer.ggml.token_type", .uint8s([3, 1, 1, 1]))
    },
    ModelFile(accepted: "a value for every layer, all the same") {
      $0.set("llama.attention.head_count", .int32s([1]))
      $0.set("llama.attention.head_count_kv", .int32s([1]))
      $0.set("llama.feed_forward_length", .uint64s([2]))
    },
    ModelFile(accepted: "a context of 2^28") { $0.set("llama.context_length", .uint32(1 << 28)) },
    ModelFile(accepted: "positions scaled by 4") {
      $0.set("llama.rope.scaling.type", .string("linear"))
      $0.set("llama.rope.scaling.factor", .float32(4))
    },
    ModelFile(accepted: "positions not scaled") {
      $0.set("llama.rope.scaling.type", .string("none"))
      $0.set("llama.rope.scaling.factor", .float32(0))
    },
    ModelFile(accepted: "a rotary base of 3e38") {
      $0.set("llama.rope.freq_base", .float32(.greatestFiniteMagnitude))
    },
    ModelFile(accepted: "no experts, no window, no soft cap") {
      $0.set("llama.expert_count", .uint32(0))
      $0.set("llama.attention.sliding_window", .uint32(0))
      $0.set("llama.final_logit_softcapping", .float32(0))
    },
    ModelFile(accepted: "positions stretched by YaRN") {
      $0.set("llama.rope.scaling.type", .string("yarn"))
      $0.set("llama.rope.scaling.factor", .float32(4))
      $0.set("llama.rope.scaling.original_context_length", .uint32(16))
    },
    ModelFile(accepted: "YaRN with a base of 1, where nothing can be worked out") {
      $0.set("llama.rope.freq_base", .float32(1))
      $0.set("llama.rope.scaling.type", .string("yarn"))
      $0.set("llama.rope.scaling.factor", .float32(4))
    },
    ModelFile(accepted: "a window that means nothing in this architecture") {
      $0.set("llama.attention.sliding_window", .uint32(4))
    },
    ModelFile(accepted: "no window", SmallestModel.gemma3) {
      $0.set("gemma3.attention.sliding_window", .uint32(0))
    },
    ModelFile(accepted: "a list of windows", SmallestModel.gemma3) {
      $0.set("gemma3.attention.sliding_window_pattern", .bools([false]))
    },
    ModelFile(accepted: "a window of 2^30", SmallestModel.gemma3) {
      $0.set("gemma3.attention.sliding_window", .uint32(1 << 30))
    },
  ]

  static let tensors: [ModelFile] = [
    ModelFile(accepted: "tied output") {
      $0.tensors.removeAll { $0.name.elementsEqual("output.weight".utf8) }
    },
    ModelFile(accepted: "a bias") {
      $0.addTensor("blk.0.attn_q.bias", [2], type: 0, bytes: SmallestModel.floats(2, 1))
    },
    ModelFile(accepted: "factors of rotation") {
      $0.addTensor("rope_freqs.weight", [1], type: 0, bytes: SmallestModel.floats(1, 1))
    },
    ModelFile(accepted: "trailing dimensions of 1") {
      $0.change(tensor: "token_embd.weight") { $0.dimensions = [2, 4, 1, 1] }
      $0.change(tensor: "output_norm.weight") { $0.dimensions = [2, 1] }
    },
    ModelFile(accepted: "everything in F16") { writer in
      for index in writer.tensors.indices {
        let count = Int(writer.tensors[index].dimensions.reduce(1, *))
        writer.tensors[index].type = 1
        writer.tensors[index].bytes = (0..<count).flatMap { _ in [UInt8](arrayLiteral: 0, 0x38) }
      }
    },
    ModelFile(accepted: "weights of nothing but zeros") { writer in
      for index in writer.tensors.indices {
        writer.tensors[index].bytes = [UInt8](
          repeating: 0, count: writer.tensors[index].bytes.count)
      }
    },
  ]

  private static let prefix = "tokenizer.ggml."

  static let vocabularies: [ModelFile] = [
    ModelFile(accepted: "no BOS and no EOS") {
      $0.remove(prefix + "bos_token_id")
      $0.remove(prefix + "eos_token_id")
      $0.remove(prefix + "add_bos_token")
    },
    ModelFile(accepted: "no pre-tokenizer") { $0.remove(prefix + "pre") },
    ModelFile(accepted: "a pre-tokenizer without a name") { $0.set(prefix + "pre", .string("")) },
    ModelFile(accepted: "no types") { $0.remove(prefix + "token_type") },
    ModelFile(accepted: "types without a meaning") {
      $0.set(prefix + "token_type", .int32s([3, 1, 1, -7]))
    },
    ModelFile(accepted: "scores that byte pairs do not need") {
      $0.set(prefix + "scores", .float64s([0, 0, 0, 0]))
    },
    ModelFile(accepted: "no merges to make") { $0.set(prefix + "merges", .strings([])) },
    ModelFile(accepted: "the same merge twice") {
      $0.set(prefix + "merges", .strings(["a b", "a b"]))
    },
    ModelFile(accepted: "empty tokens, two of them") {
      $0.set(prefix + "tokens", .strings(["<s>", "a", "", ""]))
      $0.set(prefix + "merges", .strings([]))
    },
    ModelFile(accepted: "a token of a megabyte") {
      $0.set(
        prefix + "tokens", .strings(["<s>", "a", "b", String(repeating: "a", count: 1 << 20)]))
      $0.set(prefix + "merges", .strings([]))
    },
    ModelFile(accepted: "a token of a megabyte of combining marks") {
      let marks = String(repeating: "\u{301}\u{316}", count: 1 << 18)
      $0.set(prefix + "tokens", .strings(["<s>", "a", "b", marks]))
      $0.set(prefix + "merges", .strings([]))
    },
    ModelFile(accepted: "tokens that are not UTF-8, or hold escape sequences") {
      $0.set(
        prefix + "tokens",
        .stringsBytes([Array("a".utf8), [0xFF, 0x9B], Array("\u{1B}]52;c;x\u{7}".utf8), [0]]))
      $0.set(prefix + "merges", .strings([]))
    },
    ModelFile(accepted: "pieces without scores", SmallestModel.gemma3) {
      $0.remove(prefix + "scores")
    },
    ModelFile(accepted: "infinite scores", SmallestModel.gemma3) {
      $0.set(prefix + "scores", .float32s([.infinity, -.infinity, 0, -0.0]))
    },
    ModelFile(accepted: "a byte token", SmallestModel.gemma3) {
      $0.set(prefix + "tokens", .strings(["<unk>", "<s>", "</s>", "<0x61>"]))
      $0.set(prefix + "token_type", .int32s([2, 3, 3, 6]))
    },
  ]

  static let texts: [ModelFile] = [
    ModelFile(accepted: "keys and arrays that nobody knows") {
      $0.add("x.empty", .strings([]))
      $0.add("x.bools", .bools([true, false]))
      $0.add("x.bytes", .stringBytes([0xC2, 0x9D, 0xFF, 0]))
      $0.add("모델", .float64s([.nan]))
    },
    ModelFile(accepted: "a key that obeys the terminal") { $0.add("\u{1B}[2J\n", .bool(true)) },
    ModelFile(accepted: "a key of 70,000 bytes") {
      $0.add(String(repeating: "k", count: 70_000), .bool(true))
    },
    ModelFile(accepted: "a name that obeys the terminal") {
      $0.set("general.name", .string("\u{1B}]52;c;aGk=\u{7}\u{1B}[2J\u{202E}\r\nx"))
    },
    ModelFile(accepted: "a name of a megabyte of combining marks") {
      $0.set("general.name", .string(String(repeating: "\u{301}\u{316}", count: 250_000)))
    },
    ModelFile(accepted: "an empty name and an empty template") {
      $0.set("general.name", .string(""))
      $0.set("tokenizer.chat_template", .string(""))
    },
    ModelFile(accepted: "a template that is no Jinja") {
      $0.set("tokenizer.chat_template", .string("{% \u{1B}[2J {{"))
    },
    ModelFile(accepted: "recommendations of every type") {
      $0.add("general.sampling.temp", .float32(0.7))
      $0.add("general.sampling.top_k", .int32(.min))
      $0.add("general.sampling.top_p", .float32(.nan))
      $0.add("general.sampling.min_p", .string("x"))
      $0.add("general.sampling.", .uint64(.max))
    },
    ModelFile(accepted: "two recommendations that are the same text in other bytes") {
      $0.add("general.sampling.caf\u{E9}", .float32(1))
      $0.add("general.sampling.cafe\u{301}", .float32(1))
    },
    ModelFile(accepted: "a recommendation under a megabyte of combining marks") {
      $0.add(
        "general.sampling." + String(repeating: "\u{301}\u{316}", count: 250_000), .float32(1))
    },
  ]
}
