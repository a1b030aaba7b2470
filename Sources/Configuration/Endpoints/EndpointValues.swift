import GenerationAPI
import HTTP
import OpenAIClient

/// The values that an endpoint's settings have.
enum EndpointValues {
  struct Refusal: Error {
    var sentence: String
  }

  static func address(_ text: String) throws(Refusal) -> Address {
    var text = text
    while text.hasSuffix("/") { text.removeLast() }
    guard text.utf8.count <= 2048, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
      !text.contains("?"), !text.contains("#"), let address = Address(text)
    else {
      throw Refusal(
        sentence:
          "url is an address such as https://api.example.com/v1 or http://127.0.0.1:8080/v1, "
          + "without ? and #")
    }
    guard !text.contains("@") else {
      throw Refusal(
        sentence: "url has a name or a password in it, which would be shown; use key, key_file or "
          + "headers")
    }
    return address
  }

  static func unencrypted(_ address: Address) -> String {
    "its key would go to \(address.host) without encryption; make url an https:// address, or reach "
      + "the machine through a tunnel (ssh -L) as 127.0.0.1"
  }

  /// "LAB_KEY" of "${LAB_KEY}".
  static func variable(_ text: String) -> String? {
    guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
    let name = String(text.dropFirst(2).dropLast())
    return isVariable(name) ? name : nil
  }

  private static func isVariable(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39 ~= first), name.utf8.count <= 200 else {
      return false
    }
    return name.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  // MARK: Plain values

  /// Whether it is one line, not empty, of so many bytes.
  static func isLine(_ text: String, atMost limit: Int) -> Bool {
    1...limit ~= text.utf8.count && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  static func text(
    _ part: YAMLValue.Entry, atMost limit: Int, _ problems: inout Problems
  ) -> String? {
    guard let text = part.text(&problems) else { return nil }
    if isLine(text, atMost: limit) { return text }
    problems.add(line: part.line, "\(part.key) is one line of at most \(limit) bytes")
    return nil
  }

  static func oneOf(
    _ names: [String], _ part: YAMLValue.Entry, _ problems: inout Problems
  ) -> String? {
    guard let text = part.text(&problems) else { return nil }
    if names.contains(text) { return text }
    problems.add(
      line: part.line, "\(part.key) is one of \(names.joined(separator: ", ")), not \(text.quoted)")
    return nil
  }

  static func amount(_ part: YAMLValue.Entry, _ problems: inout Problems) -> Double? {
    guard let text = part.text(&problems) else { return nil }
    if let amount = Budget.amount(text) { return amount }
    problems.add(
      line: part.line, "\(part.key.quoted) is an amount such as 0.20, not \(text.quoted)")
    return nil
  }

  static func models(_ part: YAMLValue.Entry, _ problems: inout Problems) -> [String] {
    let names = part.texts(&problems) ?? []
    guard names.count <= EndpointReading.modelLimit else {
      problems.add(line: part.line, "models has at most \(EndpointReading.modelLimit) names")
      return []
    }
    var seen: Set<String> = []
    return names.filter { name in
      if EndpointSettings.isModel(name) { return seen.insert(name).inserted }
      problems.add(
        line: part.line, "a model's name is one line of at most 512 bytes, not \(name.quoted)")
      return false
    }
  }

  // MARK: Groups

  static func prices(
    _ part: YAMLValue.Entry, currency: String, _ problems: inout Problems
  ) -> [String: TokenPrices] {
    let models = part.value.entries("model", &problems)
    guard models.count <= EndpointReading.modelLimit else {
      problems.add(line: part.line, "prices has at most \(EndpointReading.modelLimit) models")
      return [:]
    }
    var prices: [String: TokenPrices] = [:]
    for model in models {
      guard EndpointSettings.isModel(model.key) else {
        problems.add(
          line: model.line,
          "a model's name is one line of at most 512 bytes, not \(model.key.quoted)")
        continue
      }
      var amounts: [String: Double] = [:]
      let known = ["input", "output", "cached_input"]
      for price in model.value.entries("price", known: known, &problems) {
        amounts[price.key] = amount(price, &problems)
      }
      guard let input = amounts["input"], let output = amounts["output"] else {
        problems.add(
          line: model.line,
          "the prices of \(model.key.quoted) are {input: …, output: …}, each per million tokens")
        continue
      }
      prices[model.key] = TokenPrices(
        input: input, cachedInput: amounts["cached_input"], output: output, currency: currency)
    }
    return prices
  }

  static func limits(_ part: YAMLValue.Entry, _ problems: inout Problems) -> Endpoint.Limits {
    var limits = Endpoint.Limits()
    let known = ["concurrent", "requests_per_minute"]
    for limit in part.value.entries("limit", known: known, &problems) {
      guard let text = limit.text(&problems) else { continue }
      guard let count = Int(text), 1...1_000_000 ~= count else {
        problems.add(
          line: limit.line, "\(limit.key) is a whole number from 1 to 1000000, not \(text.quoted)")
        continue
      }
      if limit.key == "concurrent" {
        limits.concurrent = count
      } else {
        limits.requestsPerMinute = count
      }
    }
    return limits
  }

  static func timeouts(
    _ part: YAMLValue.Entry, _ standard: Endpoint.Timeouts, _ problems: inout Problems
  ) -> Endpoint.Timeouts {
    var timeouts = standard
    for timeout in part.value.entries("timeout", known: ["first", "between"], &problems) {
      guard let text = timeout.text(&problems) else { continue }
      guard let seconds = Budget.amount(text), 0.1...86_400 ~= seconds else {
        problems.add(
          line: timeout.line,
          "\(timeout.key) is a time in seconds, 0.1 to 86400, not \(text.quoted)")
        continue
      }
      if timeout.key == "first" { timeouts.first = seconds } else { timeouts.between = seconds }
    }
    return timeouts
  }
}
