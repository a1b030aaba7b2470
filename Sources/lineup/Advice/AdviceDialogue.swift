/// Asks a person at the terminal, beside what is printed.
struct AdviceDialogue {
  private var lines = InputLines()

  /// Input ended: no more is asked.
  struct Ended: Error {}

  /// One of several, by its number or its word; Enter takes the first.
  mutating func choose<Choice: CaseIterable & RawRepresentable<String>>(
    _ question: String, _ title: (Choice) -> String
  ) throws(Ended) -> Choice {
    let all = Array(Choice.allCases)
    let options = all.enumerated().map { "\n  \($0.offset + 1)  \(title($0.element))" }
    return try ask(
      question + options.joined(), standard: "1",
      wanted: "a number from 1 to \(all.count), or \(all.map(\.rawValue).joined(separator: ", "))"
    ) { Self.choice($0, among: all) }
  }

  /// A number, or a word as far as it is written.
  static func choice<Choice: RawRepresentable<String>>(
    _ text: String, among all: [Choice]
  ) -> Choice? {
    if let number = Int(text) {
      return all.indices.contains(number - 1) ? all[number - 1] : nil
    }
    let found = all.filter { $0.rawValue.hasPrefix(text.lowercased()) }
    return found.count == 1 ? found.first : nil
  }

  /// A number as people write them, "10,000" or "10k", from 1 to 10^9.
  static func count(_ text: String) -> Int? {
    var digits = text.filter { !", _'".contains($0) }
    var unit = 1
    if let last = digits.last, let factor = ["k": 1000, "m": 1_000_000][last.lowercased()] {
      digits.removeLast()
      unit = factor
    }
    guard let number = Int(digits), 1...1_000_000_000 ~= number else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: unit)
    return !overflows && product <= 1_000_000_000 ? product : nil
  }

  /// A question until its answer can be read; Enter takes the standard one.
  mutating func ask<Answer>(
    _ question: String, standard: String, wanted: String, _ read: (String) -> Answer?
  ) throws(Ended) -> Answer {
    FileHandleOutput.error.write("\n\(question)\n")
    while true {
      FileHandleOutput.error.write("[\(standard)] ")
      guard let line = lines.next() else {
        FileHandleOutput.error.write("\n")
        throw Ended()
      }
      let text = Self.trimmed(String(decoding: line, as: UTF8.self))
      if let answer = read(text.isEmpty ? standard : text) { return answer }
      FileHandleOutput.error.write("It is \(wanted).\n")
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
