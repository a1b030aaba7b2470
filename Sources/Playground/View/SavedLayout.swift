import JSON
import SessionLog

/// Panes as a person wants them again: their models, what was chosen for each, and how they stand.
public struct SavedLayout: Sendable, Equatable {
  public struct Pane: Sendable, Equatable {
    /// What the pane is called, and its model's file, empty where it is a server's.
    public var name: String
    public var path: String
    /// A server's model, "lab/llama-3.3-70b".
    public var endpoint: String?
    /// Settings that somebody chose; the others are the model's.
    public var settings: [JSONField]

    public init(
      name: String, path: String = "", endpoint: String? = nil, settings: [JSONField] = []
    ) {
      self.name = name
      self.endpoint = endpoint
      self.path = path
      self.settings = settings
    }
  }

  public var panes: [Pane]
  public var arrangement: Arrangement
  public var runMode: RunMode

  public init(panes: [Pane], arrangement: Arrangement, runMode: RunMode) {
    self.panes = panes
    self.arrangement = arrangement
    self.runMode = runMode
  }

  /// The panes of a session, as they are now.
  public init(_ session: SessionState, _ arrangement: Arrangement) {
    panes = session.panes.compactMap { pane in
      let model = pane.model
      guard model.path != nil || model.endpoint != nil else { return nil }
      let own = pane.settings.filter { ["user", "flag", "config"].contains($0.source) }
      return Pane(
        name: pane.name, path: model.path ?? "", endpoint: model.endpoint,
        settings: own.map { JSONField($0.name, $0.value) })
    }
    self.arrangement = arrangement
    runMode = session.runMode
  }

  // MARK: As a file

  /// Bytes that the file of a layout may have.
  public static let byteLimit = 1 << 20

  /// As a JSON object.
  public var json: JSONValue {
    .object([
      JSONField("v", .integer(1)), JSONField("arrangement", .string(arrangement.rawValue)),
      JSONField("run", .string(runMode.rawValue)),
      JSONField(
        "panes",
        .array(
          panes.map { pane in
            .object([
              JSONField("name", .string(pane.name)),
              pane.endpoint.map { JSONField("endpoint", .string($0)) }
                ?? JSONField("model", .string(pane.path)),
              JSONField("settings", .object(pane.settings)),
            ])
          })),
    ])
  }

  /// Nil where it is no layout, or holds more panes than there may be.
  public init?(_ json: JSONValue) {
    guard case .object(let fields) = json, case .array(let values) = fields["panes"],
      (1...ViewState.paneLimit).contains(values.count)
    else { return nil }
    var panes: [Pane] = []
    for value in values {
      guard case .object(let pane) = value else { return nil }
      let path = pane.text("model") ?? ""
      let endpoint = pane.text("endpoint").flatMap { $0.isEmpty ? nil : $0 }
      guard endpoint != nil || !path.isEmpty else { return nil }
      var name = ""
      if case .string(let text) = pane["name"] { name = text }
      var settings: [JSONField] = []
      if case .object(let fields) = pane["settings"] { settings = fields }
      panes.append(Pane(name: name, path: path, endpoint: endpoint, settings: settings))
    }
    self.init(
      panes: panes, arrangement: fields.word("arrangement") ?? .automatic,
      runMode: fields.word("run") ?? .parallel)
  }

  /// What stands against a name; nil where it is fine: letters, digits, "-", "_" and "." within.
  public static func obstacle(toName name: String) -> String? {
    let isFine = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
    }
    if name.isEmpty { return "which name?" }
    if !isFine || name.hasPrefix(".") { return "a name is made of letters, digits, - and _" }
    return name.utf8.count > 100 ? "that name is too long" : nil
  }
}

extension [JSONField] {
  fileprivate subscript(key: String) -> JSONValue? { first { $0.key == key }?.value }

  fileprivate func text(_ key: String) -> String? {
    if case .string(let text) = self[key] { text } else { nil }
  }

  fileprivate func word<Word: RawRepresentable<String>>(_ key: String) -> Word? {
    if case .string(let text) = self[key] { Word(rawValue: text) } else { nil }
  }
}
