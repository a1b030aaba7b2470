import JSON
import SessionLog

/// YAML in front of a Markdown document: all that made the session.
struct FrontMatter {
  private(set) var text = "---\n"

  init(_ session: SessionState, id: String?) {
    let meta = session.meta
    add("title", session.exportTitle)
    if let id { add("session", id) }
    if let tags = meta.tags, !tags.isEmpty {
      text += "tags: [\(tags.map(YAMLText.quoted).joined(separator: ", "))]\n"
    }
    if meta.star == true { text += "star: true\n" }
    if let notes = meta.notes, !notes.isEmpty { add("notes", notes) }
    if let header = session.header {
      add("created", header.created)
      add("app", header.app)
      if !header.machine.cpu.isEmpty {
        text += "machine:\n"
        add("cpu", header.machine.cpu, indent: 2)
        text += "  cores: \(header.machine.cores)\n"
        text += "  memory_bytes: \(header.machine.memory)\n"
        add("kernels", header.machine.kernels, indent: 2)
      }
    }
    let panes = session.exportedPanes
    text += panes.isEmpty ? "panes: []\n" : "panes:\n"
    for pane in panes { add(pane, sha256: meta.sha256?[pane.number]) }
    add(session.exportedAnswers.compactMap(\.question.use))
    text += "---\n"
  }

  /// The prompt files that were used, whole.
  private mutating func add(_ uses: [PromptUse]) {
    if uses.isEmpty { return }
    text += "prompts:\n"
    var known: Set<[UInt8]> = []
    for use in uses where known.insert(Array(use.prompt.write().utf8)).inserted {
      text += "  - \(YAMLText.flow(use.prompt))\n"
    }
  }

  private mutating func add(_ name: String, _ value: String?, indent: Int = 0) {
    guard let value else { return }
    text += String(repeating: " ", count: indent) + "\(name): \(YAMLText.quoted(value))\n"
  }

  private mutating func add(_ name: String, _ value: Int?, indent: Int) {
    guard let value else { return }
    text += String(repeating: " ", count: indent) + "\(name): \(value)\n"
  }

  private mutating func add(_ pane: PaneState, sha256: String?) {
    let model = pane.model
    text += "  - pane: \(pane.number)\n"
    add("name", pane.name, indent: 4)
    add("model", model.source, indent: 4)
    add("host", model.host, indent: 4)
    if !model.body.isEmpty { text += "    body: \(YAMLText.flow(.object(model.body)))\n" }
    add("title", model.title, indent: 4)
    add("architecture", model.architecture, indent: 4)
    add("quantisation", model.quantisation, indent: 4)
    add("parameters", model.parameters, indent: 4)
    add("file_bytes", model.fileBytes, indent: 4)
    add("format", model.format, indent: 4)
    add("sha256", sha256, indent: 4)
    add("ctx_size", pane.contextSize, indent: 4)
    if pane.settings.isEmpty { return }
    text += "    settings:\n"
    for entry in pane.settings {
      text +=
        "      \(YAMLText.quoted(entry.name)): {value: \(YAMLText.flow(entry.value)), "
        + "source: \(YAMLText.quoted(entry.source))}\n"
    }
  }
}

/// Texts as YAML takes them, whatever is in them.
enum YAMLText {
  /// In double quotes, with escapes for all that cannot be seen.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.isHidden || scalar == "\u{200D}" || scalar == "\u{200C}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let isLong = scalar.value > 0xFFFF
        result += isLong ? "\\U" : "\\u"
        result += String(repeating: "0", count: (isLong ? 8 : 4) - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A value on one line.
  static func flow(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .array(let values): "[" + values.map(flow).joined(separator: ", ") + "]"
    case .object(let fields):
      "{" + fields.map { "\(quoted($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
    default: value.write()
    }
  }
}

extension SessionState {
  /// What a document about it is called.
  var exportTitle: String {
    if let title = meta.title, !title.isEmpty { return title.inOneLine }
    for pane in exportedPanes {
      if let prompt = pane.turns.first?.prompt, !prompt.isEmpty { return prompt.beginning }
    }
    return "Lineup session"
  }
}

extension String {
  /// The first line that says something, with 60 characters at most.
  var beginning: String {
    let start = unicodeScalars.firstIndex { $0.value > 0x20 } ?? unicodeScalars.endIndex
    let line = unicodeScalars[start...].prefix(61).prefix { $0 != "\n" && $0 != "\r" }
    return (line.count > 60 ? String(line.prefix(59)) + "…" : String(line)).inOneLine
  }
}
