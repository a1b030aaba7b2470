/// How far a batch is, as a line for a person.
struct BatchProgress {
  /// What was done when this process began.
  let before: Int
  let total: Int
  let began: Double
  /// "gemma3, 3-shot": what is at work.
  var title = ""
  /// "again in 12 s: 429, too many requests": what a server makes it wait for.
  var hindrance: String?

  init(before: Int, total: Int, at now: Double) {
    self.before = before
    self.total = total
    began = now
  }

  /// "gemma3, 3-shot: 84 of 150, expect 71%, 3.2/s, 21 s left"
  func line(done: Int, met: Int, checked: Int, at now: Double) -> String {
    var parts = ["\(title.isEmpty ? "" : title + ": ")\(done) of \(total)"]
    if checked > 0 {
      parts.append("expect \(Int((Double(met) / Double(checked) * 100).rounded()))%")
    }
    if let hindrance { return (parts + [hindrance]).joined(separator: ", ") }
    let seconds = now - began
    let new = done - before
    if new > 0, seconds > 0.5 {
      let rate = Double(new) / seconds
      parts.append("\(Amounts.decimal(rate))/s")
      if done < total { parts.append("\(Self.duration(Double(total - done) / rate)) left") }
    }
    return parts.joined(separator: ", ")
  }

  /// "12 s", "3:05 min", "1:02 h".
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60)) min" }
    return "\(whole / 3600):\(two(whole % 3600 / 60)) h"
  }
}
