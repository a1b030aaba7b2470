/// Times of day as files write them.
public enum WallTime {
  /// Seconds since 1970 of `2026-11-27T14:23:30.5Z`, with a blank for the `T`, an offset for the `Z`
  /// or neither, which is UTC; nil for anything else.
  public static func seconds(_ text: String) -> Double? {
    var reader = Digits(Array(text.utf8.prefix(64)))
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2), reader.take("T") || reader.take(" "),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2),
      1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60
    else { return nil }
    var seconds = 0.0
    if reader.take(":") {
      guard let whole = reader.number(2), whole <= 60 else { return nil }
      seconds = Double(whole)
      if reader.take(".") { seconds += reader.fraction() }
    }
    var offset = 0
    if !reader.take("Z"), !reader.isAtEnd {
      let sign = reader.take("+") ? 1 : reader.take("-") ? -1 : 0
      guard sign != 0, let hours = reader.number(2) else { return nil }
      _ = reader.take(":")
      offset = sign * (hours * 60 + (reader.number(2) ?? 0))
    }
    guard reader.isAtEnd else { return nil }
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute - offset
    return Double(minutes) * 60 + seconds
  }

  /// `2026-11-27T14:23:30Z`; nil for times that have no year of four digits.
  public static func text(_ seconds: Double) -> String? {
    guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
    let whole = Int(seconds)
    let (year, month, day) = date(whole / 86400)
    let time = [whole / 3600 % 24, whole / 60 % 60, whole % 60].map(two).joined(separator: ":")
    let digits = String(year)
    let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
    return "\(zeros)\(digits)-\(two(month))-\(two(day))T\(time)Z"
  }

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  /// Days since 1970, by the Gregorian calendar; years begin in March, so that the leap day is last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468
  }

  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    let month = index < 10 ? index + 3 : index - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * index + 2) / 5 + 1
    )
  }

  private struct Digits {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
      guard index < bytes.count, UInt32(bytes[index]) == sign.value else { return false }
      index += 1
      return true
    }

    /// A number of exactly so many digits.
    mutating func number(_ count: Int) -> Int? {
      guard index + count <= bytes.count else { return nil }
      var number = 0
      for byte in bytes[index..<(index + count)] {
        guard 0x30...0x39 ~= byte else { return nil }
        number = number * 10 + Int(byte - 0x30)
      }
      index += count
      return number
    }

    mutating func fraction() -> Double {
      var value = 0.0
      var scale = 0.1
      while index < bytes.count, 0x30...0x39 ~= bytes[index] {
        value += Double(bytes[index] - 0x30) * scale
        scale /= 10
        index += 1
      }
      return value
    }
  }
}
