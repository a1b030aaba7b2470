import Playground
import Testing

@testable import lineup

struct ManualPageTests {
  @Test func everyKeyAndCommandIsInTheManual() {
    let page = ManualPage.text
    for case .entry(let key, _) in ManualKeys.lines where !key.isEmpty {
      #expect(page.contains(".B \(ManualPage.escaped(key))\n"), "\(key)")
    }
    for name in ["run", "models", "models pull", "sessions search", "bench", "doctor"] {
      #expect(page.contains(".B lineup \(name)\n"))
    }
  }

  @Test func noTextIsTakenForARequest() {
    let known = [".TH", ".SH", ".SS", ".TP", ".B", ".I", ".PP", ".br", ".nf", ".fi"]
    for line in ManualPage.text.split(separator: "\n") where line.hasPrefix(".") {
      let word = line.prefix { $0 != " " }
      #expect(known.contains(String(word)), "\(line)")
    }
    #expect(ManualPage.escaped(".x \\ -y") == "\\&.x \\e \\-y")
    #expect(ManualPage.escaped("'") == "\\&'")
  }
}
