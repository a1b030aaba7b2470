import FoundationEssentials

/// The theme that was picked last: one name in a file of its own, so that nobody's `config.yaml` is
/// written to.
public struct ThemeMemory: Sendable {
  private let path: String

  /// - Parameter folder: where what is kept between runs is.
  public init(folder: String) { path = folder + "/picked-theme" }

  /// The name; nil where none was picked.
  public func name() -> String? {
    guard let text = try? TextFile.read(path, name: "picked-theme") else { return nil }
    let line = String(text.prefix { !$0.isNewline })
    return line.isEmpty ? nil : line
  }

  public func keep(_ name: String) throws(Problem) {
    let manager = FileManager.default
    do {
      let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
      if !manager.fileExists(atPath: folder) {
        try manager.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
      try Data("\(name)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Problem("picked-theme", "the theme can't be remembered: \(path) can't be written")
    }
  }
}
