import Cells
import FoundationEssentials
import Glibc
import SessionLog

/// The user's pager and editor, as the environment names them.
enum ExternalPrograms {
  /// A command line for a shell, so that `less -S` and `code --wait` work.
  static func pager(_ environment: [String: String]) -> (name: String, words: [String]) {
    let name = first(["PAGER"], in: environment) ?? "less"
    return (name, ["/bin/sh", "-c", name])
  }

  static func editor(
    _ environment: [String: String], file: String
  ) -> (name: String, words: [String]) {
    let name = first(["VISUAL", "EDITOR"], in: environment) ?? "vi"
    return (name, ["/bin/sh", "-c", name + " \"$@\"", name, file])
  }

  private static func first(_ names: [String], in environment: [String: String]) -> String? {
    names.compactMap { environment[$0] }.first { $0.contains { !$0.isWhitespace } }
  }

  /// What is wrong with how a program ended; nil where nothing is.
  ///
  /// - Parameter variable: the environment variable that names another one.
  static func complaint(
    _ name: String, status: Int?, variable: String
  ) -> String? {
    switch status {
    case 0?: nil
    case 126?, 127?, nil: "\(name) can't be started; set \(variable) to a program that can"
    case let status? where status > 128:
      "\(name) was ended by signal \(status - 128)"
    case let status?: "\(name) ended with status \(status)"
    }
  }
}

/// A draft in a file of its own for an editor, which only the user can read.
struct EditedDraft {
  /// Bytes that an editor may leave; a draft holds no more.
  static let bytesLimit = 1 << 20

  let path: String
  private let before: String

  /// - Throws: `Failure` with one sentence where there is no place for it.
  init(_ text: String, environment: [String: String]) throws {
    before = text
    var folder = environment["TMPDIR"] ?? ""
    if !folder.hasPrefix("/") { folder = "/tmp" }
    let ending = ".md"
    var template = Array((folder + "/lineup-draft-XXXXXX" + ending).utf8CString)
    // Created with the mode 0600.
    let descriptor = mkstemps(&template, Int32(ending.utf8.count))
    guard descriptor >= 0 else {
      throw Failure(
        "there is no file for the editor: \(folder): \(String(cString: strerror(errno))); "
          + "set TMPDIR to a folder that can be written")
    }
    defer { Glibc.close(descriptor) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let bytes = Array((text.isEmpty ? "" : text + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = String(cString: strerror(count < 0 ? errno : ENOSPC))
        unlink(path)
        throw Failure("the draft can't be given to the editor: \(path): \(reason)")
      }
      written += count
    }
  }

  /// What the editor left, without the newline that ends it; the file is removed.
  ///
  /// - Throws: `Failure` with one sentence where that can be no draft. A file that holds something
  ///   stays then.
  func result() throws -> String {
    let kept = "the draft is as it was"
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw Failure("the editor left no file; \(kept)")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure("the editor left something else than a file in \(path); \(kept)")
    }
    guard status.st_size <= Self.bytesLimit + 1 else {
      throw Failure("the editor left more than 1 MiB in \(path); \(kept)")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure("what the editor left in \(path) can't be read; \(kept)")
    }
    var bytes = Array(data)
    if bytes.last == 0x0A { bytes.removeLast() }
    if bytes.last == 0x0D { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("what the editor left in \(path) is not UTF-8; \(kept)")
    }
    unlink(path)
    if text.isEmpty, !before.isEmpty { throw Failure("the editor left an empty file; \(kept)") }
    return text
  }

  func remove() { unlink(path) }
}
