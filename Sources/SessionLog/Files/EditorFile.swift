import Glibc

/// A text in a file of its own for the user's editor, which nobody else can read.
public struct EditorFile {
  /// Bytes that an editor may leave.
  public static let bytesLimit = 1 << 20

  public let path: String
  private let before: String

  /// - Parameters:
  ///   - folder: where temporary files are.
  ///   - random: makes the name one that is not there.
  public init(
    _ text: String, folder: String, random: () -> UInt32
  ) throws(EditorFileError) {
    before = text
    for _ in 0..<100 {
      let path = "\(folder)/lineup-draft-\(String(random(), radix: 16)).md"
      let created: OpenFile?
      do {
        created = try OpenFile.creating(path)
      } catch {
        throw .noPlace("\(folder): \(OpenFile.reason(errno))")
      }
      guard let file = created else { continue }
      self.path = path
      let code = file.append(Array((text.isEmpty ? "" : text + "\n").utf8))
      guard code == 0 else {
        unlink(path)
        throw .noPlace("\(path): \(OpenFile.reason(code))")
      }
      return
    }
    throw .noPlace("\(folder): \(OpenFile.reason(EEXIST))")
  }

  /// What the editor left, without the newline that ends it; the file is removed then.
  ///
  /// - Throws: why that can be no draft. A file that holds something stays.
  public func result() throws(EditorFileError) -> String {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .gone }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .noFile(path) }
    guard status.st_size <= Self.bytesLimit + 1 else { throw .tooLarge(path) }
    guard let file = try? OpenFile.reading(path),
      var bytes = try? file.bytes(at: 0, count: Int(status.st_size))
    else { throw .unreadable(path) }
    if bytes.last == 0x0A { bytes.removeLast() }
    if bytes.last == 0x0D { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText(path) }
    unlink(path)
    if text.isEmpty, !before.isEmpty { throw .empty }
    return text
  }

  public func remove() { unlink(path) }
}

/// Why what an editor left is no draft.
public enum EditorFileError: Error, Equatable, CustomStringConvertible {
  case gone, empty
  /// Where, and why.
  case noPlace(String)
  case noFile(String)
  case tooLarge(String)
  case unreadable(String)
  case notText(String)

  public var description: String {
    let what =
      switch self {
      case .noPlace(let why):
        "there is no file for the editor: \(why); set TMPDIR to a folder that can be written"
      case .gone: "the editor left no file"
      case .empty: "the editor left an empty file"
      case .noFile(let path): "the editor left something else than a file in \(path)"
      case .tooLarge(let path): "the editor left more than 1 MiB in \(path)"
      case .unreadable(let path): "what the editor left in \(path) can't be read"
      case .notText(let path): "what the editor left in \(path) is not UTF-8"
      }
    return what + "; the draft is as it was"
  }
}
