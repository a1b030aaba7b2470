import FoundationEssentials
import GGUF
import Glibc
import SessionLog

/// The files of a model: one, or all parts of a split one, which its first part stands for.
struct ModelFiles {
  let paths: [String]

  /// More parts than there are descriptors for are no model that could be opened.
  private static let partLimit = 1000

  /// - Parameter path: of the model, or of any of its parts.
  init(_ path: String) {
    guard let name = SplitName(path), name.count <= Self.partLimit else {
      paths = [path]
      return
    }
    paths = (1...name.count).map(name.path)
  }

  /// Bytes of all together; nil where one is missing or is no file: a pipe would be waited for.
  var bytes: Int? {
    var bytes = 0
    for path in paths {
      var facts = stat()
      guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
        case (let sum, let overflow) = bytes.addingReportingOverflow(Int(facts.st_size)), !overflow
      else { return nil }
      bytes = sum
    }
    return bytes
  }

  /// What they are now, as one; nil where one is missing. For a single file its own.
  var stamp: FileStamp? {
    var whole: FileStamp?
    for path in paths {
      guard let stamp = FileStamp(path: path) else { return nil }
      guard let before = whole else {
        whole = stamp
        continue
      }
      let (sum, overflow) = before.bytes.addingReportingOverflow(stamp.bytes)
      whole = FileStamp(
        inode: before.inode &* 0x100_0000_01B3 ^ stamp.inode, bytes: overflow ? .max : sum,
        modified: max(before.modified, stamp.modified))
    }
    return whole
  }

  /// Files as they are listed: of a split model only the first part that is there.
  static func models(among files: [String]) -> [String] {
    var first: [String: Int] = [:]
    for file in files {
      guard let name = SplitName(file) else { continue }
      first[Self.key(name)] = min(first[Self.key(name)] ?? .max, name.number)
    }
    return files.filter { file in
      SplitName(file).map { first[Self.key($0)] == $0.number } ?? true
    }
  }

  private static func key(_ name: SplitName) -> String { "\(name.stem)/\(name.count)" }

  /// The first part of a split model in a folder that is called `name` without its numbers.
  static func split(named name: String, in folder: String) -> String? {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let parts = files.filter { SplitName($0)?.stem == name }.sorted()
    return models(among: parts).first.map { folder + "/" + $0 }
  }

  /// Any part's path as that of the first one, where that is there.
  static func first(_ path: String) -> String {
    guard let name = SplitName(path) else { return path }
    var facts = stat()
    return stat(name.path(1), &facts) == 0 ? name.path(1) : path
  }
}
