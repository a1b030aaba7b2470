import GGUF
import Inference
import Playground

/// Reads what a model's file says of itself, for the details of a pane: the header only.
struct ModelCardReader {
  /// Bytes of one value that are shown.
  private static let valueBytes = 400
  private static let templateBytes = 600
  /// Elements of an array that are shown.
  private static let elements = 8
  /// Facts of a section at most.
  private static let factLimit = 60

  private let file: GGUFFile
  private var metadata: Metadata { file.metadata }

  /// The card of the file at a path, with its memory planned for a context.
  static func card(_ path: String, contextSize: Int?, left: MemoryLeft) -> ModelCard {
    var card = ModelCard(path: path)
    card.left = left.bytes
    card.limit = left.limit
    do throws(GGUFError) {
      ModelCardReader(file: try GGUFFile(path: path)).fill(&card, contextSize)
    } catch {
      card.problem = "\(error)"
    }
    return card
  }

  private func fill(_ card: inout ModelCard, _ contextSize: Int?) {
    card.facts = general
    card.shape = shape
    card.tokenizer = tokenizer
    if case .string(let template) = metadata["tokenizer.chat_template"] {
      card.template = Self.beginning(template, bytes: Self.templateBytes)
      card.templateBytes = template.bytes.count
    }
    card.tensors = tensors
    do throws(ModelError) {
      let header = try ModelHeader(file)
      let size = contextSize ?? header.configuration.defaultContext
      let plan = header.memory(contextSize: min(size, header.configuration.contextLength))
      card.memory = ModelCard.Memory(
        weights: plan.weights, keysAndValuesPerToken: plan.kvPerToken, keysAndValues: plan.kv,
        scratch: plan.scratch, contextSize: plan.contextSize)
    } catch {
      card.problem = "\(error)"
    }
    // Somebody who writes to the file meanwhile can make anything of what was read.
    if let change = file.change {
      card = ModelCard(path: card.path)
      card.problem = "\(change)"
    }
  }

  // MARK: Sections

  /// Keys that get a name of their own, in the order they are shown.
  private static let names: [(key: String, name: String)] = [
    ("name", "title"), ("basename", "base name"), ("finetune", "fine-tune"),
    ("version", "version"), ("size_label", "size label"), ("author", "author"),
    ("organization", "organisation"), ("description", "description"), ("license", "licence"),
    ("license.name", "licence name"), ("license.link", "licence at"), ("url", "url"),
    ("source.url", "source"), ("repo_url", "repository"), ("languages", "languages"),
    ("tags", "tags"), ("datasets", "datasets"), ("quantized_by", "quantised by"),
  ]

  /// What the `general.` keys say: those that have a name first, then all others.
  private var general: [ModelCard.Fact] {
    let prefix = "general."
    let known = Self.names.compactMap { key, name in
      metadata[prefix + key].map { ModelCard.Fact(name, Self.text($0)) }
    }
    let hidden = Set(
      Self.names.map { prefix + $0.key } + [prefix + "architecture", prefix + "type"])
    return known
      + facts(prefix: prefix) { key in !hidden.contains(key) }
  }

  private var shape: [ModelCard.Fact] {
    guard case .string(let name) = metadata["general.architecture"], name.bytes.count <= 256 else {
      return []
    }
    return facts(prefix: name.text + ".") { _ in true }
  }

  private var tokenizer: [ModelCard.Fact] {
    facts(prefix: "tokenizer.ggml.") { _ in true }
  }

  private func facts(prefix: String, where isShown: @escaping (String) -> Bool) -> [ModelCard.Fact]
  {
    metadata.keys.lazy
      .filter { $0.utf8.starts(with: prefix.utf8) && $0.utf8.count <= 200 && isShown($0) }
      .prefix(Self.factLimit)
      .map { key in
        let name = String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        return ModelCard.Fact(
          name.split(separator: "_").joined(separator: " "), metadata[key].map(Self.text) ?? "")
      }
  }

  private var tensors: [ModelCard.TensorType] {
    var types: [String: ModelCard.TensorType] = [:]
    for tensor in file.tensors {
      let name = tensor.type.name
      var type = types[name] ?? ModelCard.TensorType(name: name, count: 0, bytes: 0)
      type.count += 1
      type.bytes += tensor.byteCount
      types[name] = type
    }
    return types.values.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
  }

  // MARK: Values

  private static func text(_ value: MetadataValue) -> String {
    switch value {
    case .uint8(let value): "\(value)"
    case .int8(let value): "\(value)"
    case .uint16(let value): "\(value)"
    case .int16(let value): "\(value)"
    case .uint32(let value): "\(value)"
    case .int32(let value): "\(value)"
    case .uint64(let value): "\(value)"
    case .int64(let value): "\(value)"
    case .float32(let value): "\(value)"
    case .float64(let value): "\(value)"
    case .bool(let value): value ? "yes" : "no"
    case .string(let text): beginning(text, bytes: valueBytes)
    case .array(let array): self.text(array)
    }
  }

  private static func text(_ array: MetadataArray) -> String {
    let count = "\(array.count) × \(array.elementType.name)"
    guard array.count <= elements else { return count }
    let texts: [String]? =
      array.strings.map { strings in
        strings.map { String(decoding: $0.prefix(valueBytes / elements), as: UTF8.self) }
      }
      ?? array.integers.map { $0.map { "\($0)" } }
      ?? array.floats.map { $0.map { "\($0)" } }
      ?? array.bools.map { $0.map { $0 ? "yes" : "no" } }
    return texts.map { $0.joined(separator: ", ") } ?? count
  }

  /// The beginning of a text that may be of any length.
  private static func beginning(_ text: MetadataString, bytes limit: Int) -> String {
    guard text.bytes.count > limit else { return text.text }
    // Not in the middle of a character.
    var end = limit
    while end > 0, text.bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: text.bytes[..<end], as: UTF8.self) + "…"
  }
}
