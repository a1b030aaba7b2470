import GenerationAPI

/// A host that prompts would go to for the first time in a session.
public struct ConsentHost: Sendable, Equatable {
  /// "api.openai.com"
  public var host: String
  /// What the user calls the server: "openai".
  public var endpoint: String
  /// Panes whose prompts wait for it, by number.
  public var panes: [Int]
  /// What their answers cost at most; nil where that is not known.
  public var most: Cost?

  public init(host: String, endpoint: String, panes: [Int], most: Cost? = nil) {
    self.host = host
    self.endpoint = endpoint
    self.panes = panes
    self.most = most
  }
}

/// Whether a prompt may leave this machine, asked for one host after the other.
struct ConsentQuestion: Sendable, Equatable {
  /// Those not answered for, the one that is asked about first; never empty.
  private(set) var hosts: [ConsentHost]
  /// From when a key is an answer: one that was pressed before was meant for something else.
  private(set) var start: Double

  /// Seconds in which nobody has read a question that has just come.
  static let reading = 0.5
  /// Seconds without a key until somebody who was typing has noticed it.
  static let noticing = 1.5

  /// - Returns: nil without hosts.
  init?(_ hosts: [ConsentHost], at time: Double) {
    if hosts.isEmpty { return nil }
    self.hosts = hosts
    start = time + Self.reading
  }

  var host: ConsentHost { hosts[0] }

  /// Where a pane's prompt would go that waits for an answer.
  func host(of pane: Int) -> String? { hosts.first { $0.panes.contains(pane) }?.host }

  func takesAnswers(at time: Double) -> Bool { time >= start }

  mutating func holdOff(at time: Double) { start = time + Self.noticing }

  /// The question with other hosts: as long as it asks about the same one, it goes on.
  func with(_ hosts: [ConsentHost], at time: Double) -> ConsentQuestion? {
    var next = ConsentQuestion(hosts, at: time)
    if next?.host.host == host.host { next?.start = start }
    return next
  }

  /// The question about the next host.
  func next(at time: Double) -> ConsentQuestion? {
    ConsentQuestion(Array(hosts.dropFirst()), at: time)
  }
}
