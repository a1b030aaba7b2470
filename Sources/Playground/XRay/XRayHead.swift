import Cells
import GenerationAPI
import SessionLog

/// What stands above an X-ray: whose it is, where its values come from, what differs elsewhere.
enum XRayHead {
  static func lines(
    _ xray: XRay, _ session: SessionState, _ view: ViewState
  ) -> [(text: String, role: Role)] {
    var lines: [(String, Role)] = []
    let variant = xray.turn.flatMap { number in
      session.pane(xray.pane)?.turn(number)?.variants.last { $0.number == xray.variant }
    }
    let use = variant?.question.use
    let isDraft = xray.turn == nil
    let what =
      isDraft
      ? "not sent yet: what the draft would be"
      : "turn \(xray.turn ?? 0)\(use.map(words) ?? "")"
    lines.append((what, isDraft ? .stateWait : .text))
    let cached = xray.cachedTokens > 0 ? "; \(xray.cachedTokens) of them from the cache" : ""
    lines.append((xray.counts + cached, .number))
    let hash = xray.templateHash.map { "  sha256 \($0.prefix(16))" } ?? ""
    let format = xray.format == "plain" ? "no chat template: plain text" : xray.format
    let template = xray.text != nil && xray.format != "plain" ? "the server's own" : format
    lines.append(("template  \(template)\(hash)", .textDim))
    if isDraft, let pane = session.pane(xray.pane), pane.isServer {
      lines.append(("goes to  \(pane.model.host ?? "a server on this machine")", .textDim))
      if let fields = pane.model.bodyText { lines.append(("with  \(fields)", .textDim)) }
    }
    let settings = xray.settings ?? variant?.settings ?? session.pane(xray.pane)?.settings ?? []
    // A server is not told what it does not take.
    let told = xray.text == nil ? settings : settings.filter { !isLocal($0) }
    lines.append((sampling(told, seed: variant?.seed, view.glyphs), .textDim))
    if let differences = differences(xray, session) { lines.append((differences, .stateWait)) }
    return lines
  }

  private static func words(_ use: PromptUse) -> String {
    ", \(use.name ?? "a prompt file") \(use.shots)-shot"
  }

  private static func isLocal(_ entry: SettingEntry) -> Bool {
    entry.source == "default"
      && ["top_k", "min_p", "repeat_penalty", "repeat_last_n"].contains(entry.name)
  }

  /// "temp 0 (prompt)  top-k 40  …", with whoever chose a value that is none of the defaults.
  private static func sampling(
    _ settings: [SettingEntry], seed: UInt64?, _ glyphs: Glyphs
  ) -> String {
    let names = [
      "temp", "top_k", "top_p", "min_p", "repeat_penalty", "repeat_last_n", "predict", "stop",
    ]
    var parts = names.compactMap { name -> String? in
      guard let entry = settings.first(where: { $0.name == name }) else { return nil }
      if case .array(let texts) = entry.value, texts.isEmpty { return nil }
      return "\(entry.title) \(entry.shown ?? entry.value.shown(glyphs)) (\(entry.source))"
    }
    if let seed { parts.append("seed \(seed)") }
    return parts.joined(separator: "  ")
  }

  /// "differs between panes: model, shots 0 1 3".
  private static func differences(_ xray: XRay, _ session: SessionState) -> String? {
    let asked = session.panes.filter { pane in
      xray.turn.map { pane.turn($0)?.variant != nil } ?? true
    }
    guard asked.count > 1 else { return nil }
    var parts: [String] = []
    let models = Set(asked.map { $0.model.path ?? $0.model.endpoint ?? $0.name })
    if models.count > 1 { parts.append("model") }
    let formats = Set(asked.map { $0.model.format ?? "" })
    if formats.count > 1 { parts.append("template") }
    if asked.contains(where: { $0.model.body != asked[0].model.body }) { parts.append("body") }
    func values(_ pane: PaneState) -> [SettingEntry] {
      xray.turn.flatMap { pane.turn($0)?.variant?.settings } ?? pane.settings
    }
    let names = asked.flatMap { values($0).map(\.name) }
    var seen: Set<String> = []
    for name in names where seen.insert(name).inserted {
      let shown = asked.map { pane in values(pane).first { $0.name == name }?.shown ?? "" }
      guard Set(shown).count > 1 else { continue }
      let title = SettingEntry(name: name, value: .null, source: "").title
      // Each pane's, in their order; texts are too long for that.
      let isShort = shown.allSatisfy { $0.utf8.count <= 12 }
      parts.append(isShort ? "\(title) \(shown.joined(separator: "/"))" : title)
    }
    return parts.isEmpty
      ? "nothing differs between \(paneNumbers(asked.map(\.number)))"
      : "differs between panes: \(parts.joined(separator: ", "))"
  }
}
