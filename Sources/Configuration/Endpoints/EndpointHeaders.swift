import HTTP
import OpenAIClient

extension EndpointValues {
  private static let headerLimit = 50

  /// Further headers of each request. Values are never repeated in problems.
  static func headers(
    _ part: YAMLValue.Entry, to address: Address, _ problems: inout Problems
  ) -> [String: String] {
    let entries = part.value.entries("header", &problems)
    guard entries.count <= headerLimit else {
      problems.add(line: part.line, "there are at most \(headerLimit) headers")
      return [:]
    }
    var headers: [String: String] = [:]
    var seen: Set<String> = []
    for entry in entries {
      let name = entry.key.lowercased()
      guard HeaderRule.isName(entry.key) else {
        problems.add(line: entry.line, "\(entry.key.quoted) is no name of a header")
        continue
      }
      guard seen.insert(name).inserted else {
        problems.add(line: entry.line, "the header \(entry.key.quoted) stands twice")
        continue
      }
      guard !HeaderRule.isOurs(name) else {
        problems.add(line: entry.line, "the header \(name) is not for setting")
        continue
      }
      guard let value = entry.value.text, !entry.value.isNothing,
        !value.isEmpty, HeaderRule.isValue(value), let variables = variables(in: value)
      else {
        problems.add(
          line: entry.line,
          "the header \(entry.key.quoted) wants one line of ASCII; variables are written ${NAME}")
        continue
      }
      if variables.isEmpty, HeaderRule.isSecret(name) {
        problems.add(
          line: entry.line,
          "the value of \(entry.key.quoted) comes from a variable, such as ${LAB_KEY}, so that it does "
            + "not stand in this file")
        continue
      }
      if !variables.isEmpty, !address.isPrivate {
        problems.add(
          line: entry.line,
          "\(entry.key.quoted) would go to \(address.host) without encryption; make url an https:// "
            + "address")
        continue
      }
      headers[entry.key] = value
    }
    return headers
  }

  /// The variables that a text names, in their order.
  ///
  /// - Returns: nil where a `${` leads to none.
  private static func variables(in text: String) -> [String]? {
    var names: [String] = []
    let whole = replacingVariables(in: text) { name in
      names.append(name)
      return ""
    }
    return whole == nil ? nil : names
  }

  /// A text with something in place of each `${NAME}`.
  ///
  /// - Returns: nil where a `${` leads to no name, or `value` gives nothing for one.
  static func replacingVariables(in text: String, _ value: (String) -> String?) -> String? {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "${") {
      guard let end = rest[start.upperBound...].firstIndex(of: "}"),
        let name = variable(String(rest[start.lowerBound...end])), let found = value(name)
      else { return nil }
      result += rest[..<start.lowerBound] + found
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}

extension EndpointSettings {
  /// Headers with the values of the variables they name.
  ///
  /// - Returns: those that can be sent, the variables' values that may be secrets, and the first variable
  ///   that is not set, or holds what no header can.
  public func headers(
    _ environment: [String: String]
  ) -> (sent: [String: String], secrets: [String], missing: String?) {
    var missing: [String] = []
    var secrets: [String] = []
    var sent: [String: String] = [:]
    for (header, text) in endpoint.headers {
      sent[header] = EndpointValues.replacingVariables(in: text) { name in
        let value = environment[name] ?? ""
        guard !value.isEmpty, HeaderRule.isValue(value) else {
          missing.append(name)
          return nil
        }
        // Others, such as a team's name, are words that stand in answers, too.
        if HeaderRule.isSecret(header) || HeaderRule.isSecret(name) { secrets.append(value) }
        return value
      }
    }
    return (sent, secrets, missing.min())
  }
}
