import Cells
import Testing

@testable import NcursesTerminal

@Suite struct PaletteTests {
  @Test func theTerminalsOwnColourStaysItsOwn() {
    for depth in [ColorDepth.none, .eight, .sixteen, .palette, .direct, .mixed] {
      #expect(TerminalColor(.terminal, depth).number == -1)
    }
  }

  @Test func everyPaletteColourIsItsOwnNearest() {
    for index in UInt8(16)...255 {
      let rgb = RGB.xterm(index)
      let color = Color.rgb(UInt8(rgb.red), UInt8(rgb.green), UInt8(rgb.blue))
      let number = TerminalColor(color, .palette).number
      // Some greys are there twice.
      #expect(RGB.xterm(UInt8(number)) == rgb)
    }
  }

  @Test func theNearestInTheCubeIsTheNearestOfAll() {
    for red in stride(from: 0, through: 255, by: 17) {
      for green in stride(from: 0, through: 255, by: 17) {
        for blue in stride(from: 0, through: 255, by: 17) {
          let rgb = RGB(UInt8(red), UInt8(green), UInt8(blue))
          let number = TerminalColor(.rgb(UInt8(red), UInt8(green), UInt8(blue)), .palette).number
          let best = (UInt8(16)...255).map { rgb.distance(to: .xterm($0)) }.min()
          #expect(rgb.distance(to: .xterm(UInt8(number))) == best)
        }
      }
    }
  }

  @Test func brightColoursAreBoldWhereThereAreEight() {
    #expect(TerminalColor(.ansi(9), .eight).number == 1)
    #expect(TerminalColor(.ansi(9), .eight).isBright)
    #expect(!TerminalColor(.ansi(1), .eight).isBright)
    #expect(TerminalColor(.palette(12), .sixteen).number == 12)
  }

  @Test func darkGreyDoesNotVanishIntoBlack() {
    #expect(TerminalColor(.palette(240), .eight).number == -1)
    #expect(TerminalColor(.rgb(0, 0, 0), .eight).number == 0)
  }

  @Test func besideThePaletteEveryColourIsItsOwnNumber() {
    #expect(TerminalColor(.rgb(1, 2, 3), .mixed).number == 0x1010203)
    #expect(TerminalColor(.palette(234), .mixed).number == 234)
    #expect(TerminalColor(.ansi(12), .mixed).number == 12)
  }

  @Test func directColoursAreTheirOwnNumber() {
    #expect(TerminalColor(.rgb(1, 2, 3), .direct).number == 0x010203)
    #expect(TerminalColor(.palette(196), .direct).number == 0xFF0000)
    #expect(TerminalColor(.ansi(4), .direct).number == 4)
    #expect(TerminalColor(.rgb(0, 0, 4), .direct).number >= 8)
  }
}
