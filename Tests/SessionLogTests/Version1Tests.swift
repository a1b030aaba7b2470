import FoundationEssentials
import GenerationAPI
import JSON
import Testing

@testable import SessionLog

/// Sessions as version 1 of the format has them: every later version reads them, and makes the same of
/// them. `LINEUP_RECORD=1` writes down anew what is made of them, and then fails the run.
struct Version1Tests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/sessions/v1")
  static let names = ["playground", "batch", "others"]

  @Test(arguments: names)
  func aSessionOfVersion1IsWhatItWas(name: String) throws {
    let reader = try SessionReader(Self.folder.appendingPathComponent(name + ".jsonl").path)
    var kinds: [String: Int] = [:]
    var state = SessionState()
    while let event = try reader.next() {
      state.apply(event)
      if case .string(let kind) = event.json["type"] { kinds[kind, default: 0] += 1 }
    }
    var lines = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    lines += reader.report.sentences
    lines += describe(state)
    let text = lines.joined(separator: "\n") + "\n"
    let file = Self.folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["LINEUP_RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name)")
    } else {
      #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
  }

  /// A line is read, written and read again without a loss, what is unknown in it included.
  @Test(arguments: names)
  func eachLineSurvivesBeingReadAndWritten(name: String) throws {
    let file = Self.folder.appendingPathComponent(name + ".jsonl")
    for line in try Data(contentsOf: file).split(separator: 0x0A) {
      guard let event = try? SessionEvent(line: Array(line)) else { continue }
      #expect(try SessionEvent(line: event.line()) == event)
      let before = try JSONValue.parse(Array(line))
      #expect(
        Set(before.keys).isSubset(of: event.json.keys), "\(String(decoding: line, as: UTF8.self))")
    }
  }

  private func describe(_ state: SessionState) -> [String] {
    var lines = [
      "created \(state.header?.created ?? "-") by \(state.header?.app ?? "-")",
      "cores \(state.header?.machine.cores ?? 0), \(state.header?.machine.kernels ?? "-")",
      "title \(state.meta.title ?? "-"), tags \(state.meta.tags ?? []), "
        + "star \(state.meta.star ?? false), notes \(state.meta.notes ?? "-")",
      "turn \(state.turn), t \(state.t), \(state.runMode), rss \(state.rss ?? 0)",
    ]
    for (pane, sum) in (state.meta.sha256 ?? [:]).sorted(by: { $0.key < $1.key }) {
      lines.append("sha256 of \(pane): \(sum)")
    }
    for pane in state.panes + state.closedPanes {
      let model = pane.model
      lines.append("")
      lines.append(
        "pane \(pane.number) \(pane.name): \(model.path ?? "-"), \(model.quantisation ?? "-"), "
          + "\(model.parameters ?? 0), \(model.format ?? "-"), context \(pane.contextSize ?? 0)")
      lines.append("  \(pane.activity), kv \(pane.kvBytes ?? 0)")
      lines.append(
        "  rate \(pane.readout.rate ?? -1), ttft \(pane.readout.ttftMilliseconds ?? -1), "
          + "tokens \(pane.readout.tokens ?? -1), context \(pane.readout.contextTokens), "
          + "history \(pane.readout.history.count)")
      lines.append("  " + describe(pane.settings))
      for turn in pane.turns { lines += describe(turn, indent: "  ") }
    }
    return lines
  }

  private func describe(_ turn: Turn, indent: String) -> [String] {
    var lines = [
      "\(indent)turn \(turn.number), shows \(turn.shown): \(turn.prompt.debugDescription)"
    ]
    for variant in turn.variants {
      let metrics = variant.result?.metrics
      lines.append(
        "\(indent)  variant \(variant.number) by \(variant.author?.name ?? "-"), seed "
          + "\(variant.seed.map(String.init) ?? "-"), \(variant.result?.reason.rawValue ?? "-"), "
          + "\(metrics?.tokens ?? 0) tokens after \(metrics?.promptTokens ?? 0), "
          + "\(metrics?.condition.sharing ?? "-")")
      lines.append("\(indent)    \(variant.question.text.debugDescription)")
      if let use = variant.question.use {
        lines.append(
          "\(indent)    \(use.name ?? "-"), \(use.shots) shots, "
            + use.inputs.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined())
      }
      lines.append("\(indent)    \(variant.text.debugDescription)")
      lines.append("\(indent)    " + describe(variant.settings))
      for follower in variant.followers { lines += describe(follower, indent: indent + "    ") }
    }
    return lines
  }

  private func describe(_ settings: [SettingEntry]) -> String {
    settings.map { "\($0.name)=\($0.value.write()) \($0.source)" }.joined(separator: ", ")
  }
}

extension JSONValue {
  fileprivate var keys: [String] { asObject?.map(\.key) ?? [] }

  fileprivate subscript(key: String) -> JSONValue? { asObject?.last { $0.key == key }?.value }
}
