import Glibc

/// Wall times as people read them.
enum TimeText {
  /// "2026-11-27 14:09", where the user is.
  static func minute(_ seconds: Double) -> String { text(seconds, "%Y-%m-%d %H:%M", localtime_r) }

  /// "2026-11-27T14:09:44Z".
  static func utc(_ seconds: Double) -> String { text(seconds, "%Y-%m-%dT%H:%M:%SZ", gmtime_r) }

  private static func text(
    _ seconds: Double, _ format: String,
    _ split: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
  ) -> String {
    // A file system may hold any time.
    var time = time_t(max(-1e11, min(seconds, 1e11)))
    var parts = tm()
    guard split(&time, &parts) != nil else { return "–" }
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
