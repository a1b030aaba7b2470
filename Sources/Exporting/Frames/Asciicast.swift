import Cells
import JSON

/// A recording of a screen as asciinema plays it: asciicast, version 2, a JSON line each for the
/// header and for what the terminal is sent.
public struct Asciicast {
  /// Seconds between frames, at least.
  public static let interval = 1.0 / 30

  /// The first line.
  public let header: String
  private var last: Frame?
  private var lastTime: Double?
  private var sequences = FrameDifference.Sequences()

  /// - Parameters:
  ///   - timestamp: when it was recorded, in seconds since 1970.
  ///   - idleTimeLimit: players wait no longer than so many seconds.
  ///   - theme: whose colours the terminal's own are taken to be.
  public init(
    size: Size, title: SafeText, timestamp: Int?, idleTimeLimit: Double?, theme: Theme
  ) {
    let colors = ScreenColors(theme)
    var fields = [
      JSONField("version", .integer(2)), JSONField("width", .integer(size.columns)),
      JSONField("height", .integer(size.rows)),
    ]
    if let timestamp { fields.append(JSONField("timestamp", .integer(timestamp))) }
    if let idleTimeLimit { fields.append(JSONField("idle_time_limit", .number(idleTimeLimit))) }
    fields.append(JSONField("title", .string(title.string)))
    fields.append(
      JSONField("env", .object([JSONField("TERM", .string("xterm-256color"))])))
    fields.append(
      JSONField(
        "theme",
        .object([
          JSONField("fg", .string(colors.text.hex)), JSONField("bg", .string(colors.ground.hex)),
          JSONField(
            "palette", .string(ScreenColors.ansi.map(\.hex).joined(separator: ":"))),
        ])))
    header = JSONValue.object(fields).write()
  }

  /// When the next frame may come, in seconds.
  public var nextTime: Double { lastTime.map { $0 + Self.interval } ?? 0 }

  /// The line that shows a frame; nil where it looks like the one before.
  ///
  /// - Parameter t: seconds since the recording began; `nextTime` at least, or that is taken.
  public mutating func add(_ frame: Frame, at t: Double) -> String? {
    let output = FrameDifference.output(from: last, to: frame, &sequences)
    last = frame
    if output.isEmpty { return nil }
    let t = max(t, nextTime)
    lastTime = t
    let time = JSONValue.number((t * 1e6).rounded() / 1e6)
    return JSONValue.array([time, .string("o"), .string(output)]).write()
  }
}
