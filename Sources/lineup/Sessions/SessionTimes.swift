import Glibc

/// A session's length as people read it.
enum SessionLength {
  /// "0:42", "12:05", "1:02:05".
  static func text(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e9)).rounded(.down))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let hours = whole / 3600
    let minutes = whole / 60 % 60
    return (hours > 0 ? "\(hours):\(two(minutes))" : "\(minutes)") + ":" + two(whole % 60)
  }
}

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
