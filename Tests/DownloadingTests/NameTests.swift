import HTTP
import Testing

@testable import Downloading

@Suite struct NameTests {
  @Test(
    arguments: [
      ("model-q4.gguf", "model-q4.gguf"), ("../../etc/passwd.gguf", "passwd.gguf"),
      (".hidden.gguf", "hidden.gguf"), ("-rf.gguf", "rf.gguf"),
      ("a b\u{1B}[2J.gguf", "a_b_[2J.gguf"),
      ("x\u{202E}fugg.gguf", "x_fugg.gguf"), ("Modell-größe.GGUF", "Modell-größe.gguf"),
      ("plain", "plain.gguf"), ("$(rm).gguf", "_(rm).gguf"),
    ])
  func aNameFromElsewhereIsMadeHarmless(name: String, expected: String) {
    #expect(FileName.safe(name) == expected)
  }

  @Test(arguments: ["", "/", "..", ".gguf", "...gguf"])
  func ofSomeNamesNothingIsLeft(name: String) {
    #expect(FileName.safe(name) == nil || FileName.safe(name)?.hasPrefix(".") == false)
  }

  @Test func aLongNameIsShortened() {
    let name = FileName.safe(String(repeating: "바", count: 500) + ".gguf")
    #expect(name.map { $0.utf8.count <= 205 && $0.hasSuffix("바.gguf") } == true)
  }

  @Test(arguments: ["12", " 12"])
  func numbersOfHeadersAreDigits(text: String) { #expect(HTTPHead.number(text) == 12) }

  @Test(arguments: ["", "-1", "+1", "1e9", "0x10", "99999999999999999999", "10000000000000", "12 "])
  func otherNumbersAreNone(text: String) { #expect(HTTPHead.number(text) == nil) }

  @Test func aNoteIsReadAsItWasWritten() {
    var note = PartNote(address: "http://a.test/x")
    note.tag = "\"1\""
    note.total = 12
    note.sha256 = String(repeating: "a", count: 64)
    #expect(PartNote(json: note.json) == note)
  }

  @Test(arguments: ["", "{}", "[]", "{\"address\": 1}", "{\"address\": \"a\\r\\nX: y\"}"])
  func aNoteThatWasNotWrittenHereIsNone(json: String) {
    #expect(PartNote(json: Array(json.utf8)) == nil)
  }
}
