/// What somebody wrote as a variable's value: a text, or the file that has it.
public enum InputValue: Sendable, Equatable {
  case text(String)
  /// `@path`.
  case file(String)

  /// `@@` at the beginning is an @ of the text; an @ alone is one, too.
  public init(_ written: String) {
    let rest = written.dropFirst()
    if written.utf8.first != UInt8(ascii: "@") || rest.isEmpty {
      self = .text(written)
    } else if rest.utf8.first == UInt8(ascii: "@") {
      self = .text(String(rest))
    } else {
      var path = rest
      while let last = path.last, last.isWhitespace { path.removeLast() }
      self = path.isEmpty ? .text(written) : .file(String(path))
    }
  }

  var path: String? { if case .file(let path) = self { path } else { nil } }

  /// How a text has to be written to be this text.
  static func written(_ text: String) -> String {
    text.utf8.first == UInt8(ascii: "@") && text.utf8.count > 1 ? "@" + text : text
  }
}

/// What a file has that a value names.
public struct InputFileText: Sendable, Equatable {
  public var path: String
  /// Its content; nil where it can't be had.
  public var text: String?
  /// Why not: one sentence, with the path.
  public var obstacle: String

  public init(path: String, text: String?, obstacle: String = "") {
    self.path = path
    self.text = text
    self.obstacle = obstacle
  }
}

/// How large a file is that a value names.
public struct InputFileSize: Sendable, Equatable {
  public var path: String
  public var bytes: Int
  /// Of the chosen pane's model; nil where it is not there.
  public var tokens: Int?
  /// Why it can't be had: one sentence, with the path.
  public var obstacle: String?

  public init(path: String, bytes: Int = 0, tokens: Int? = nil, obstacle: String? = nil) {
    self.path = path
    self.bytes = bytes
    self.tokens = tokens
    self.obstacle = obstacle
  }

  /// "3.2 KiB  812 tok".
  var shown: String {
    if let obstacle { return obstacle }
    return Figures.bytes(bytes) + (tokens.map { "  \(Figures.grouped($0)) tok" } ?? "")
  }
}
