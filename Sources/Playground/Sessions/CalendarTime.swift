/// A time as a clock on the wall and a calendar beside it show it.
public struct CalendarTime: Sendable, Equatable {
  public var year: Int
  /// From 1.
  public var month: Int
  public var day: Int
  public var hour: Int
  public var minute: Int

  public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
  }

  /// Cells that no date needs more of.
  static let width = 11

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// "today 14:09", "yesterday", "Nov 3"; with the year where that is another one.
  func words(today: CalendarTime) -> String {
    switch today.dayNumber - dayNumber {
    case 0: return "today " + clock
    case 1: return "yesterday"
    default: return date + (year == today.year ? "" : " \(year)")
    }
  }

  /// "Nov 3 2026, 14:09"
  var full: String { "\(date) \(year), \(clock)" }

  private var clock: String { "\(hour):\(minute < 10 ? "0" : "")\(minute)" }
  private var date: String {
    let name = Self.months.indices.contains(month - 1) ? Self.months[month - 1] : "?"
    return "\(name) \(day)"
  }

  /// Days since some day, in the Gregorian calendar.
  private var dayNumber: Int {
    let years = month > 2 ? year : year - 1
    let months = month > 2 ? month - 3 : month + 9
    return years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day
  }
}
