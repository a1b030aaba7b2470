import Glibc

extension SessionFolder {
  /// Deletes, as `delete` does, sessions that were last written longer ago than so many days.
  ///
  /// Starred ones stay, those that are open, and files that are no session.
  ///
  /// - Returns: how many were deleted.
  public func retire(afterDays days: Int, cache: String?) -> Int {
    retire(afterDays: days, cache: cache, at: Int(Glibc.time(nil)))
  }

  func retire(afterDays days: Int, cache: String?, at now: Int) -> Int {
    guard let border = Self.border(now, days) else { return 0 }
    // Most starts find nothing, and need not look into a file for that.
    guard newest().contains(where: { $0.summary.modified < border }) else { return 0 }
    return list(cache: cache).count { session in
      session.modified < border && !session.star && !session.isLocked && session.problem == nil
        && (try? delete(session.path, at: now)) != nil
    }
  }

  /// Before which, in seconds since 1970, a file was written longer ago than so many days; nil for
  /// no such time.
  static func border(_ now: Int, _ days: Int) -> Double? {
    let (seconds, overflow) = days.multipliedReportingOverflow(by: 24 * 60 * 60)
    return days > 0 && !overflow ? Double(now) - Double(seconds) : nil
  }
}
