import GenerationAPI

/// What a server lets its user ask for, in words.
extension RateLimits {
  /// The quotas there are, each with its unit.
  var named: [(unit: String, quota: Quota)] {
    [("requests", requests), ("tokens", tokens)].compactMap { unit, quota in
      quota.map { (unit, $0) }
    }
  }

  /// "12 of 500 requests left, all again in 40 s", where a tenth or less is left; nil else.
  var warning: String? {
    let low = named.filter { $0.quota.isLow }.map { $0.quota.words($0.unit) }
    return low.isEmpty ? nil : low.joined(separator: "; ")
  }
}

extension RateLimits.Quota {
  fileprivate var isLow: Bool {
    guard let remaining else { return false }
    return limit.map { Double(remaining) <= Double($0) / 10 } ?? (remaining <= 3)
  }

  /// "12 of 500 requests left, all again in 40 s"
  func words(_ unit: String) -> String {
    let amount: String
    switch (
      remaining.map { Figures.grouped(max(0, $0)) }, limit.map { Figures.grouped(max(0, $0)) }
    ) {
    case (let left?, let all?): amount = "\(left) of \(all) \(unit) left"
    case (let left?, nil): amount = "\(left) \(unit) left"
    case (nil, let all?): amount = "\(all) \(unit) at most"
    case (nil, nil): amount = "\(unit): not said"
    }
    return amount + (resetSeconds.map { ", all again in \(Figures.left($0))" } ?? "")
  }
}

extension RetryWait {
  /// "again in 12 s: 429, too many requests"
  public var phrase: String {
    let reason = reason.firstLine
    // Nobody knows when one's own other requests are done.
    return seconds > 0 ? "again in \(Figures.left(seconds)): \(reason)" : "waits: \(reason)"
  }
}

extension Figures {
  /// What is left of a wait, in whole seconds: "12 s", "2:05".
  static func left(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "?" }
    let whole = Int(min(max(seconds.rounded(.up), 0), 359_999))
    if whole < 100 { return "\(whole) s" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    let end = padded(String(rest), 2, with: "0")
    return hours > 0
      ? "\(hours):\(padded(String(minutes), 2, with: "0")):\(end)" : "\(minutes):\(end)"
  }
}
