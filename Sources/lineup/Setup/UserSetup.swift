import Cells
import Configuration
import FoundationEssentials
import Playground
import Prompts
import SessionLog

/// What the user has set up in files, and how a command line changes it.
struct UserSetup: Sendable {
  let files: UserFiles
  let themes: ThemeLibrary
  let prompts: PromptLibrary
  private let memory: ThemeMemory?
  /// Further folders of models, as paths.
  let modelFolders: [String]

  /// Read once, when it is first asked for.
  static let ofUser = UserSetup(Places.ofUser)

  init(_ places: Places) {
    let folder = try? places.configuration
    files = folder.map { UserFiles(folder: $0) } ?? UserFiles()
    themes = ThemeLibrary(own: try? places.themes, shipped: SharedFiles.themes)
    prompts = PromptLibrary(own: try? places.prompts, shipped: SharedFiles.prompts)
    memory = (try? places.state).map { ThemeMemory(folder: $0) }
    let home = ProcessInfo.processInfo.environment["HOME"]
    modelFolders = files.settings.models.map { Self.path($0, home: home, folder: folder) }
  }

  /// `~` is the home folder; what is relative is so to the settings' folder.
  static func path(_ text: String, home: String?, folder: String?) -> String {
    if text == "~" || text.hasPrefix("~/"), let home { return home + text.dropFirst() }
    return text.hasPrefix("/") ? text : (folder.map { $0 + "/" } ?? "") + text
  }

  // MARK: Themes

  /// Who says which theme it is.
  enum ThemeSource {
    case flag, settings, picked, standard
  }

  struct FoundTheme {
    var theme: Theme
    var source: ThemeSource
    var problems: [Problem] = []
  }

  /// The theme to begin with: `--theme`, else `config.yaml`, else the one picked last, else the
  /// terminal's own colours where it has few, else the default.
  ///
  /// - Throws: `Failure` where the flag names none.
  func theme(flag: String?, colors: Int) throws -> FoundTheme {
    if let flag {
      let (entry, problems) = themes.theme(named: flag)
      guard let entry else {
        throw Failure(problems.map(\.description).joined(separator: "; "), status: 2)
      }
      return FoundTheme(theme: entry.theme, source: .flag, problems: problems)
    }
    var problems: [Problem] = []
    if let name = files.settings.theme {
      let (entry, found) = themes.theme(named: name)
      problems += found
      if let entry {
        return FoundTheme(theme: entry.theme, source: .settings, problems: problems)
      }
    }
    if let name = memory?.name() {
      let (entry, found) = themes.theme(named: name)
      problems += found
      if let entry { return FoundTheme(theme: entry.theme, source: .picked, problems: problems) }
    }
    let standard = colors <= 16 ? themes.theme(named: "terminal").entry?.theme : nil
    return FoundTheme(theme: standard ?? .lineupDark, source: .standard, problems: problems)
  }

  /// The prompt files there are.
  func promptChoices() -> [PromptChoice] { prompts.all().map(PromptChoice.init) }

  /// A prompt file by its name or path.
  ///
  /// - Throws: `Failure` with what is wrong, and what would be right.
  func prompt(_ name: String) throws -> PromptTemplate {
    let (entry, problem) = prompts.prompt(name)
    if let problem { throw Failure(problem.reason, status: 2) }
    guard let template = entry?.template else {
      let problems = entry?.problems ?? []
      throw Failure(problems.map(\.description).joined(separator: "\n"))
    }
    return template
  }

  /// All there are, to pick from.
  func themeChoices() -> [ThemeChoice] {
    themes.all().map {
      ThemeChoice(
        $0.theme, about: $0.about + ($0.isOwn ? " (yours)" : ""),
        problem: $0.problems.first?.description)
    }
  }

  /// Remembers a theme for the next time.
  ///
  /// - Returns: a sentence where that will not be what it begins with.
  func keepTheme(_ name: String) -> String? {
    do throws(Problem) {
      try memory?.keep(name)
    } catch {
      return error.reason
    }
    guard let settings = files.settings.theme, settings != name, "lineup-" + settings != name else {
      return nil
    }
    return "\(name), for now: config.yaml says \(settings) for the next start"
  }
}

extension PromptChoice {
  init(_ entry: PromptLibrary.Entry) {
    self.init(
      entry.name, entry.template, isOwn: entry.isOwn,
      problem: entry.problems.first { entry.template != nil || !$0.isWarning }?.description)
  }
}
