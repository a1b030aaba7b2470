import GGUF
import Support
import Testing

/// A file that must be refused, and exactly how.
struct Refusal: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  let error: GGUFError

  init(_ name: String, _ bytes: [UInt8], _ error: GGUFError) {
    testDescription = name
    self.bytes = bytes
    self.error = error
  }

  /// `Samples.small` with one thing wrong; its table of offsets explains the errors.
  init(_ name: String, _ error: GGUFError, _ breakIt: (inout GGUFWriter) -> Void) {
    var writer = Samples.small
    breakIt(&writer)
    self.init(name, writer.file, error)
  }

  /// A tensor of `Samples.small` with one thing wrong.
  init(tensor name: String, _ error: GGUFError, _ breakIt: (inout GGUFWriter.Tensor) -> Void) {
    self.init(name, error) { breakIt(&$0.tensors[0]) }
  }

  /// A file whose only key, "k", has this value.
  init(value name: String, _ value: GGUFWriter.Value, _ error: GGUFError) {
    self.init(name, Samples.key(value).file, error)
  }
}
