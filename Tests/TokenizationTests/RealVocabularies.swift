import Inference
import Support
import Tokenization

extension TestModel {
  /// The model's tokenizer, built once for all tests.
  var tokenizer: Result<Tokenizer, any Error> {
    switch self {
    case .smollm2: Self.smollm2Tokenizer
    case .gemma3: Self.gemma3Tokenizer
    }
  }

  private static let smollm2Tokenizer = read(.smollm2)
  private static let gemma3Tokenizer = read(.gemma3)

  private static func read(_ model: TestModel) -> Result<Tokenizer, any Error> {
    Result { try LocalModel.tokenizer(path: model.path) }
  }
}
