import Glibc

/// Room on the disk that a folder is on.
public enum DiskRoom {
  /// Bytes that may still be written there; nil where the system does not say.
  @Sendable public static func free(_ folder: String) -> Int? {
    var facts = statvfs()
    guard statvfs(folder.isEmpty ? "." : folder, &facts) == 0 else { return nil }
    let (bytes, isTooMany) = UInt64(facts.f_bavail)
      .multipliedReportingOverflow(by: UInt64(facts.f_frsize))
    return isTooMany ? Int.max : Int(clamping: bytes)
  }
}
