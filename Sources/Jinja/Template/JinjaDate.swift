/// The time that `strftime_now` gives, on the clock of whoever renders.
public struct JinjaDate: Sendable, Equatable {
  public var year: Int
  /// From 1.
  public var month: Int
  /// From 1.
  public var day: Int
  public var hour: Int
  public var minute: Int
  public var second: Int

  public init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }

  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// Days since the year began, from 1.
  var dayOfYear: Int {
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return before[(month - 1).clamped(to: 0...11)] + day + (isLeap && month > 2 ? 1 : 0)
  }

  /// From 0, a Sunday.
  var weekday: Int {
    // Days since a Monday in year 1.
    let past = year.clamped(to: 1...9999) - 1
    let days = past * 365 + past / 4 - past / 100 + past / 400 + dayOfYear
    return days % 7
  }

  /// What C's `strftime` makes of a format in the C locale; nil for a directive that is not known.
  func formatted(_ format: [UInt8]) -> [UInt8]? {
    var text: [UInt8] = []
    var index = 0
    while index < format.count {
      let byte = format[index]
      index += 1
      guard byte == Byte.percent, index < format.count else {
        text.append(byte)
        continue
      }
      var directive = format[index]
      index += 1
      // Without the zero or the blank in front, as glibc has it.
      var pads = true
      if directive == Byte.minus, index < format.count {
        pads = false
        directive = format[index]
        index += 1
      }
      guard let part = part(Character(Unicode.Scalar(directive)), pads: pads) else { return nil }
      text += part.utf8
    }
    return text
  }

  private func part(_ directive: Character, pads: Bool) -> String? {
    func padded(_ value: Int, _ width: Int = 2, _ fill: String = "0") -> String {
      let digits = String(value)
      let missing = pads ? max(0, width - digits.utf8.count) : 0
      return String(repeating: fill, count: missing) + digits
    }
    let month = Self.months[(month - 1).clamped(to: 0...11)]
    let weekday = Self.weekdays[weekday.clamped(to: 0...6)]
    let clockHour = (hour + 11) % 12 + 1
    switch directive {
    case "Y": return String(year)
    case "y": return padded(year % 100)
    case "C": return padded(year / 100)
    case "m": return padded(self.month)
    case "d": return padded(day)
    case "e": return padded(day, 2, " ")
    case "B": return month
    case "b", "h": return String(month.prefix(3))
    case "A": return weekday
    case "a": return String(weekday.prefix(3))
    case "w": return String(self.weekday)
    case "u": return String(self.weekday == 0 ? 7 : self.weekday)
    case "j": return padded(dayOfYear, 3)
    case "H": return padded(hour)
    case "I": return padded(clockHour)
    case "k": return padded(hour, 2, " ")
    case "l": return padded(clockHour, 2, " ")
    case "M": return padded(minute)
    case "S": return padded(second)
    case "f": return "000000"
    case "p": return hour < 12 ? "AM" : "PM"
    case "P": return hour < 12 ? "am" : "pm"
    case "F": return "\(year)-\(padded(self.month))-\(padded(day))"
    case "D", "x": return "\(padded(self.month))/\(padded(day))/\(padded(year % 100))"
    case "T", "X": return "\(padded(hour)):\(padded(minute)):\(padded(second))"
    case "R": return "\(padded(hour)):\(padded(minute))"
    case "c":
      return "\(weekday.prefix(3)) \(month.prefix(3)) \(padded(day, 2, " ")) "
        + "\(padded(hour)):\(padded(minute)):\(padded(second)) \(year)"
    case "z", "Z": return ""
    case "n": return "\n"
    case "t": return "\t"
    case "%": return "%"
    default: return nil
    }
  }
}

extension Int {
  func clamped(to range: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
