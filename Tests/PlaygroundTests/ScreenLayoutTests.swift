import Cells
import Testing

@testable import Playground

/// The layout drawn: `s` status, a pane's number where it stands (its body one letter further:
/// 1 is a), `-` the composer's upper line, `w` the composer, `h` the hints.
struct ScreenLayoutTests {
  func picture(_ inputs: LayoutInputs) -> [String] {
    let layout = ScreenLayout(inputs)
    var rows = Array(
      repeating: Array(repeating: Character("."), count: inputs.size.columns),
      count: inputs.size.rows)
    func fill(_ rect: Rect, _ character: Character) {
      for row in rect.row..<rect.endRow {
        for column in rect.column..<rect.endColumn { rows[row][column] = character }
      }
    }
    fill(layout.status, "s")
    for place in layout.panes {
      fill(place.rect, Character(String(place.number)))
      if place.style != .strip {
        fill(place.body, Character(Unicode.Scalar(UInt8(96 + place.number))))
      }
    }
    if let separator = layout.separator { fill(separator, "-") }
    fill(layout.composer, "w")
    fill(layout.hints, "h")
    // One cell in four: enough to see, narrow enough to read.
    return rows.map { row in
      String(row.enumerated().filter { $0.offset % 4 == 1 }.map(\.element))
    }
  }

  func inputs(_ columns: Int, _ rows: Int, _ panes: Int, chosen: Int = 1) -> LayoutInputs {
    LayoutInputs(
      size: Size(columns: columns, rows: rows), panes: Array(1...panes), chosen: chosen)
  }

  @Test func twoPanesStandSideBySide() {
    #expect(
      picture(inputs(80, 16, 2)) == [
        "ssssssssssssssssssss",
        "11111111112222222222",
        "11111111112222222222",
        "11111111112222222222",
        "1aaaaaaaaa2bbbbbbbbb",
        "1aaaaaaaaa2bbbbbbbbb",
        "1aaaaaaaaa2bbbbbbbbb",
        "1aaaaaaaaa2bbbbbbbbb",
        "1aaaaaaaaa2bbbbbbbbb",
        "1aaaaaaaaa2bbbbbbbbb",
        "1aaaaaaaaa2bbbbbbbbb",
        "1aaaaaaaaa2bbbbbbbbb",
        "11111111112222222222",
        "--------------------",
        "wwwwwwwwwwwwwwwwwwww",
        "hhhhhhhhhhhhhhhhhhhh",
      ])
  }

  @Test func threePanesOnANarrowScreenStandInRows() {
    #expect(
      picture(inputs(80, 20, 3)) == [
        "ssssssssssssssssssss",
        "11111111111111111111",
        "aaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaa",
        "22222222222222222222",
        "bbbbbbbbbbbbbbbbbbbb",
        "bbbbbbbbbbbbbbbbbbbb",
        "bbbbbbbbbbbbbbbbbbbb",
        "bbbbbbbbbbbbbbbbbbbb",
        "33333333333333333333",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "--------------------",
        "wwwwwwwwwwwwwwwwwwww",
        "hhhhhhhhhhhhhhhhhhhh",
      ])
  }

  @Test func sixPanesOnANarrowScreenAreStripsBelowTheChosenOne() {
    #expect(
      picture(inputs(80, 18, 6, chosen: 3)) == [
        "ssssssssssssssssssss",
        "33333333333333333333",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "cccccccccccccccccccc",
        "....................",
        "11111111111111111111",
        "22222222222222222222",
        "44444444444444444444",
        "55555555555555555555",
        "66666666666666666666",
        "--------------------",
        "wwwwwwwwwwwwwwwwwwww",
        "hhhhhhhhhhhhhhhhhhhh",
      ])
  }

  @Test func onTheSmallestScreenTheOthersAreTabs() {
    #expect(
      picture(inputs(40, 10, 3, chosen: 2)) == [
        "ssssssssss", "bbbbbbbbbb", "bbbbbbbbbb", "bbbbbbbbbb", "bbbbbbbbbb", "bbbbbbbbbb",
        "bbbbbbbbbb", "bbbbbbbbbb", "wwwwwwwwww", "hhhhhhhhhh",
      ])
  }

  @Test func arrangementsFollowTheRoomThereIs() {
    func arrangement(_ columns: Int, _ rows: Int, _ panes: Int) -> ScreenLayout.Arrangement {
      ScreenLayout(inputs(columns, rows, panes)).arrangement
    }
    #expect(arrangement(76, 24, 2) == .boxes)
    #expect(arrangement(75, 24, 2) == .rows)
    #expect(arrangement(200, 60, 4) == .boxes)
    #expect(arrangement(200, 60, 8) == .boxes)
    #expect(arrangement(120, 36, 4) == .boxes)
    #expect(arrangement(120, 26, 4) == .rows)
    #expect(arrangement(120, 24, 5) == .strips)
    #expect(arrangement(80, 12, 2) == .strips)
    #expect(arrangement(80, 10, 2) == .tabs)
    #expect(arrangement(39, 10, 1) == .tooSmall)
    #expect(arrangement(40, 9, 1) == .tooSmall)
  }

  @Test func aZoomedPaneHasTheScreenToItself() {
    var inputs = inputs(120, 36, 8, chosen: 5)
    inputs.isZoomed = true
    let layout = ScreenLayout(inputs)
    #expect(layout.panes.map(\.number) == [5])
    #expect(layout.panes[0].rect.columns == 120)
  }

  @Test func aLongDraftTakesAThirdAtMost() {
    var inputs = inputs(80, 24, 2)
    inputs.draftRows = 100
    #expect(ScreenLayout(inputs).composer.rows == 8)
    inputs.draftRows = 3
    #expect(ScreenLayout(inputs).composer.rows == 3)
  }

  @Test func placesNeverOverlapNorLeaveTheScreen() {
    for columns in stride(from: 1, through: 240, by: 19) {
      for rows in stride(from: 1, through: 64, by: 3) {
        for panes in 1...8 {
          let layout = ScreenLayout(inputs(columns, rows, panes, chosen: panes))
          guard layout.arrangement != .tooSmall else { continue }
          var used = Array(repeating: 0, count: rows)
          let all =
            [layout.status, layout.composer, layout.hints] + [layout.separator].compactMap { $0 }
            + layout.panes.map(\.rect)
          for rect in all {
            #expect(rect.column >= 0 && rect.endColumn <= columns)
            #expect(rect.row >= 0 && rect.endRow <= rows)
            #expect(!rect.isEmpty)
            for row in rect.row..<rect.endRow { used[row] += rect.columns }
          }
          #expect(used.allSatisfy { $0 <= columns }, "\(columns)x\(rows) \(panes)")
        }
      }
    }
  }
}
