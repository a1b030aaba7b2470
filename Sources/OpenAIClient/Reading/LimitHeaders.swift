import GenerationAPI
import HTTP

extension RateLimits {
  /// What headers say as OpenAI, Groq, Anthropic and OpenRouter write them; nil where they say nothing.
  init?(_ head: HTTPHead) {
    func quota(_ kind: String) -> Quota? {
      func header(_ name: String) -> String? {
        head.headers["x-ratelimit-\(name)-\(kind)"]
          ?? head.headers["anthropic-ratelimit-\(kind)-\(name)"]
      }
      return Quota(
        limit: header("limit"), remaining: header("remaining"), reset: header("reset"))
    }
    let plain = Quota(
      limit: head.headers["x-ratelimit-limit"], remaining: head.headers["x-ratelimit-remaining"],
      reset: head.headers["x-ratelimit-reset"])
    self.init(requests: quota("requests") ?? plain, tokens: quota("tokens"))
    if requests == nil, tokens == nil { return nil }
  }
}

extension RateLimits.Quota {
  fileprivate init?(limit: String?, remaining: String?, reset: String?) {
    self.init(
      limit: limit.flatMap(Self.count), remaining: remaining.flatMap(Self.count),
      resetSeconds: reset.flatMap(Self.seconds))
    // When it is there again says nothing where it is not said of what.
    if self.limit == nil, self.remaining == nil { return nil }
  }

  private static func count(_ text: String) -> Int? {
    guard text.utf8.count <= 15, let count = Int(text), count >= 0 else { return nil }
    return count
  }

  /// Of "1m30.5s", "12ms", "6h2m", or a number of seconds. A time of day, as a large number is, is none.
  static func seconds(_ text: String) -> Double? {
    guard 1...32 ~= text.utf8.count else { return nil }
    var total = 0.0
    var number = ""
    var unit = ""
    func amount() -> Double? {
      let units = ["": 1.0, "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60]
      let longer = ["h": 3600.0, "d": 86400]
      guard let value = Double(number), let size = units[unit] ?? longer[unit] else { return nil }
      return value * size
    }
    for character in text {
      if character.isASCII, character.isNumber || character == "." {
        if !unit.isEmpty {
          guard let part = amount() else { return nil }
          total += part
          (number, unit) = ("", "")
        }
        number.append(character)
      } else {
        unit.append(character)
      }
    }
    guard let part = amount(), total + part < 1e8 else { return nil }
    return total + part
  }
}
