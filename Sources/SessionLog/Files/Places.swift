/// Where Lineup keeps its files, from the environment alone.
///
/// `LINEUP_HOME`, if set, holds all; else the places of the XDG Base Directory Specification 0.8,
/// which says that relative paths in its variables are to be ignored. Nothing is created here.
/// Where neither says where to put things, asking for a place throws: what needs none goes on.
public struct Places: Sendable, Equatable {
  private let configurationFolder: String?
  private let stateFolder: String?
  private let dataFolder: String?

  public init(environment: [String: String]) {
    func folder(_ variable: String) -> String? {
      guard var path = environment[variable], !path.isEmpty else { return nil }
      while path.count > 1, path.hasSuffix("/") { path.removeLast() }
      return path
    }
    if let home = folder("LINEUP_HOME") {
      configurationFolder = home
      stateFolder = home
      dataFolder = home
      return
    }
    func place(_ variable: String, _ fallback: String) -> String? {
      if let base = folder(variable), base.hasPrefix("/") {
        return base == "/" ? "/lineup" : base + "/lineup"
      }
      guard let home = folder("HOME") else { return nil }
      return (home == "/" ? "" : home) + "/" + fallback + "/lineup"
    }
    configurationFolder = place("XDG_CONFIG_HOME", ".config")
    stateFolder = place("XDG_STATE_HOME", ".local/state")
    dataFolder = place("XDG_DATA_HOME", ".local/share")
  }

  /// The folder of `config.yaml`, `keys.yaml` and what a user adds to the shipped files.
  public var configuration: String {
    get throws(PlacesError) { try Self.found(configurationFolder) }
  }
  /// The folder of what is kept between runs.
  public var state: String { get throws(PlacesError) { try Self.found(stateFolder) } }
  /// The folder of what is large and can be fetched again.
  public var data: String { get throws(PlacesError) { try Self.found(dataFolder) } }

  public var configurationFile: String {
    get throws(PlacesError) { try configuration + "/config.yaml" }
  }
  /// The user's rows of the catalogue.
  public var catalogue: String {
    get throws(PlacesError) { try configuration + "/catalogue.yaml" }
  }
  public var keysFile: String { get throws(PlacesError) { try configuration + "/keys.yaml" } }
  public var themes: String { get throws(PlacesError) { try configuration + "/themes" } }
  public var prompts: String { get throws(PlacesError) { try configuration + "/prompts" } }
  public var layouts: String { get throws(PlacesError) { try configuration + "/layouts" } }
  public var sessions: String { get throws(PlacesError) { try state + "/sessions" } }
  /// What the list of sessions knows of their files; can be made anew from them.
  public var summaries: String { get throws(PlacesError) { try state + "/sessions.index" } }
  public var drafts: String { get throws(PlacesError) { try state + "/drafts" } }
  /// The prompts that were sent last.
  public var history: String { get throws(PlacesError) { try state + "/history.jsonl" } }
  /// SHA-256 of model files, which take long to work out.
  public var sums: String { get throws(PlacesError) { try state + "/model-sums.jsonl" } }
  public var models: String { get throws(PlacesError) { try data + "/models" } }

  private static func found(_ folder: String?) throws(PlacesError) -> String {
    guard let folder else { throw .noHome }
    return folder
  }
}

/// Why there is no place for files.
public enum PlacesError: Error, Sendable, Equatable, CustomStringConvertible {
  case noHome

  public var description: String {
    "neither LINEUP_HOME nor HOME is set; set LINEUP_HOME to a folder for lineup's files"
  }
}
