import Cells
import Testing

/// No text that is not ours, wherever it is shown, puts anything into a frame but cells.
@Suite struct HostileFrameTests {
  @Test(arguments: HostilePlace.allCases)
  func aFrameHoldsNothingThatATerminalWouldObey(place: HostilePlace) throws {
    for payload in HostilePayload.all {
      let frame = try HostileScene(payload: payload, place: place).frame()
      #expect(frame.rowWidths.allSatisfy { $0 == frame.size.columns }, "\(payload)")
      for cell in frame.cells where cell.text.utf8.count > 1 || cell.text.utf8.contains(0x1B) {
        let scalars = cell.text.unicodeScalars
        #expect(scalars.filter(\.isForbidden).isEmpty, "\(payload)")
        #expect(scalars.count <= 5, "\(payload)")
      }
      #expect(!frame.cells.contains { $0.text.utf8.first.map { $0 < 0x20 } ?? false })
      #expect(frame.title.string.unicodeScalars.filter(\.isForbidden).isEmpty, "\(payload)")
    }
  }

  @Test(arguments: HostilePlace.allCases)
  func whatIsHiddenInAShortTextIsShown(place: HostilePlace) throws {
    // A carriage return before a newline is a line's end.
    for payload in HostilePayload.all
    where payload.text.utf8.count < 40 && !payload.text.contains("\r\n") {
      let hidden = payload.text.unicodeScalars.filter(\.isForbidden)
        .filter { $0 != "\n" && $0 != "\t" }
      guard !hidden.isEmpty else { continue }
      let frame = try HostileScene(payload: payload, place: place).frame()
      let shown = frame.cells.map(\.text).joined()
      let marks = shown.unicodeScalars.filter {
        0x2400...0x2421 ~= $0.value || $0 == "\u{27E8}"
      }
      #expect(!marks.isEmpty, "\(payload) at \(place)")
    }
  }

  @Test func thereAreEnoughOfThem() {
    #expect(HostilePayload.all.count >= 120)
    #expect(Set(HostilePayload.all.map(\.name)).count == HostilePayload.all.count)
  }
}
