import Support
import Testing

/// A model file with one thing changed.
struct ModelFile: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  /// What the sentence that refuses it must contain; nil where it is accepted.
  let refusal: [String]?

  /// A file that is refused with a sentence that contains all of `words`.
  init(
    _ name: String, says words: [String], _ base: GGUFWriter = SmallestModel.llama,
    _ change: (inout GGUFWriter) -> Void
  ) {
    var writer = base
    change(&writer)
    self.init(name, bytes: writer.file, refusal: words)
  }

  /// A file that is accepted.
  init(
    accepted name: String, _ base: GGUFWriter = SmallestModel.llama,
    _ change: (inout GGUFWriter) -> Void = { _ in }
  ) {
    var writer = base
    change(&writer)
    self.init(name, bytes: writer.file, refusal: nil)
  }

  /// A key with a value that is refused, together with the key's name.
  init(
    _ key: String, _ value: GGUFWriter.Value, says words: String...,
    in base: GGUFWriter = SmallestModel.llama
  ) {
    self.init("\(key) = \(value)", says: ["\(key)"] + words, base) { $0.set(key, value) }
  }

  /// A key that is refused for not being there.
  init(without key: String, in base: GGUFWriter = SmallestModel.llama) {
    self.init("no \(key)", says: ["\"\(key)\" is missing"], base) { $0.remove(key) }
  }

  private init(_ name: String, bytes: [UInt8], refusal: [String]?) {
    testDescription = name
    self.bytes = bytes
    self.refusal = refusal
  }

  static let all =
    ConfigurationRefusals.all + ShapeRefusals.all + VocabularyRefusals.all + Acceptances.all
}
