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
    let (seconds, overflow) = days.multipliedReportingOverflow(by: 24 * 60 * 60)
    guard days > 0, !overflow else { return 0 }
    let border = Double(now) - Double(seconds)
    // Most starts find nothing, and need not look into a file for that.
    guard newest().contains(where: { $0.summary.modified < border }) else { return 0 }
    return list(cache: cache).count { session in
      session.modified < border && !session.star && !session.isLocked && session.problem == nil
        && (try? delete(session.path, at: now)) != nil
    }
  }
}
