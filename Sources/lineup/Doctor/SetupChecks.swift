import Configuration
import FoundationEssentials
import Glibc
import SessionLog

extension Check {
  /// What the user has set up, and what of it can't be used.
  static func setup() -> [Check] {
    let setup = UserSetup.ofUser
    return settingsFile("config.yaml", isThere: setup.files.hasSettings, setup)
      + settingsFile("keys.yaml", isThere: setup.files.hasKeys, setup)
      + servers() + themes(setup) + prompts(setup) + catalogue()
      + setup.modelFolders.map(modelFolder)
  }

  private static func settingsFile(
    _ name: String, isThere: Bool, _ setup: UserSetup
  ) -> [Check] {
    let problems = setup.files.problems.filter { $0.file == name }
    let place = (try? Places.ofUser.configuration).map { "\($0)/\(name)" } ?? name
    guard problems.isEmpty else { return problems.map { check(name, $0) } }
    return [Check("setup", name, isThere ? place : "none; it would be \(place)")]
  }

  private static func check(_ name: String, _ problem: Problem) -> Check {
    Check("setup", name, .problem, "\(problem)")
  }

  /// Asks none of them.
  private static func servers() -> [Check] {
    let all = EndpointBook.ofUser.all
    let own = all.filter { !$0.isPreset }
    let keyed = all.filter { $0.isPreset && $0.keyState == .present }.map(\.name)
    let presets = keyed.isEmpty ? "" : "; keys are there for \(keyed.joined(separator: ", "))"
    let lacking = own.filter { $0.keyState == .missing }
    return [
      Check("setup", "servers", "\(own.count) of yours\(presets); lineup endpoints lists all")
    ] + lacking.map { Check("setup", "servers", .note, "\($0.name): \($0.keyWords ?? "")") }
  }

  private static func themes(_ setup: UserSetup) -> [Check] {
    let folder = SharedFiles.themes
    let own = (try? Places.ofUser.themes) ?? ""
    var checks = [
      Check(
        "setup", "themes", folder == nil ? .note : .ok,
        "\(setup.themes.names.count) in \(folder ?? "no folder") and \(own)",
        advice: folder == nil ? "the shipped themes are not beside it; install lineup again" : nil)
    ]
    checks += setup.themes.problems().map { check("themes", $0) }
    if let found = try? setup.theme(flag: nil, colors: 256) {
      let why =
        switch found.source {
        case .flag, .standard: "the default"
        case .settings: "by config.yaml"
        case .picked: "picked last"
        }
      let others = found.problems.filter { !checks.map(\.value).contains("\($0)") }
      checks += others.map { check("theme", $0) }
      checks.append(Check("setup", "theme", "\(found.theme.name), \(why)"))
    }
    return checks
  }

  private static func prompts(_ setup: UserSetup) -> [Check] {
    let own = (try? Places.ofUser.prompts) ?? ""
    let count = "\(setup.prompts.names.count) in \(SharedFiles.prompts ?? "no folder") and \(own)"
    let errors = setup.prompts.problems().filter { !$0.isWarning }
    return [Check("setup", "prompts", count)] + errors.map { check("prompts", $0) }
  }

  private static func catalogue() -> [Check] {
    let catalogue = Catalogue.ofUser
    let own = catalogue.rows.count(where: \.isOwn)
    var count = "\(catalogue.rows.count) systems"
    if own > 0 { count += ", \(own) of them yours" }
    return [
      Check(
        "setup", "catalogue", catalogue.hasShipped ? .ok : .note, count,
        advice: catalogue.hasShipped ? nil : ModelsTable.noCatalogue)
    ] + catalogue.problems.map { check("catalogue", $0) }
  }

  private static func modelFolder(_ path: String) -> Check {
    guard access(path, R_OK | X_OK) == 0 else {
      return Check(
        "setup", "models", .problem, "\(path): \(String(cString: strerror(errno)))",
        advice: "it is named in config.yaml, under models")
    }
    let count = FurtherModels(folders: [path]).files().count
    return Check("setup", "models", "\(path), \(count) \(count == 1 ? "model" : "models")")
  }
}
