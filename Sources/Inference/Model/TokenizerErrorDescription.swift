import GGUF
import Tokenization

extension TokenizerError {
  /// What is wrong with a file's vocabulary and what to do next, in a sentence that goes after
  /// `PATH: `.
  var sentence: String {
    switch self {
    case .unknownModel(let name):
      "the tokenizer \(name.quoted) (tokenizer.ggml.model) is not supported; choose a model whose "
        + "tokenizer is \"gpt2\" or \"llama\""
    case .unknownPreTokenizer(let name):
      "the pre-tokenizer \(name.quoted) (tokenizer.ggml.pre) is not supported; choose another model"
    case .missingMerges:
      "the key \"tokenizer.ggml.merges\" is missing; \(Self.other)"
    case .emptyVocabulary:
      "there is not a token in \"tokenizer.ggml.tokens\"; \(Self.other)"
    case .tooManyTokens(let count):
      "\"tokenizer.ggml.tokens\" has \(count) tokens, more than ids can number; \(Self.other)"
    case .tooManyMerges(let count):
      "\"tokenizer.ggml.merges\" has \(count) merges, more than ranks can number; \(Self.other)"
    case .scoreCount(let scores, let tokens):
      "\"tokenizer.ggml.scores\" has \(scores) values for \(tokens) tokens; \(Self.other)"
    case .typeCount(let types, let tokens):
      "\"tokenizer.ggml.token_type\" has \(types) values for \(tokens) tokens; \(Self.other)"
    case .scoreNotANumber(let id):
      "the score of token \(id) in \"tokenizer.ggml.scores\" is not a number; \(Self.other)"
    case .duplicateToken(let first, let second, let text):
      "the tokens \(first) and \(second) in \"tokenizer.ggml.tokens\" are the same, "
        + "\(text.quoted); \(Self.other)"
    case .malformedByteToken(let id, let text):
      "the token \(id), \(text.quoted), is said to be a byte and is not written like \"<0x0A>\"; "
        + Self.other
    case .specialTokenTooLong(let id, let bytes, let limit):
      "the special token \(id) is \(bytes) bytes long, where at most \(limit) make sense; "
        + Self.other
    case .malformedMerge(let index, let text):
      "the merge \(index) in \"tokenizer.ggml.merges\", \(text.quoted), is not two texts with one "
        + "blank between them; \(Self.other)"
    case .mergeNamesNoToken(let index, let text):
      "the merge \(index) in \"tokenizer.ggml.merges\", \(text.quoted), names what is no token; "
        + Self.other
    case .specialIDOutOfRange(let key, let id, let tokens):
      "\"tokenizer.ggml.\(key)\" is \(id), and there are \(tokens) tokens; \(Self.other)"
    case .missingSpecialID(let key):
      "the key \"tokenizer.ggml.\(key)\" is missing, and prompts are to have that token; "
        + Self.other
    }
  }

  private static let other = "get another conversion of the model"
}
