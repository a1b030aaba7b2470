import Cells
import JSON
import Playground
import SessionLog
import Testing

@testable import Exporting

/// A terminal that knows what recordings are made of.
private struct TestTerminal {
  private(set) var rows: [[String]]
  private var row = 0
  private var column = 0

  init(_ size: Size) {
    rows = Array(repeating: Array(repeating: " ", count: size.columns), count: size.rows)
  }

  var text: [String] { rows.map { $0.joined() } }

  mutating func feed(_ output: String) {
    var scalars = output.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      if scalar != "\u{1B}" {
        put(scalar)
        continue
      }
      #expect(scalars.popFirst() == "[")
      var codes = ""
      while let next = scalars.popFirst() {
        guard next.properties.isAlphabetic else {
          codes.unicodeScalars.append(next)
          continue
        }
        obey(next, codes.split(separator: ";").compactMap { Int($0) })
        break
      }
    }
  }

  private mutating func obey(_ command: Unicode.Scalar, _ codes: [Int]) {
    switch command {
    case "H":
      row = (codes.first ?? 1) - 1
      column = (codes.last ?? 1) - 1
    case "G": column = (codes.first ?? 1) - 1
    case "J": rows = rows.map { $0.map { _ in " " } }
    case "m", "l": break
    default: Issue.record("unknown sequence \(command)")
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = DisplayWidth().of(scalar)
    if width == 0 {
      var place = column - 1
      while place > 0, rows[row][place].isEmpty { place -= 1 }
      rows[row][place].unicodeScalars.append(scalar)
      return
    }
    for offset in 0..<width { clear(column + offset) }
    rows[row][column] = String(scalar)
    if width == 2 { rows[row][column + 1] = "" }
    column += width
  }

  /// Half of a wide character takes the other half with it.
  private mutating func clear(_ place: Int) {
    if rows[row][place].isEmpty { rows[row][place - 1] = " " }
    if place + 1 < rows[row].count, rows[row][place + 1].isEmpty { rows[row][place + 1] = " " }
    rows[row][place] = " "
  }
}

@Suite struct FrameTests {
  private let size = Size(columns: 100, rows: 30)

  private var script: Script {
    var script = Script(panes: ["small", "large"])
    script.title("조석 · tides")
    script.ask("Why? 왜?", panes: [1, 2])
    script.answer("한국어 one 😀 two 가나다 ⣿ e\u{301} three **굵게** and so on", pane: 1)
    script.answer("| a | b |\n|---|---|\n| 가 | 나 |\n\nsome words that wrap " + "at last ", pane: 2)
    return script
  }

  private func texts(_ frame: Frame) -> [String] {
    (0..<frame.size.rows).map { row in
      (0..<frame.size.columns).map { frame[$0, row].text }.joined()
    }
  }

  @Test func aRecordingShowsEveryFrame() throws {
    var frames = ReplayFrames(size: size, theme: .lineupDark)
    var cast = Asciicast(
      size: size, title: "x", timestamp: 5, idleTimeLimit: 2, theme: .lineupDark)
    let header = try JSONValue.parse(Array(cast.header.utf8))
    #expect(header["version"] == .integer(2))
    #expect(header["width"] == .integer(100))
    #expect(header["idle_time_limit"] == .number(2))
    var terminal = TestTerminal(size)
    var times: [Double] = []
    for event in script.events {
      frames.apply(event)
      let frame = frames.frame(at: event.t)
      guard let line = cast.add(frame, at: event.t) else { continue }
      guard case .array(let parts) = try JSONValue.parse(Array(line.utf8)), parts.count == 3,
        case .number(let time) = parts[0], parts[1] == .string("o"), let output = parts[2].text
      else {
        Issue.record("\(line)")
        continue
      }
      times.append(time)
      terminal.feed(output)
      #expect(terminal.text == texts(frame))
    }
    #expect(times.count > 20)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 > 1.0 / 31 })
  }

  @Test func whatLooksTheSameIsNotWrittenAgain() {
    var frames = ReplayFrames(size: size, theme: .lineupDark)
    var cast = Asciicast(
      size: size, title: "", timestamp: nil, idleTimeLimit: nil, theme: .lineupDark)
    for event in script.events { frames.apply(event) }
    #expect(cast.add(frames.frame(at: 1), at: 1) != nil)
    #expect(cast.add(frames.frame(at: 1), at: 2) == nil)
    #expect(!cast.header.contains("timestamp"))
  }

  @Test func framesThatComeTooSoonAreLate() throws {
    var cast = Asciicast(
      size: size, title: "", timestamp: nil, idleTimeLimit: nil, theme: .lineupDark)
    var frame = Frame(size: size, theme: .lineupDark)
    _ = cast.add(frame, at: 1)
    frame[0, 0] = Cell("x")
    let added = cast.add(frame, at: 1.001)
    let line = try #require(added)
    #expect(line.hasPrefix("[1.033333,"))
    #expect(line.contains("x"))
    #expect(line.utf8.count < 80)
  }

  @Test func aPictureHasEveryTextInItsPlace() {
    var frames = ReplayFrames(size: size, theme: .lineupDark)
    for event in script.events { frames.apply(event) }
    let svg = FrameSVG.text(frames.frame(at: 9))
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-12 -12 864 564\""))
    #expect(svg.contains(">한국어</text>"))
    #expect(svg.contains(">😀</text>"))
    #expect(svg.contains("<title>2✓ 조석 · tides</title>"))
    #expect(!svg.contains("<script"))
    // Three wide signs take six cells of 8.4.
    #expect(svg.contains("textLength=\"50.4\">한국어"))
  }

  @Test func linesOfBoxesMeet() {
    let corner = CellShape.pieces("┏", x: 0, y: 0, width: 8.4, height: 18)
    #expect(corner?.map(\.path) == ["M2.9,9H8.4", "M4.2,9V18"])
    let line = CellShape.pieces("─", x: 8.4, y: 0, width: 8.4, height: 18)
    #expect(line?.map(\.path) == ["M8.4,9H16.8"])
    let arc = CellShape.pieces("╭", x: 0, y: 0, width: 8.4, height: 18)
    #expect(arc?.map(\.path) == ["M8.4,9Q4.2,9 4.2,13.2V18"])
    #expect(
      CellShape.pieces("⣿", x: 0, y: 0, width: 8, height: 16)?.first?.path.split(separator: "M")
        .count == 8)
    #expect(CellShape.pieces("a", x: 0, y: 0, width: 8, height: 16) == nil)
  }

  @Test func aThemeThatLeavesTheGroundToTheTerminalHasOne() {
    let light = Theme(name: "", styles: [.text: RoleStyle(.rgb(20, 20, 20))])
    #expect(ScreenColors(light).ground.brightness > 200)
    let plain = Theme(name: "", styles: [:])
    #expect(ScreenColors(plain).ground.brightness < 60)
    #expect(ScreenColors(plain).text.brightness > 180)
    #expect(ScreenColors.rgb(.palette(16))?.hex == "#000000")
    #expect(ScreenColors.rgb(.palette(231))?.hex == "#ffffff")
    #expect(ScreenColors.rgb(.palette(255))?.hex == "#eeeeee")
  }
}
