import Playground

/// Something in a file that could not be used, and is done without.
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, as it is called within the folder of such files: "config.yaml", "themes/own.yaml".
  public var file: String
  /// Counted from 1; nil where the file as a whole is meant.
  public var line: Int?
  /// One sentence: what is wrong, what would be right.
  public var reason: String
  /// All of the file is used nevertheless.
  public var isWarning: Bool

  public init(_ file: String, line: Int? = nil, _ reason: String, isWarning: Bool = false) {
    self.file = file
    self.line = line
    self.reason = reason
    self.isWarning = isWarning
  }

  public var description: String {
    "\(file):\(line.map { "\($0):" } ?? "") \(isWarning ? "warning: " : "")\(reason)"
  }
}

/// Problems of a file as they are found.
struct Problems {
  /// After so many, the rest is only counted.
  static let limit = 20

  let file: String
  private var found: [Problem] = []
  private var uncounted = 0

  init(file: String) { self.file = file }

  /// Whether more is only counted, so that no time need be spent on what to say of it.
  var isFull: Bool { found.count >= Self.limit }

  /// Whether all that was found are warnings.
  private(set) var areWarnings = true

  mutating func add(line: Int?, _ reason: String, isWarning: Bool = false) {
    add(Problem(file, line: line, reason, isWarning: isWarning))
  }

  mutating func warn(line: Int?, _ reason: String) { add(line: line, reason, isWarning: true) }

  /// One of this file, or of another that belongs to it.
  mutating func add(_ problem: Problem) {
    areWarnings = areWarnings && problem.isWarning
    guard !isFull else {
      uncounted += 1
      return
    }
    found.append(problem)
  }

  /// In the order of lines, those of other files last.
  var all: [Problem] {
    let sorted = found.enumerated().sorted {
      let (a, b) = ($0.element, $1.element)
      return (a.file == file ? 0 : 1, a.line ?? 0, $0.offset)
        < (b.file == file ? 0 : 1, b.line ?? 0, $1.offset)
    }.map(\.element)
    return uncounted == 0
      ? sorted
      : sorted + [Problem(file, "and \(uncounted) more like these", isWarning: areWarnings)]
  }
}

extension String {
  /// In quotation marks, at most 40 code points of it.
  var quoted: String {
    let start = String(unicodeScalars.prefix(40))
    return "\"\(start)\(start.unicodeScalars.count < unicodeScalars.count ? "…" : "")\""
  }
}

/// "did you mean x?", or what there is.
func suggestion(for text: String, among names: [String], called what: String) -> String {
  let near = Nearness.nearest(to: text, among: names)
  if let first = near.first { return "did you mean \(first)?" }
  return "\(what): \(names.joined(separator: ", "))"
}
