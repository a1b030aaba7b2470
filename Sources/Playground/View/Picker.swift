/// A model that may be picked.
public struct ModelChoice: Sendable, Equatable {
  public var name: String
  public var path: String
  /// What it is, a word each: size, quantisation, parameters, architecture.
  public var facts: [String]
  /// A server's model, "lab/llama-3.3-70b", which a pane talks to in the place of a file.
  public var endpoint: String?
  /// A server that is asked for its models when it is chosen.
  public var server: String?
  /// It is not on this machine, but can be fetched.
  public var isFetched: Bool
  /// What it is listed with.
  public var group = Group.here
  /// What it is in full, below the list.
  public var about = ""
  /// Names of those that come closest, where it can't be opened.
  public var alternatives: [String] = []
  /// Tokens of context with which it fits, where the usual number does not.
  public var contextSize: Int?
  /// Why it can't be opened now, and what helps; nil where it can.
  public var obstacle: String?

  /// Groups stand one below the other, each under a heading.
  public enum Group: Sendable, CaseIterable {
    case here, servers, fetched, elsewhere
  }

  public init(
    name: String, path: String, facts: [String] = [], obstacle: String? = nil,
    isFetched: Bool = false, contextSize: Int? = nil
  ) {
    self.isFetched = isFetched
    self.contextSize = contextSize
    self.name = name
    self.path = path
    self.facts = facts
    self.obstacle = obstacle
  }

  /// A server's model.
  public init(endpoint: String, facts: [String] = [], obstacle: String? = nil) {
    self.init(name: endpoint, path: "", facts: facts, obstacle: obstacle)
    self.endpoint = endpoint
    group = .servers
  }

  /// A server, to be asked for its models.
  public init(server: String, facts: [String] = [], obstacle: String? = nil) {
    self.init(name: server, path: "", facts: facts, obstacle: obstacle)
    self.server = server
    group = .servers
  }
}

extension ModelChoice {
  fileprivate func isOfServer(_ name: Substring) -> Bool {
    server.map { $0 == name } ?? endpoint?.hasPrefix(name + "/") ?? false
  }

  fileprivate func isSame(as other: ModelChoice?) -> Bool {
    guard let other else { return false }
    return (name, path, endpoint, server) == (other.name, other.path, other.endpoint, other.server)
  }
}

/// A list of models to pick from, over the screen.
struct Picker: FilteredList, Sendable, Equatable {
  enum Purpose: Sendable, Equatable {
    /// For a new pane.
    case add
    /// For these panes, in place of what they have.
    case change([Int])
  }

  let purpose: Purpose
  var choices: [ModelChoice]?
  var filter = ""
  var selected = 0
  /// Servers that are being asked for their models.
  private(set) var asked: Set<String> = []
  /// Why servers did not tell their models.
  private(set) var refusals: [String: String] = [:]

  init(_ purpose: Purpose) { self.purpose = purpose }

  static func text(of choice: ModelChoice) -> String {
    // Of what is here that is its path, of which all have the beginning in common.
    let about = choice.group == .here ? [] : [choice.about]
    return ([choice.name] + choice.facts + about).joined(separator: " ")
  }

  /// More is known now; what was selected stays so.
  mutating func take(_ choices: [ModelChoice]) {
    let before = picked
    self.choices = choices
    let index = matches.firstIndex { $0.isSame(as: before) }
    if let index { selected = index } else { setFilter(filter) }
  }

  /// Selects the first that is called so, or at least a little so: who types "llama" does not mean
  /// those that are only built like one.
  mutating func setFilter(_ text: String) {
    narrow(to: text)
    guard let word = filter.lowercased().split(separator: " ").first else { return }
    let names = matches.map { $0.name.lowercased() }
    select(names.firstIndex { $0.hasPrefix(word) } ?? names.firstIndex { $0.contains(word) } ?? 0)
  }

  // MARK: Servers

  /// Notes that a server is asked; false where it already is.
  mutating func ask(_ server: String) -> Bool {
    refusals[server] = nil
    return asked.insert(server).inserted
  }

  /// A server has told its models, or why not: the first of them is what was looked for.
  mutating func listed(_ server: String, _ obstacle: String?) {
    let wasAsked = asked.remove(server) != nil
    refusals[server] = obstacle
    guard wasAsked, obstacle == nil, picked?.server == server else { return }
    let first = matches.firstIndex { $0.endpoint?.hasPrefix(server + "/") == true }
    if let first { select(first) }
  }

  /// Servers don't list all that they have: whose model is typed in full can be had, too.
  func completed(_ matches: [ModelChoice]) -> [ModelChoice] {
    guard let slash = filter.firstIndex(of: "/"), !filter.hasSuffix("/"),
      !filter.contains(where: \.isWhitespace), !matches.contains(where: { $0.name == filter }),
      let other = choices?.first(where: { $0.isOfServer(filter[..<slash]) })
    else { return matches }
    var typed = ModelChoice(
      endpoint: filter, facts: other.obstacle == nil ? ["as it is typed"] : [],
      obstacle: other.obstacle)
    typed.group = other.group
    typed.about = "not in the list of \(filter[..<slash]): Enter opens it by this name"
    let end = matches.lastIndex { $0.group == typed.group }.map { $0 + 1 } ?? matches.endIndex
    return Array(matches[..<end]) + [typed] + matches[end...]
  }

  typealias Remark = (text: String, isRefusal: Bool)

  /// What there is to say of a choice besides its facts: that its server is asked, or did not tell.
  func remark(on choice: ModelChoice) -> Remark? {
    if let server = choice.server {
      if asked.contains(server) { return ("asking \(server) for its models", false) }
      if let refusal = refusals[server] { return (refusal, true) }
    }
    return choice.obstacle.map { ($0, true) }
  }

  /// What comes closest to the selected one and is listed, those that can be opened first.
  var closest: [ModelChoice] {
    let found = (picked?.alternatives ?? []).compactMap { name in
      choices?.first { $0.name == name }
    }
    return found.filter { $0.obstacle == nil } + found.filter { $0.obstacle != nil }
  }

  /// Selects another choice, whatever was typed.
  mutating func select(named name: String) {
    guard let index = choices?.firstIndex(where: { $0.name == name }) else { return }
    filter = ""
    select(index)
  }
}
