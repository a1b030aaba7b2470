import Configuration
import Inference
import JSON

/// What `lineup inspect` says of a row of the catalogue: planned from its shape, without a file.
struct RowPlan {
  let row: CatalogueRow
  let quantisation: String
  let outline: ModelOutline
  let memory: MemoryPlan
  let left: MemoryLeft

  /// - Parameters:
  ///   - quantisation: how its weights would be stored; nil for the form that can be pulled, or Q4_K_M.
  ///   - contextSize: tokens; nil for the model's own, at most 8192.
  /// - Throws: `Failure` where the row has no shape, or it makes no model.
  init(_ row: CatalogueRow, quantisation: String?, contextSize: Int?, left: MemoryLeft) throws {
    self.row = row
    self.left = left
    let own = row.quantisation.flatMap { name in
      (try? RowMemory.outline(row, quantisation: name)).flatMap(\.self).map { _ in name }
    }
    self.quantisation = quantisation ?? own ?? "Q4_K_M"
    let found: ModelOutline?
    do throws(ModelError) {
      found = try RowMemory.outline(row, quantisation: self.quantisation)
    } catch {
      throw Failure("\(row.name): \(error)")
    }
    guard let outline = found else {
      throw Failure(
        "\(row.title) has no published shape to plan memory from; lineup models show \(row.name) tells "
          + "what is known")
    }
    self.outline = outline
    let trained = outline.configuration.contextLength
    if let contextSize, contextSize > trained {
      throw Failure("\(row.name): \(ModelError.contextTooLong(contextSize, trained: trained))")
    }
    memory = outline.memory(contextSize: contextSize ?? outline.configuration.defaultContext)
  }

  var json: JSONValue {
    .object([
      JSONField("name", .string(row.name)),
      JSONField("architecture", .string(outline.configuration.architecture)),
      JSONField("parameters", .integer(outline.parameters)),
      JSONField("quantisation", .string(quantisation)), JSONField("file_bytes", .null),
      JSONField("weight_bytes", .integer(outline.fileBytes)),
      JSONField("context_length", .integer(outline.configuration.contextLength)),
      JSONField("vocabulary", .integer(outline.configuration.vocabulary)),
      JSONField("tokenizer", .null), JSONField("chat_template", .null), JSONField("tensors", .null),
      JSONField("memory", memory.json(available: left.bytes)), JSONField("metadata", .null),
      JSONField("sha256", .null), JSONField("problem", .null), JSONField("planned", .bool(true)),
    ])
  }

  var text: String {
    let configuration = outline.configuration
    let rows: [(String, String)] = [
      ("name", "\(row.title) (\(row.name) of the catalogue)"),
      ("file", "none: all of this is planned from its shape"),
      ("architecture", configuration.architecture),
      (
        "parameters", "\(outline.parameters) (\(CatalogueRow.text(parameters: outline.parameters)))"
      ),
      ("quantisation", quantisation),
      ("size", "about \(Amounts.bytes(outline.fileBytes))"),
      ("context", "\(configuration.contextLength) tokens"),
      ("vocabulary", "\(configuration.vocabulary) tokens"),
    ]
    return (rows + memory.facts(left)).map { Amounts.padded($0.0, 12) + " " + $0.1 + "\n" }.joined()
  }
}

extension MemoryPlan {
  /// As `lineup inspect --help` documents it.
  func json(available: Int) -> JSONValue {
    .object([
      JSONField("weights", .integer(weights)), JSONField("kv_per_token", .integer(kvPerToken)),
      JSONField("kv", .integer(kv)), JSONField("scratch", .integer(scratch)),
      JSONField("total", .integer(total)), JSONField("available", .integer(available)),
      JSONField("fits", .bool(total <= available)), JSONField("context", .integer(contextSize)),
    ])
  }

  /// The same for people: what it is made of, and whether it fits.
  func facts(_ left: MemoryLeft) -> [(String, String)] {
    let fits =
      total <= left.bytes
      ? "fits"
      : "does not fit: choose a smaller model or --ctx-size, or load it anyway with --overcommit"
    return [
      ("memory", "\(Amounts.bytes(total)) for \(contextSize) tokens of context"),
      (
        "",
        "weights \(Amounts.bytes(weights)), KV cache \(Amounts.bytes(kv)) "
          + "(\(Amounts.bytes(kvPerToken)) a token), work space \(Amounts.bytes(scratch))"
      ),
      ("available", "\(Amounts.bytes(left.bytes)) by \(left.limit): \(fits)"),
    ]
  }
}
