/// A session's length as people read it.
public enum SessionLength {
  /// "0:42", "12:05", "1:02:05".
  public static func text(_ seconds: Double) -> String {
    let whole = Int(seconds.isNaN ? 0 : max(0, min(seconds, 1e9)))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let hours = whole / 3600
    let minutes = whole / 60 % 60
    return (hours > 0 ? "\(hours):\(two(minutes))" : "\(minutes)") + ":" + two(whole % 60)
  }
}
