import Support

/// Tensors that are not those the metadata speaks of.
enum ShapeRefusals {
  static let all = missing + shapes + unexpected + types + weights

  static let missing: [ModelFile] =
    SmallestModel.llama.tensors.map { String(decoding: $0.name, as: UTF8.self) }
    // Without an output matrix of its own, a model uses its embeddings.
    .filter { $0 != "output.weight" }
    .map { name in
      ModelFile("no \(name)", says: ["the tensor \(name) is missing"]) {
        $0.tensors.removeAll { $0.name.elementsEqual(name.utf8) }
      }
    } + [
      ModelFile(
        "no post_ffw_norm", says: ["the tensor blk.0.post_ffw_norm.weight is missing"],
        SmallestModel.gemma3
      ) { $0.tensors.removeAll { $0.name.elementsEqual("blk.0.post_ffw_norm.weight".utf8) } }
    ]

  static let shapes: [ModelFile] = [
    shape("token_embd.weight", [2, 3]), shape("token_embd.weight", [2, 5]),
    shape("token_embd.weight", [4, 2]), shape("token_embd.weight", [8]),
    shape("output.weight", [2, 3]), shape("output_norm.weight", [1]),
    shape("output_norm.weight", [3]), shape("output_norm.weight", [2, 2]),
    shape("blk.0.attn_norm.weight", [1]), shape("blk.0.attn_q.weight", [2, 4]),
    shape("blk.0.attn_k.weight", [2, 1]), shape("blk.0.attn_v.weight", [2]),
    shape("blk.0.attn_output.weight", [4, 1]), shape("blk.0.ffn_gate.weight", [2, 2, 2]),
    shape("blk.0.ffn_up.weight", [1, 2, 2]), shape("blk.0.ffn_down.weight", []),
    ModelFile("a token more than embeddings", says: ["token_embd.weight", "[2, 4]", "[2, 5]"]) {
      $0.set("tokenizer.ggml.tokens", .strings(SmallestModel.tokens + ["c"]))
      $0.set("tokenizer.ggml.token_type", .int32s([3, 1, 1, 1, 1]))
    },
  ]

  private static func shape(_ name: String, _ dimensions: [UInt64]) -> ModelFile {
    let found = dimensions.isEmpty ? "[1]" : "\(dimensions)"
    return ModelFile("\(name) of \(dimensions)", says: ["the tensor \(name)", found]) {
      $0.change(tensor: name) {
        $0.dimensions = dimensions
        $0.bytes = SmallestModel.floats(Int(dimensions.reduce(1, *)), 1)
      }
    }
  }

  static let unexpected: [ModelFile] =
    [
      "blk.1.attn_q.weight", "blk.0.attn_q.scale", "blk.0.attn_q_norm.weight", "rope_freqs.bias",
      "blk.0.ffn_gate_inp.weight", "token_embd.weight ", "v.patch_embd.weight",
    ].map { extra($0, says: "the tensor \"\($0)\" has no place") } + [
      extra("\u{1B}]52;c;aGk=\u{7}", says: #""\u{1B}]52;c;aGk=\u{7}""#),
      extra(
        String(repeating: "\u{301}\u{316}", count: 100_000),
        says: "has no place in this architecture"),
    ]

  private static func extra(_ name: String, says words: String) -> ModelFile {
    ModelFile("a tensor \(name.prefix(40)) besides", says: [words]) {
      $0.addTensor(name, [2], type: 0, bytes: SmallestModel.floats(2, 1))
    }
  }

  static let types: [ModelFile] = [
    type("blk.0.attn_q.weight", 25, 2, "I16"), type("token_embd.weight", 28, 8, "F64"),
    type("blk.0.ffn_up.weight", 24, 1, "I8"), type("blk.0.ffn_up.weight", 26, 4, "I32"),
    type("output_norm.weight", 30, 2, "BF16"), type("blk.0.ffn_norm.weight", 26, 4, "I32"),
  ]

  private static func type(_ name: String, _ number: UInt32, _ size: Int, _ word: String)
    -> ModelFile
  {
    ModelFile("\(name) in \(word)", says: ["the tensor \(name) is of type \(word)", "F32"]) {
      $0.change(tensor: name) {
        $0.type = number
        $0.bytes = [UInt8](repeating: 0, count: Int($0.dimensions.reduce(1, *)) * size)
      }
    }
  }

  /// Files that can be loaded, and then say nothing.
  static let weights: [ModelFile] = [
    filled("token_embd.weight", .nan), filled("output_norm.weight", .nan),
    filled("output.weight", .nan), filled("blk.0.ffn_down.weight", .nan),
  ]

  private static func filled(_ name: String, _ value: Float) -> ModelFile {
    ModelFile("\(name) of nothing but \(value)", says: ["no finite logits"]) {
      $0.change(tensor: name) { tensor in
        let count = Int(tensor.dimensions.reduce(1, *))
        tensor.bytes = (0..<count).flatMap { _ in value.bitPattern.littleEndianBytes }
      }
    }
  }
}
