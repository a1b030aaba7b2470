import Support

/// Vocabularies that are none, lists of unlike lengths, ids of no token.
enum VocabularyRefusals {
  static let all = kinds + tokens + lists + scores + ids + merges

  private static let prefix = "tokenizer.ggml."

  static let kinds: [ModelFile] =
    ["", "bert", "t5", "rwkv", "no_vocab", "none", "GPT2", "\u{1B}[c"].map { name in
      ModelFile("the tokenizer \(name)", says: ["the tokenizer \"", "tokenizer.ggml.model"]) {
        $0.set(prefix + "model", .string(name))
      }
    }
    + ["wordpiece", "GPT-2", "gemma4", "\u{9B}31m"].map { name in
      ModelFile("the pre-tokenizer \(name)", says: ["the pre-tokenizer \"", "tokenizer.ggml.pre"]) {
        $0.set(prefix + "pre", .string(name))
      }
    }
    + [
      ModelFile(without: prefix + "model"), ModelFile(without: prefix + "tokens"),
      ModelFile(without: prefix + "merges"),
      ModelFile(prefix + "model", .uint32(1), says: "uint32, not string"),
      ModelFile("a tokenizer of a megabyte of marks", says: [prefix + "model", "1000000 bytes"]) {
        $0.set(prefix + "model", .string(String(repeating: "\u{301}\u{316}", count: 250_000)))
      },
      ModelFile("no vocabulary at all", says: ["\"tokenizer.ggml.model\" is missing"]) {
        $0.metadata.removeAll { $0.key.starts(with: prefix.utf8) }
      },
    ]

  static let tokens: [ModelFile] =
    [
      ModelFile(prefix + "tokens", .strings([]), says: "not a token"),
      ModelFile(prefix + "tokens", .string("a"), says: "string, not array of strings"),
      ModelFile(prefix + "tokens", .int32s([1, 2, 3, 4]), says: "array of int32"),
      ModelFile("the same token twice", says: ["the tokens 1 and 2", "tokens", "\"a\""]) {
        $0.set(prefix + "tokens", .strings(["<s>", "a", "a", "ab"]))
      },
      ModelFile("the same escape sequence twice", says: [#""\u{1B}[2J""#]) {
        $0.set(prefix + "tokens", .strings(["<s>", "\u{1B}[2J", "\u{1B}[2J", "ab"]))
      },
      ModelFile("a special token of 1025 bytes", says: ["special token 0", "1025", "1024"]) {
        $0.set(prefix + "tokens", .strings([String(repeating: "s", count: 1025), "a", "b", "ab"]))
      },
    ]
    + ["<0x-1>", "<0x1>", "<0xGG>", "<0x123>", "", "a", "\u{1B}[2J"].map { text in
      ModelFile("the byte token \(text)", says: ["the token 3", "byte", "<0x0A>"]) {
        $0.set(prefix + "tokens", .strings(["<s>", "b", "c", text]))
        $0.set(prefix + "token_type", .int32s([3, 1, 1, 6]))
        $0.set(prefix + "merges", .strings([]))
      }
    }

  static let lists: [ModelFile] = [
    ModelFile(prefix + "token_type", .int32s([3, 1, 1]), says: "3 values for 4 tokens"),
    ModelFile(prefix + "token_type", .int32s([3, 1, 1, 1, 1]), says: "5 values for 4 tokens"),
    ModelFile(prefix + "token_type", .int32s([]), says: "0 values for 4 tokens"),
    ModelFile(prefix + "token_type", .float32s([3, 1, 1, 1]), says: "array of float32"),
    ModelFile(prefix + "token_type", .strings(["3", "1", "1", "1"]), says: "array of string"),
    ModelFile(prefix + "token_type", .int32(3), says: "int32, not array of integers"),
    ModelFile(prefix + "token_type", .uint64s([3, 1, 1, .max]), says: "larger numbers"),
    ModelFile(prefix + "scores", .float32s([0, 0, 0]), says: "3 values for 4 tokens"),
  ]

  static let scores: [ModelFile] = [
    ("scores", .float32s([0, 0, 0]), "3 values for 4 tokens"),
    ("scores", .float32s([0, 0, 0, 0, 0]), "5 values for 4 tokens"),
    ("scores", .float32s([0, 0, 0, .nan]), "the score of token 3"),
    ("scores", .int32s([0, 0, 0, 0]), "array of int32, not array of floats"),
    ("scores", .float32(0), "float32, not array of floats"),
    ("token_type", .int32s([2, 3, 3]), "3 values for 4 tokens"),
    ("bos_token_id", .uint32(4), "is 4, and there are 4 tokens"),
    ("unknown_token_id", .uint32(.max), "is 4294967295"),
    ("add_space_prefix", .uint32(1), "uint32, not bool"),
  ].map { (key: String, value: GGUFWriter.Value, words: String) in
    ModelFile("gemma3: \(key) = \(value)", says: [words], SmallestModel.gemma3) {
      $0.set(prefix + key, value)
    }
  }

  static let ids: [ModelFile] =
    [
      "bos_token_id", "eos_token_id", "eot_token_id", "eom_token_id", "unknown_token_id",
      "padding_token_id", "fim_pad_token_id", "fim_rep_token_id", "fim_sep_token_id",
    ].flatMap { key in
      [
        ModelFile(prefix + key, .uint32(4), says: "is 4, and there are 4 tokens"),
        ModelFile(prefix + key, .uint32(.max), says: "is 4294967295"),
        ModelFile(prefix + key, .int32(-1), says: "is -1"),
      ]
    } + [
      ModelFile(prefix + "bos_token_id", .uint64(1 << 63), says: "9223372036854775808"),
      ModelFile(prefix + "eos_token_id", .string("0"), says: "string, not an integer"),
      ModelFile(prefix + "add_bos_token", .uint8(1), says: "uint8, not bool"),
      ModelFile("a BOS to add and none to be had", says: ["bos_token_id\" is missing"]) {
        $0.remove(prefix + "bos_token_id")
      },
      ModelFile("an EOS to add and none to be had", says: ["eos_token_id\" is missing"]) {
        $0.remove(prefix + "eos_token_id")
        $0.set(prefix + "add_eos_token", .bool(true))
      },
      ModelFile("SentencePiece with one token", says: ["bos_token_id\" is missing"]) {
        $0.set(prefix + "model", .string("llama"))
        $0.set(prefix + "tokens", .strings(["a"]))
        $0.remove(prefix + "token_type")
        $0.remove(prefix + "bos_token_id")
        $0.remove(prefix + "eos_token_id")
      },
    ]

  static let merges: [ModelFile] =
    ["", " ", "ab", "a ", " b", "a b a", "a  b", "\u{1B}[2J"].map { merge in
      ModelFile("the merge \(merge)", says: ["the merge 1", "two texts"]) {
        $0.set(prefix + "merges", .strings(["a b", merge]))
      }
    }
    + ["a z", "z a", "b a", "z \u{7}"].map { merge in
      ModelFile("the merge \(merge)", says: ["the merge 1", "no token"]) {
        $0.set(prefix + "merges", .strings(["a b", merge]))
      }
    }
    + [
      ModelFile(prefix + "merges", .string("a b"), says: "string, not array of strings"),
      ModelFile(prefix + "merges", .uint8s([1]), says: "array of uint8"),
    ]
}
