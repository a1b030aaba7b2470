import Playground

/// What a user has set up: their settings, their keys, and what of it could not be used.
public struct UserFiles: Sendable {
  public private(set) var settings = UserSettings()
  public private(set) var keys = KeyTable.standard
  public private(set) var problems: [Problem] = []
  /// Whether each file is there.
  public private(set) var hasSettings = false
  public private(set) var hasKeys = false

  /// Nothing set up.
  public init() {}

  /// - Parameter folder: where `config.yaml` and `keys.yaml` may be.
  public init(folder: String) {
    if let text = read(folder, "config.yaml") {
      hasSettings = true
      let (settings, problems) = UserSettings.read(text, file: "config.yaml")
      self.settings = settings
      self.problems += problems
    } else {
      settings.localOnlyDoubt = problems.first
    }
    if let text = read(folder, "keys.yaml") {
      hasKeys = true
      let (keys, problems) = KeysFile.read(text, file: "keys.yaml")
      self.keys = keys
      self.problems += problems
    }
  }

  private mutating func read(_ folder: String, _ name: String) -> String? {
    do throws(Problem) {
      return try TextFile.read("\(folder)/\(name)", name: name)
    } catch {
      problems.append(error)
      return nil
    }
  }
}
