import Cells
import SessionLog

/// The list of saved sessions: what was typed, which line is selected, what was found in the text.
struct SessionList: Sendable, Equatable {
  /// How far looking through the text is.
  enum Looking: Sendable, Equatable {
    /// Nothing is looked for.
    case nothing
    /// It begins when nothing was typed until then.
    case due(Double)
    case running
    case done
  }

  /// A line that can be selected.
  struct Row: Equatable {
    var choice: SessionChoice
    /// Where it is listed for its text.
    var finding: SessionFinding?
  }

  struct Found: Sendable, Equatable {
    var finding: SessionFinding
    /// Of the choice.
    var index: Int
  }

  /// All there are, the newest first; nil while they are being read.
  private(set) var choices: [SessionChoice]?
  private(set) var today = CalendarTime(year: 0, month: 1, day: 1)
  /// About how many cells the models of a session take at most.
  private(set) var longestModels = 0
  private(set) var filter = ""
  /// Indices of choices that have all words of the filter.
  private(set) var matches: [Int] = []
  /// Others, in whose text it was found.
  private(set) var findings: [Found] = []
  private var indices: [String: Int] = [:]
  /// Index among the matches and, behind them, the findings.
  private(set) var selected = 0
  private(set) var looking = Looking.nothing
  /// Counts what was looked for, so that an old answer is known as one.
  private(set) var query = 0
  /// What is done with the selected one.
  var panel: SessionPanel?
  var previews = SessionPreviews()
  /// The last thing that was done is undone by `u`, as it says.
  var offersUndo = false

  /// One that is to be selected as soon as it is listed.
  private var wantedPath: String?

  /// Seconds without a key until the text is looked through.
  static let patience = 0.15
  /// Code points of what can be typed.
  static let filterLimit = 100

  var count: Int { matches.count + findings.count }

  func row(_ index: Int) -> Row? {
    guard let choices else { return nil }
    if matches.indices.contains(index) { return Row(choice: choices[matches[index]]) }
    let index = index - matches.count
    guard findings.indices.contains(index) else { return nil }
    return Row(choice: choices[findings[index].index], finding: findings[index].finding)
  }

  // MARK: Lines

  /// What a line of the list says.
  enum Line: Equatable {
    case session(Int)
    /// Above those in whose text it was found.
    case heading
    /// What was found in it, below its own line.
    case finding(Int)
  }

  private var hasHeading: Bool { !findings.isEmpty || looking == .running }
  var lineCount: Int { matches.count + (hasHeading ? 1 : 0) + findings.count * 2 }
  var selectedLine: Int {
    selected < matches.count ? selected : matches.count + 1 + (selected - matches.count) * 2
  }

  func line(_ index: Int) -> Line {
    guard index >= matches.count else { return .session(index) }
    guard index > matches.count else { return .heading }
    let rest = index - matches.count - 1
    let number = matches.count + rest / 2
    return rest % 2 == 0 ? .session(number) : .finding(number)
  }

  var picked: SessionChoice? { row(selected)?.choice }

  mutating func select(_ index: Int) { selected = max(0, min(index, count - 1)) }

  /// Selects one now, or as soon as it is listed.
  mutating func want(_ path: String) {
    if indices[path] == nil { wantedPath = path } else { select(path: path) }
  }

  mutating func select(path: String?) {
    guard let path, let index = indices[path] else { return select(selected) }
    if let match = matches.firstIndex(of: index) {
      selected = match
    } else if let found = findings.firstIndex(where: { $0.index == index }) {
      selected = matches.count + found
    } else {
      select(selected)
    }
  }

  mutating func setFilter(_ text: String, at now: Double) {
    filter = String(text.unicodeScalars.prefix(Self.filterLimit))
    selected = 0
    query += 1
    looking = isSearchable ? .due(now + Self.patience) : .nothing
    findings = []
    match()
  }

  /// Takes the sessions there are; what was selected stays so.
  ///
  /// - Parameter session: the one that runs, where it is known better than from its file.
  mutating func take(_ choices: [SessionChoice], today: CalendarTime, session: SessionState?) {
    let path = picked?.path
    let found = findings.map(\.finding)
    self.choices = choices
    self.today = today
    indices = Dictionary(
      choices.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    longestModels = min(28, choices.map(\.modelsWidth).max() ?? 0)
    if let session { update(session) }
    match()
    keep(found)
    select(path: wantedPath ?? path)
    wantedPath = nil
  }

  /// The running session has changed.
  mutating func update(_ session: SessionState) {
    guard let index = choices?.firstIndex(where: \.isThis), let choice = choices?[index],
      !choice.isCurrent(with: session)
    else { return }
    choices?[index].take(session)
  }

  /// When something is to be asked for.
  var dueTime: Double? {
    var times = [previews.dueTime]
    if case .due(let time) = looking { times.append(time) }
    return times.compactMap { $0 }.min()
  }

  /// What is to be looked for now; nil where nothing is due.
  mutating func takeDue(at now: Double) -> String? {
    guard case .due(let time) = looking, time <= now else { return nil }
    looking = .running
    return filter
  }

  mutating func take(_ found: [SessionFinding], query: Int) {
    guard query == self.query, looking == .running else { return }
    looking = .done
    keep(found)
  }

  private mutating func keep(_ found: [SessionFinding]) {
    let listed = Set(matches)
    findings = found.compactMap { finding in
      guard let index = indices[finding.path], !listed.contains(index) else { return nil }
      return Found(finding: finding, index: index)
    }
  }

  private mutating func match() {
    guard let choices else { return }
    let words = WordFilter(words)
    matches = choices.indices.filter { words.isEmpty || words.fits(choices[$0].text) }
  }

  /// What titles are to have; quotes are for looking through the text.
  var words: String { filter.replacing("\"", with: " ") }

  /// One letter of the alphabet stands in every text.
  private var isSearchable: Bool {
    let letters = filter.unicodeScalars.filter { $0 != " " }
    return letters.count > 1 || letters.contains { $0.value >= 0x80 }
  }
}
