import Downloading
import JSON

/// How progress is shown.
enum ProgressForm: String, CaseIterable, Sendable {
  /// A line that is redrawn on a terminal; lines now and then elsewhere.
  case bar
  case plain
  /// A line `{"name", "done", "total"}` at every step, in bytes; with `"path"` at the end.
  case json
}

/// Says how far a model is. Belongs to the thread that downloads.
final class PullOutput {
  private let name: String
  private let form: ProgressForm
  private let output: FileHandleOutput
  private let clock: () -> Double
  private var rate = TransferRate()
  private var saidShare = -1.0
  private var saidAt = -100.0
  private var drawnAt = -100.0
  private var isDrawn = false

  init(
    name: String, form: ProgressForm, output: FileHandleOutput = .standard,
    clock: @escaping () -> Double = Machine.clock
  ) {
    self.name = name
    self.form = form == .bar && !output.isTerminal ? .plain : form
    self.output = output
    self.clock = clock
  }

  func take(_ news: Puller.News) {
    switch news {
    case .progress(let progress): progressed(progress)
    case .resumed(let start): say("going on from \(Amounts.bytes(start))")
    case .anew:
      rate = TransferRate()
      say("what was here is of no use; beginning anew")
    case .waiting(let seconds, let problem, let status):
      rate = TransferRate()
      let reason =
        problem.map { PullSentence.reason($0, "the server") }
        ?? "the server answered \(status ?? 0)"
      say("\(reason); trying again in \(Amounts.decimal(seconds)) s")
    case .checking(let done, let total):
      if form == .bar { draw(Self.share(done, total), "checking the SHA-256") }
    }
  }

  /// All is here.
  func ready(_ path: String, bytes: Int) {
    switch form {
    case .json: line(done: bytes, total: bytes, path: path)
    case .bar, .plain:
      clear()
      output.write("\(name): ready: \(path)\n")
    }
  }

  /// A line below what is drawn, for a person.
  func say(_ text: String) {
    guard form != .json else { return }
    clear()
    output.write("\(name): \(text)\n")
  }

  /// Takes away a line that was drawn.
  func clear() {
    if isDrawn { output.redraw(line: "") }
    isDrawn = false
  }

  private func progressed(_ progress: Puller.Progress) {
    let now = clock()
    rate.note(progress.done, at: now)
    let share = Self.share(progress.done, progress.total ?? 0)
    switch form {
    case .json: line(done: progress.done, total: progress.total ?? 0, path: nil)
    case .bar: draw(share, Self.transfer(progress, rate))
    case .plain:
      guard share - saidShare >= 0.1 || share == 1 && saidShare < 1 || now - saidAt >= 10 else {
        return
      }
      saidShare = share
      saidAt = now
      let percent = progress.total == nil ? "" : "\(Int(share * 100))%, "
      say(percent + Self.transfer(progress, rate))
    }
  }

  private func line(done: Int, total: Int, path: String?) {
    var fields = [
      JSONField("name", .string(name)), JSONField("done", .integer(done)),
      JSONField("total", .integer(total)),
    ]
    if let path { fields.append(JSONField("path", .string(path))) }
    var bytes: [UInt8] = []
    JSONValue.object(fields).write(into: &bytes)
    output.write(json: bytes)
  }

  private func draw(_ share: Double, _ text: String) {
    let now = clock()
    guard now - drawnAt >= 0.1 else { return }
    drawnAt = now
    isDrawn = true
    output.redraw(line: Self.bar(name, share, text, columns: output.columns ?? 80))
  }

  /// A line with a gauge, which gives way where rate and time left would be cut off.
  static func bar(_ name: String, _ share: Double, _ text: String, columns: Int) -> String {
    let end = "\(Int(share * 100))%  \(text)"
    // Two blanks, one, and the last column, which stays empty.
    let room = columns - Amounts.width(name) - Amounts.width(end) - 4
    guard room >= 4 else { return "\(name)  \(end)" }
    let width = min(24, room)
    let filled = Int((share * Double(width)).rounded())
    let gauge =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return "\(name)  \(gauge) \(end)"
  }

  private static func share(_ done: Int, _ total: Int) -> Double {
    total > 0 ? min(max(Double(done) / Double(total), 0), 1) : 0
  }

  /// "40.1 MiB of 92.9 MiB, 3.40 MiB/s, 12 s left"
  static func transfer(_ progress: Puller.Progress, _ rate: TransferRate) -> String {
    var parts = [
      Amounts.bytes(progress.done) + (progress.total.map { " of \(Amounts.bytes($0))" } ?? "")
    ]
    if let speed = rate.bytesPerSecond {
      parts.append("\(Amounts.bytes(Int(speed)))/s")
      if let total = progress.total, total > progress.done {
        parts.append("\(BatchProgress.duration(Double(total - progress.done) / speed)) left")
      }
    }
    return parts.joined(separator: ", ")
  }
}

/// Bytes per second over the last five seconds.
struct TransferRate {
  private var samples: [(time: Double, done: Int)] = []

  mutating func note(_ done: Int, at time: Double) {
    samples.append((time, done))
    while samples.count > 2, let first = samples.first, time - first.time > 5 {
      samples.removeFirst()
    }
  }

  /// Nil until there is something to go by.
  var bytesPerSecond: Double? {
    guard let first = samples.first, let last = samples.last, last.time - first.time > 0.5,
      last.done > first.done
    else { return nil }
    return min(Double(last.done - first.done) / (last.time - first.time), 1e15)
  }
}
