import Testing

@testable import Playground

struct CalendarTimeTests {
  @Test(arguments: [
    (CalendarTime(year: 2026, month: 11, day: 27, hour: 9, minute: 5), "today 9:05"),
    (CalendarTime(year: 2026, month: 11, day: 26, hour: 23, minute: 59), "yesterday"),
    (CalendarTime(year: 2026, month: 11, day: 25), "Nov 25"),
    (CalendarTime(year: 2026, month: 11, day: 28), "Nov 28"),
    (CalendarTime(year: 2025, month: 11, day: 27), "Nov 27 2025"),
    (CalendarTime(year: 2026, month: 99, day: 1), "? 1"),
  ])
  func daysAreNamedAsPeopleNameThem(time: CalendarTime, words: String) {
    #expect(time.words(today: SessionScenes.today) == words)
  }

  @Test func theDayBeforeTheFirstOfAMonthIsYesterday() {
    for (year, month, day) in [(2024, 2, 29), (2025, 2, 28), (2000, 2, 29), (1900, 2, 28)] {
      let time = CalendarTime(year: year, month: month, day: day)
      #expect(time.words(today: CalendarTime(year: year, month: 3, day: 1)) == "yesterday")
    }
    #expect(
      CalendarTime(year: 2025, month: 12, day: 31).words(
        today: CalendarTime(year: 2026, month: 1, day: 1)) == "yesterday")
  }
}
