import Cells
import Playground
import Testing

@testable import Configuration

/// Files that were damaged at random: whatever is read of them, nothing traps, and every problem has a
/// sentence.
struct MutationTests {
  /// SplitMix64, so that a failure can be had again.
  private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  static let seeds = [
    "theme: dark\nmodels: [~/gguf, /srv]\nmouse: true\nambiguous: wide\ncolor: 256\n",
    "panes:\n  close: [x, C-w]\n  stop: none\ntype:\n  zoom: Alt-z\neverywhere: {retry: F5}\n",
    "inherits: lineup-dark\npalette: {rose: \"#ff5f87\"}\nroles:\n  title: rose\n"
      + "  match: {fg: 231, bg: rose, attributes: [bold, dim], mono: reverse}\n",
    "budget: 2.50 EUR\nendpoints:\n  - name: lab\n    url: http://127.0.0.1:8080/v1\n"
      + "    key: ${LAB_KEY}\n    prices: {m: {input: 0.20, output: 0.60, cached_input: .1}}\n"
      + "    limits: {concurrent: 2}\n    headers: {X-A: \"b ${C}\"}\n    timeouts: {first: 9}\n"
      + "    models: [a/b, c]\n  - preset: openai\n    budget: 1\n",
    "a-7b:\n  access: weights\n  parameters: 7.24B\n  get: hf:o/r/f.gguf\n  bytes: 1234\n"
      + "  shape: {block_count: 32, tied: true}\n  instead: [b, c]\nb: {access: api}\n",
  ]
  private static let pieces = [
    "\t", "\n", ": ", "- ", "[", "]", "{", "}", "#", "\"", "'", "|\n", "&a ", "*a", "!!x ", "%",
    "?",
    "\u{0}", "\u{FEFF}", "\u{301}", "한", "👨‍👩‍👧", "C-", "^", "-1", "999999999999999999999", "~",
    "---\n", "...\n", "<<: ", "\r", "\u{2028}",
  ]

  @Test(arguments: seeds.indices)
  func damagedFilesDoNoHarm(seed: Int) {
    var chance = Chance(state: UInt64(seed))
    let library = ThemeLibrary(own: nil, shipped: ShippedThemesTests.folder)
    #expect(!library.names.isEmpty)
    for _ in 0..<3000 {
      var scalars = Array(Self.seeds[seed].unicodeScalars)
      for _ in 0..<Int.random(in: 1...6, using: &chance) {
        let place = Int.random(in: 0...scalars.count, using: &chance)
        switch Int.random(in: 0..<3, using: &chance) {
        case 0:
          scalars.insert(
            contentsOf: (Self.pieces.randomElement(using: &chance) ?? "").unicodeScalars, at: place)
        case 1 where place < scalars.count: scalars.remove(at: place)
        default:
          let end = min(scalars.count, place + Int.random(in: 0...20, using: &chance))
          scalars.insert(contentsOf: scalars[place..<end], at: place)
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      let damaged = String(text)
      var problems = UserSettings.read(damaged, file: "f").1
      problems += KeysFile.read(damaged, file: "f").1
      problems += CatalogueReading(damaged, file: "f").problems.all
      do throws(Problem) {
        problems += try ThemeFile(name: "t", text: damaged, file: "f").problems
      } catch {
        problems.append(error)
      }
      for problem in problems {
        if problem.reason.isEmpty || problem.line.map({ $0 < 1 }) ?? false {
          Issue.record("\(problem) of \(damaged.debugDescription)")
        }
      }
    }
  }
}
