/// Where Lineup keeps its files, from the environment alone.
///
/// `LINEUP_HOME`, if set, holds all; else the places of the XDG Base Directory Specification 0.8,
/// which says that relative paths in its variables are to be ignored. Nothing is created here.
public struct Places: Sendable, Equatable {
  /// The folder of `config.yaml`, `keys.yaml` and what a user adds to the shipped files.
  public let configuration: String
  /// The folder of what is kept between runs.
  public let state: String
  /// The folder of what is large and can be fetched again.
  public let data: String

  /// Throws where neither `LINEUP_HOME` nor `HOME` says where to put things.
  public init(environment: [String: String]) throws(PlacesError) {
    func folder(_ variable: String) -> String? {
      guard var path = environment[variable], !path.isEmpty else { return nil }
      while path.count > 1, path.hasSuffix("/") { path.removeLast() }
      return path
    }
    if let home = folder("LINEUP_HOME") {
      configuration = home
      state = home
      data = home
      return
    }
    func place(_ variable: String, _ fallback: String) throws(PlacesError) -> String {
      if let base = folder(variable), base.hasPrefix("/") {
        return base == "/" ? "/lineup" : base + "/lineup"
      }
      guard let home = folder("HOME") else { throw .noHome }
      return (home == "/" ? "" : home) + "/" + fallback + "/lineup"
    }
    configuration = try place("XDG_CONFIG_HOME", ".config")
    state = try place("XDG_STATE_HOME", ".local/state")
    data = try place("XDG_DATA_HOME", ".local/share")
  }

  public var configurationFile: String { configuration + "/config.yaml" }
  public var keysFile: String { configuration + "/keys.yaml" }
  public var themes: String { configuration + "/themes" }
  public var prompts: String { configuration + "/prompts" }
  public var sessions: String { state + "/sessions" }
  public var drafts: String { state + "/drafts" }
  public var models: String { data + "/models" }
}

/// Why there is no place for files.
public enum PlacesError: Error, Sendable, Equatable, CustomStringConvertible {
  case noHome

  public var description: String {
    "Neither LINEUP_HOME nor HOME is set; set LINEUP_HOME to a folder for Lineup's files."
  }
}
