import GenerationAPI

/// What `config.yaml` says; nil where it says nothing.
public struct UserSettings: Sendable, Equatable {
  /// The name of a theme.
  public var theme: String?
  /// Further folders to look for models in, as they are written.
  public var models: [String] = []
  /// The mouse is taken from the terminal, which otherwise selects text with it.
  public var hasMouse: Bool?
  public var isASCII: Bool?
  /// Characters of ambiguous width take two cells.
  public var ambiguousIsWide: Bool?
  public var isLocalOnly: Bool?
  /// Why it can't be told whether that is wanted; nil where it can.
  public var localOnlyDoubt: Problem?
  /// Why it can't be told what a session may spend; nil where it can.
  public var budgetDoubt: Problem?
  /// Why it can't be told which servers are set up, so that presets may be meant otherwise; nil where
  /// it can.
  public var endpointsDoubt: Problem?
  /// As `--color` takes it.
  public var color: String?
  /// Sessions that were last written longer ago are deleted; nil where none is.
  public var keep: KeptTime?
  /// Servers whose models a pane may have.
  public var endpoints: [EndpointSettings] = []
  public var brokenEndpoints: [BrokenEndpoint] = []
  /// What a session may spend.
  public var budget: Budget?

  public init() {}

  /// What `--color` takes.
  public static let colors = ["auto", "always", "never", "8", "16", "256"]

  /// Reads what can be read.
  ///
  /// - Parameter file: what problems call it.
  public static func read(_ text: String, file: String) -> (UserSettings, [Problem]) {
    var settings = UserSettings()
    var problems = Problems(file: file)
    do throws(Problem) {
      guard let root = try YAMLText.parse(text, name: file) else { return (settings, []) }
      for entry in root.entries("setting", known: keys, &problems) {
        settings.take(entry, &problems)
      }
      settings.localOnlyDoubt = doubt(root, settings, file)
      let entries = root.isMapping ? root.keys : []
      if !entries.contains("budget"), let key = entries.first(where: { isAlike($0, "budget") }) {
        settings.budgetDoubt = Problem(file, "\(key.quoted) is to be budget: 2.50, or left out")
      }
      if settings.endpointsDoubt == nil,
        let key = entries.first(where: { $0 != "endpoints" && isAlike($0, "endpoint") })
      {
        settings.endpointsDoubt = Problem(file, "\(key.quoted) is to be endpoints, a list")
      }
    } catch {
      problems.add(error)
      settings.localOnlyDoubt = error
      settings.endpointsDoubt = error
    }
    return (settings, problems.all)
  }

  /// Whether a key may be meant to be a word.
  private static func isAlike(_ key: String, _ word: String) -> Bool {
    letters(key).contains(word)
  }

  private static func letters(_ key: String) -> String { key.lowercased().filter(\.isLetter) }

  private static let keys = [
    "theme", "models", "mouse", "ascii", "ambiguous", "local_only", "color", "keep",
    "endpoints", "budget",
  ]

  /// Who writes local-only, or lists settings, is not to find that it meant nothing.
  private static func doubt(_ root: YAMLValue, _ settings: UserSettings, _ file: String) -> Problem?
  {
    guard settings.isLocalOnly == nil, !root.isNothing else { return nil }
    guard root.isMapping else { return Problem(file, line: root.line, "it holds no settings") }
    // Also among an endpoint's settings, but not among the names of its models.
    let alike = root.allKeys(depth: 3).first { letters($0) == "localonly" }
    return alike.map { Problem(file, "\($0.quoted) is to be local_only: true, or false") }
  }

  private mutating func take(_ entry: YAMLValue.Entry, _ problems: inout Problems) {
    func oneOf(_ names: [String]) -> String? {
      guard let text = entry.text(&problems) else { return nil }
      if names.contains(text) { return text }
      problems.add(
        line: entry.line,
        "\(entry.key) is one of \(names.joined(separator: ", ")), not \(text.quoted)")
      return nil
    }
    switch entry.key {
    case "theme": theme = entry.text(&problems)
    case "models": models = entry.texts(&problems) ?? []
    case "mouse": hasMouse = entry.truth(&problems)
    case "ascii": isASCII = entry.truth(&problems)
    case "ambiguous": ambiguousIsWide = oneOf(["narrow", "wide"]).map { $0 == "wide" }
    case "local_only": isLocalOnly = entry.truth(&problems)
    case "endpoints":
      let reading = EndpointReading(entry, &problems)
      endpoints = reading.endpoints
      brokenEndpoints = reading.broken
      endpointsDoubt = reading.doubt
    case "budget":
      budget = entry.value.isNothing ? nil : entry.value.text.flatMap { Budget($0) }
      guard budget == nil else { return }
      let problem = Problem(
        problems.file, line: entry.line, "budget is \(Budget.wanted), not \(entry.value.kind)")
      problems.add(problem)
      budgetDoubt = problem
    case "keep":
      guard let text = entry.text(&problems), text != "forever" else { return }
      keep = KeptTime(text)
      if keep == nil {
        problems.add(
          line: entry.line,
          "keep is a time such as 90 days, 12 weeks, 6 months or 1 year, or forever, not "
            + text.quoted)
      }
    default: color = oneOf(Self.colors)
    }
  }
}
