import Testing

@testable import Configuration

struct KeptTimeTests {
  private func read(_ value: String) -> (days: Int?, problem: String?) {
    let (settings, problems) = UserSettings.read("keep: \(value)\n", file: "config.yaml")
    return (settings.keep?.days, problems.first?.description)
  }

  @Test(arguments: [
    ("90 days", 90), ("90", 90), ("1 day", 1), ("12 weeks", 84), ("1 week", 7), ("6 months", 180),
    ("1 year", 365), ("2 years", 730),
  ]) func timesAreDays(_ text: String, _ days: Int) {
    #expect(read(text) == (days, nil))
  }

  @Test func foreverIsTheSameAsNothing() {
    #expect(read("forever") == (nil, nil))
    #expect(UserSettings.read("theme: dark\n", file: "x").0.keep == nil)
  }

  @Test(arguments: [
    "0", "-3 days", "90 hours", "days", "1.5 years", "99999999999999999999", "400000",
    "9223372036854775807 years", "3 days ago", "''",
  ])
  func whatIsNoTimeIsSaid(_ text: String) {
    let (days, problem) = read(text)
    #expect(days == nil)
    #expect(problem?.contains("keep is a time such as 90 days") == true)
  }

  @Test func aTimeIsSaidAsItWasWritten() {
    #expect(KeptTime("90")?.description == "90 days")
    #expect(KeptTime("1")?.description == "1 day")
    #expect(KeptTime("12 weeks")?.description == "12 weeks")
  }
}
