/// What a session can be written as.
public enum ExportFormat: String, Sendable, CaseIterable {
  case markdown, html, messages, csv, json, svg, asciicast

  /// The format a file's name asks for by its ending; nil where it says nothing.
  public init?(path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "md", "markdown": self = .markdown
    case "html", "htm": self = .html
    case "jsonl": self = .messages
    case "csv": self = .csv
    case "json": self = .json
    case "svg": self = .svg
    case "cast": self = .asciicast
    default: return nil
    }
  }

  /// What the names of its files end in.
  public var ending: String {
    switch self {
    case .markdown: "md"
    case .html: "html"
    case .messages: "jsonl"
    case .csv: "csv"
    case .json: "json"
    case .svg: "svg"
    case .asciicast: "cast"
    }
  }

  /// Whether it is a picture of the screen, and not of what was said.
  public var isOfScreen: Bool { self == .svg || self == .asciicast }
}
