import GenerationAPI
import JSON
import SessionLog

/// The figures of a session's answers: a row for each, the same columns in every file.
public enum MetricsTable {
  /// Comma-separated values (RFC 4180) with a header, lines ended by CR and LF.
  ///
  /// A spreadsheet takes no cell for a formula: texts that begin like one have an apostrophe before
  /// them.
  public static func csv(_ session: SessionState) -> String {
    let rows = rows(session)
    // Settings of a session are those that any of its answers has.
    let columns = columns(rows)
    var text = line(columns.map(JSONValue.string))
    for row in rows {
      text += line(columns.map { name in row.last { $0.key.hasBytes(of: name) }?.value ?? .null })
    }
    return text
  }

  /// A JSON array with an object for each answer, on a line of its own.
  public static func json(_ session: SessionState) -> String {
    let rows = rows(session)
    if rows.isEmpty { return "[]\n" }
    return "[\n" + rows.map { JSONValue.object($0).write() }.joined(separator: ",\n") + "\n]\n"
  }

  private static func columns(_ rows: [[JSONField]]) -> [String] {
    var columns = row(of: nil, metrics: nil).map(\.key)
    var known = Set(columns)
    for row in rows {
      for field in row where known.insert(field.key).inserted { columns.append(field.key) }
    }
    return columns
  }

  private static func rows(_ session: SessionState) -> [[JSONField]] {
    session.exportedAnswers.map { answer in
      row(of: answer, metrics: answer.variant.result?.metrics)
        + answer.variant.settings.filter { $0.name != "seed" }.map {
          JSONField("setting_\($0.name)", $0.value)
        }
    }
  }

  private static func row(of answer: ExportedAnswer?, metrics: GenerateMetrics?) -> [JSONField] {
    let pane = answer?.pane
    let use = answer?.question.use
    let result = answer?.variant.result
    let condition = answer?.condition
    func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
    func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
    func count(_ value: Int?) -> JSONValue { value.map(JSONValue.integer) ?? .null }
    func flag(_ value: Bool?) -> JSONValue { value.map(JSONValue.bool) ?? .null }
    let verdict = answer?.verdict
    let isRemote = metrics?.condition.isRemote ?? false
    // What a server ran beside it is not known.
    let known = isRemote ? nil : condition
    return [
      JSONField("pane", count(pane?.number)),
      JSONField("name", text(answer?.variant.author?.name ?? pane?.name)),
      JSONField("model", text(answer?.variant.author?.source ?? pane?.model.source)),
      JSONField("quantisation", text(pane?.model.quantisation)),
      JSONField("parameters", count(pane?.model.parameters)),
      JSONField("turn", count(answer?.turn)),
      JSONField("variant", count(answer?.variant.number)),
      JSONField("shown", flag(answer?.isShown)),
      JSONField("seed", answer?.variant.seed.map { JSONValue($0) } ?? .null),
      JSONField("prompt_file", text(use?.name)),
      JSONField("shots", count(use?.shots)),
      JSONField("prompt", text(answer?.question.text)),
      JSONField("answer", text(answer?.variant.text)),
      JSONField("expectation_met", flag(verdict?.isMet)),
      JSONField("expectation", text(verdict?.reason)),
      JSONField("reason", text(result?.reason.rawValue)),
      JSONField("error", text(result?.error)),
      JSONField("load_s", number(metrics?.loadSeconds)),
      JSONField("ttft_ms", number(metrics?.ttftMilliseconds)),
      JSONField("prompt_tokens", count(metrics?.promptTokens)),
      JSONField("cached_tokens", count(metrics?.cachedTokens)),
      JSONField("prefill_tps", number(metrics?.prefillRate)),
      JSONField("tokens", count(metrics?.tokens)),
      JSONField("tps", number(metrics?.rate)),
      JSONField("itl_p50_ms", number(metrics?.interTokenLatency?.p50)),
      JSONField("itl_p95_ms", number(metrics?.interTokenLatency?.p95)),
      JSONField("itl_max_ms", number(metrics?.interTokenLatency?.max)),
      JSONField("kv_bytes", count(metrics?.kvBytes)),
      JSONField("sharing", text(condition?.sharing)),
      JSONField("sequences", count(known?.sequences)),
      JSONField("models", count(known?.models)),
      JSONField("threads", count(known?.threads)),
      JSONField("warm", flag(known?.warm)),
      JSONField("paused_s", number(condition?.pausedSeconds)),
      JSONField("server", text(isRemote ? pane?.model.host ?? "localhost" : nil)),
      JSONField("reasoning_tokens", count(metrics?.reasoningTokens)),
      JSONField("estimated", flag(metrics?.isEstimated)),
      JSONField("cost", number(metrics?.cost?.amount)),
      JSONField("currency", text(metrics?.cost?.currency)),
      JSONField("cost_estimated", flag(metrics?.cost?.isEstimated)),
    ]
  }

  // MARK: CSV

  private static func line(_ values: [JSONValue]) -> String {
    values.map(cell).joined(separator: ",") + "\r\n"
  }

  private static func cell(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .string(let text): quoted(harmless(text))
    case .array(let values): quoted(harmless(values.map(\.asCell).joined(separator: "; ")))
    default: quoted(value.write())
    }
  }

  /// A text that no spreadsheet computes.
  private static func harmless(_ text: String) -> String {
    guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return text }
    return "'" + text
  }

  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    var quoted: [UInt8] = [0x22]
    for byte in text.utf8 {
      if byte == 0x22 { quoted.append(0x22) }
      quoted.append(byte)
    }
    return String(decoding: quoted + [0x22], as: UTF8.self)
  }
}

extension JSONValue {
  fileprivate var asCell: String { text ?? write() }
}
