/// The name of a session file: when it was created and a few digits that tell it apart, as in
/// `2026-11-23T14-09-44-7f3a.jsonl`.
public struct SessionName: Sendable, Equatable {
  static let ending = ".jsonl"

  /// What people call the session: four or more hexadecimal digits, or the whole name of a file
  /// that was named otherwise.
  public let id: String
  /// The last part of the path.
  public let fileName: String

  /// A new session's name. `created` is the header's, ISO 8601 in UTC.
  init(created: String, id: String) {
    let time = created.prefix(19).map { $0 == ":" ? "-" : $0 }.filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
    }
    self.id = id
    fileName = String(time) + "-" + id + Self.ending
  }

  /// The name of an existing file; nil where it does not end in `.jsonl`.
  public init?(path: String) {
    fileName = path.split(separator: "/").last.map(String.init) ?? ""
    guard fileName.hasSuffix(Self.ending), fileName.count > Self.ending.count else { return nil }
    let stem = fileName.dropLast(Self.ending.count)
    let digits = stem.split(separator: "-", omittingEmptySubsequences: false).last ?? stem
    let isOurs = digits.count >= 4 && digits.count < stem.count && digits.allSatisfy(\.isHexDigit)
    id = String(isOurs ? digits : stem)
  }
}
