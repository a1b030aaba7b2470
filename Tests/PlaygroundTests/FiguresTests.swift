import Testing

@testable import Playground

struct FiguresTests {
  @Test(arguments: [
    (nil, "    –"), (0, " 0.00"), (9.87, " 9.87"), (9.994, " 9.99"), (9.996, " 10.0"),
    (51.34, " 51.3"), (99.94, " 99.9"), (99.96, "  100"), (212.4, "  212"), (12345.6, "12346"),
    (.infinity, "    –"), (.nan, "    –"), (-1, "    –"), (1e300, "99999"),
  ])
  func aRateHasThreeDigitsInFiveCells(rate: Double?, text: String) {
    #expect(Figures.rate(rate) == text)
    #expect(Figures.rate(rate).count == 5)
  }

  @Test(arguments: [
    (nil, "     –"), (31.2, "  31ms"), (9999, "9999ms"), (12_340, " 12.3s"), (250_000, "250.0s"),
    (1_500_000, " 1500s"), (1e300, "99999s"),
  ])
  func aWaitTakesSixCells(milliseconds: Double?, text: String) {
    #expect(Figures.wait(milliseconds: milliseconds) == text)
  }

  @Test(arguments: [
    (0, 8192, "  0%"), (1, 8192, "  1%"), (164, 8192, "  3%"), (8191, 8192, " 99%"),
    (8192, 8192, "100%"), (9000, 8192, "100%"), (5, 0, "   –"),
  ])
  func aShareTakesFourCellsAndIsFullOnlyAtTheEnd(used: Int, total: Int, text: String) {
    #expect(Figures.percent(used, of: total) == text)
  }

  @Test(arguments: [
    (134_515_008, "134.5M"), (268_098_176, "268.1M"), (1_235_814_400, "1.24B"),
    (8_030_261_248, "8.03B"), (999_999_999, "1.00B"), (512_000, "512k"),
  ])
  func parametersAreInMillionsOrBillions(count: Int, text: String) {
    #expect(Figures.parameters(count) == text)
  }

  @Test func memoryIsInPowersOfTwo() {
    #expect(Figures.mebibytes(96_600_000) == "92")
    #expect(Figures.mebibytes(100) == "1")
    #expect(Figures.mebibytes(0) == "0")
    #expect(Figures.gibibytes(25_233_000_000) == "23.5")
  }

  @Test(arguments: [(0, "0"), (0.8, "0.8"), (0.05, "0.05"), (1, "1"), (-1, "-1"), (1.25, "1.25")])
  func settingsLoseTheirZeros(value: Double, text: String) {
    #expect(Figures.setting(value) == text)
  }

  @Test func tokensTakeFiveCells() {
    #expect(Figures.tokens(nil) == "    –")
    #expect(Figures.tokens(19) == "   19")
    #expect(Figures.tokens(123_456) == "99999")
    #expect(Figures.tokens(nil, ascii: true) == "    -")
  }

  @Test func sparklinesShareAScale() {
    let high = Meters.sparkline([50, 100, 150, 200], highest: 200, cells: 4, isASCII: false)
    #expect(high.string == "⣠⣾  ")
    let low = Meters.sparkline([50, 50, 50], highest: 200, cells: 2, isASCII: false)
    #expect(low.string == "⣀⡀")
    let ascii = Meters.sparkline([1, 60, 200], highest: 200, cells: 4, isASCII: true)
    #expect(ascii.string == "_.\" ")
  }

  @Test func barsShowThatThereIsSomething() {
    #expect(Meters.bar(0, of: 100, cells: 4, isASCII: false).string == "⣀⣀⣀⣀")
    #expect(Meters.bar(1, of: 100, cells: 4, isASCII: false).string == "⣇⣀⣀⣀")
    #expect(Meters.bar(100, of: 100, cells: 4, isASCII: false).string == "⣿⣿⣿⣿")
    #expect(Meters.bar(2, of: 100, cells: 4, isASCII: true).string == "#...")
  }
}
