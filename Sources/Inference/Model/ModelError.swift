import GGUF
import Tokenization

/// Why a model can't be used.
public enum ModelError: Error, Sendable {
  case file(GGUFError)
  case tokenizer(TokenizerError)
  case unknownArchitecture(String, known: [String])
  case unsupportedType(tensor: String, type: String, known: [String])
  case missingTensor(String)
  case unexpectedTensor(String)
  case wrongShape(tensor: String, expected: [Int], found: [Int])
  /// A value in the metadata that no model can have.
  case badMetadata(key: String, reason: String)
  case unsupportedFeature(String)
  case outOfMemory(bytes: Int)
  /// The model would take more than the bytes that are available, by a limit named in words.
  case tooLarge(MemoryPlan, available: Int, limit: String)
  case contextTooLong(Int, trained: Int)
  case unknownKernels(String)
}

extension ModelError: CustomStringConvertible {
  /// One sentence: what is wrong, and what to do next.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .tokenizer(let error): error.sentence
    case .unknownArchitecture(let name, let known):
      "the architecture \(name.quoted) is not supported; choose a model of one of those that are, "
        + "\(known.joined(separator: ", ")), or run it in llama-server and open that as an endpoint"
    case .unsupportedType(let tensor, let type, let known):
      "the tensor \(tensor) is of type \(type), which is not supported; choose a file quantised as "
        + known.joined(separator: ", ")
    case .missingTensor(let name):
      "the tensor \(name) is missing; the file is incomplete or was converted wrongly, get it again"
    case .unexpectedTensor(let name):
      "the tensor \(name.quoted) has no place in this architecture; the answers would be wrong, so the "
        + "file is not used; choose another model"
    case .wrongShape(let tensor, let expected, let found):
      "the tensor \(tensor) has the shape \(found), but the metadata asks for \(expected); the file "
        + "was converted wrongly, get it again"
    case .badMetadata(let key, let reason):
      "the metadata key \(key) \(reason); the file was converted wrongly, get it again"
    case .unsupportedFeature(let feature):
      "the model needs \(feature), which is not supported; choose another model"
    case .contextTooLong(let size, let trained):
      "the model was made for \(trained) tokens of context; ask for no more than that instead of "
        + "\(size)"
    case .unknownKernels(let name):
      "this processor has no kernels called \"\(name)\"; unset LINEUP_KERNELS, or set it to "
        + "avx512, avxvnni, avx2 or plain"
    case .tooLarge(let plan, let available, let limit):
      "the model takes \(plan.total.gibibytes) (weights \(plan.weights.gibibytes), KV cache "
        + "\(plan.kv.gibibytes) for \(plan.contextSize) tokens, work space "
        + "\(plan.scratch.gibibytes)), but \(limit) leaves \(available.gibibytes); choose a "
        + "smaller model or --ctx-size, or load it anyway with --overcommit"
    case .outOfMemory(let bytes):
      "the system gives no more memory (\(bytes) bytes were asked for); close other programs or "
        + "choose a smaller model"
    }
  }
}

extension Int {
  fileprivate var gibibytes: String {
    let hundredths = (Double(self) / Double(1 << 30) * 100).rounded(.up)
    let whole = Int(hundredths) / 100
    let rest = Int(hundredths) % 100
    return "\(whole).\(rest < 10 ? "0" : "")\(rest) GiB"
  }
}
