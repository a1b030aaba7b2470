import GenerationAPI
import HTTP
import OpenAIClient

/// Reads one item of the list `endpoints`.
struct OneEndpoint {
  /// Known also where the rest can't be used.
  private(set) var name: String?
  private let line: Int
  private let parts: [YAMLValue.Entry]

  init(_ item: YAMLValue, _ problems: inout Problems) {
    line = item.line
    parts = item.entries("setting", known: EndpointReading.keys, &problems)
  }

  /// - Returns: nil where it has no name or no address.
  mutating func read(_ problems: inout Problems) -> EndpointSettings? {
    let preset = preset(&problems)
    name = readName(&problems) ?? (part("name") == nil ? preset?.name : nil)
    let address = address(&problems) ?? (part("url") == nil ? preset?.address : nil)
    guard let name, let address else {
      if part("name") == nil, preset == nil {
        problems.add(
          line: line, "an endpoint wants a name: lab, so that lab/MODEL is one of its models")
      }
      if part("url") == nil, preset == nil {
        problems.add(line: line, "an endpoint wants a url, such as http://127.0.0.1:8080/v1")
      }
      return nil
    }
    let base = preset ?? EndpointPreset.at(address)
    var settings =
      base
      ?? EndpointSettings(
        endpoint: Endpoint(name: name, url: address.text), address: address, title: name)
    settings.isPreset = false
    settings.endpoint.name = name
    settings.endpoint.url = address.text
    settings.address = address
    // What was written down is for whom it was written down.
    if part("url") != nil || part("headers") != nil { settings.addressVariable = nil }
    if let base, base.address.origin != address.origin,
      !(base.address.isThisMachine && address.isThisMachine)
    {
      // A key is for whom it was made; for another server the user has to say which.
      settings.key = nil
    }
    if let key = key(&problems) {
      settings.key = key
      settings.addressVariable = nil
    }
    if let key = settings.key, !key.isOptional, !address.isPrivate {
      problems.add(line: part("url")?.line ?? line, EndpointValues.unencrypted(address))
    }
    // Prices are read once their currency is known.
    for part in parts where part.key != "prices" { take(part, &settings, &problems) }
    if let part = part("prices") {
      settings.prices = EndpointValues.prices(part, currency: settings.currency, &problems)
    }
    return settings
  }

  private func part(_ key: String) -> YAMLValue.Entry? { parts.first { $0.key == key } }

  private func take(
    _ part: YAMLValue.Entry, _ settings: inout EndpointSettings, _ problems: inout Problems
  ) {
    switch part.key {
    case "title":
      if let text = EndpointValues.text(part, atMost: 100, &problems) { settings.title = text }
    case "currency":
      guard let text = part.text(&problems) else { return }
      guard Budget.isCurrency(text) else {
        problems.add(line: part.line, "currency is a code such as EUR, not \(text.quoted)")
        return
      }
      settings.currency = text
    case "budget":
      settings.budget = EndpointValues.amount(part, &problems)
    case "limits":
      settings.endpoint.limits = EndpointValues.limits(part, &problems)
    case "timeouts":
      settings.endpoint.timeouts = EndpointValues.timeouts(
        part, settings.endpoint.timeouts, &problems)
    case "headers":
      settings.endpoint.headers = EndpointValues.headers(part, to: settings.address, &problems)
    case "body":
      settings.endpoint.body = EndpointValues.body(part, &problems)
    case "models":
      settings.models = EndpointValues.models(part, &problems)
    case "api":
      if let text = EndpointValues.oneOf(["chat", "completions"], part, &problems) {
        settings.usesCompletions = text == "completions"
      }
    case "logprobs":
      if let isAsked = part.truth(&problems) { settings.endpoint.asksLogprobs = isAsked }
    case "length_field":
      let names = ["max_tokens", "max_completion_tokens"]
      if let text = EndpointValues.oneOf(names, part, &problems) {
        settings.endpoint.lengthField = text
      }
    case "samplers":
      if let text = EndpointValues.oneOf(["all", "openai"], part, &problems) {
        settings.endpoint.takesMoreSamplers = text == "all"
      }
    default: break
    }
  }

  // MARK: Whose it is

  private func preset(_ problems: inout Problems) -> EndpointSettings? {
    guard let part = part("preset"), let text = part.text(&problems) else { return nil }
    if let preset = EndpointPreset.named(text) { return preset }
    let names = EndpointPreset.all.map(\.name)
    problems.add(
      line: part.line,
      "there is no preset \(text.quoted); \(suggestion(for: text, among: names, called: "there are"))"
    )
    return nil
  }

  private func readName(_ problems: inout Problems) -> String? {
    guard let part = part("name"), let text = part.text(&problems) else { return nil }
    if EndpointReading.isName(text) { return text }
    problems.add(
      line: part.line,
      "a name has letters, digits, -, _ and ., at most 64, and begins with a letter or digit, not "
        + text.quoted)
    return nil
  }

  /// Nothing of it is repeated: it may hold a password.
  private func address(_ problems: inout Problems) -> Address? {
    guard let part = part("url"), let text = part.text(&problems) else { return nil }
    do throws(EndpointValues.Refusal) {
      return try EndpointValues.address(text)
    } catch {
      problems.add(line: part.line, error.sentence)
      return nil
    }
  }

  private func key(_ problems: inout Problems) -> EndpointSettings.KeySource? {
    let ways = parts.filter { ["key", "key_file", "key_command"].contains($0.key) }
    guard let part = ways.first else { return nil }
    guard ways.count == 1 else {
      problems.add(
        line: ways[1].line, "a key comes from one place: key, key_file or key_command, not several")
      return nil
    }
    switch part.key {
    case "key":
      guard let text = part.value.text, !part.value.isNothing,
        let variable = EndpointValues.variable(text)
      else {
        // It is not repeated: it may well be a key.
        problems.add(
          line: part.line,
          "key names a variable of the environment, such as ${LAB_KEY}, so that no key stands in "
            + "this file; or say in key_file which file holds it")
        return nil
      }
      return .variable(variable)
    case "key_file":
      return EndpointValues.text(part, atMost: 4096, &problems).map { .file($0) }
    default:
      return EndpointValues.text(part, atMost: 4096, &problems).map { .command($0) }
    }
  }
}
