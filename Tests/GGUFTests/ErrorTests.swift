import GGUF
import Support
import Testing

struct LookalikeTests {
  private static let text = "version https://git-lfs.github.com/spec/v1\noid sha256:b179c9523d0e"

  /// The start of a file, and what it is taken for.
  static let files: [(start: [UInt8], kind: Lookalike, word: String)] = [
    ([0x50, 0x4B, 3, 4, 20, 0, 0, 0], .zip, "ZIP"),
    ([0x1F, 0x8B, 8, 0, 0, 0], .compressed("gzip"), "gzip"),
    ([0x28, 0xB5, 0x2F, 0xFD, 4, 0], .compressed("Zstandard"), "Zstandard"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], .compressed("xz"), "xz"),
    (Array("BZh9".utf8) + [0x31, 0x41, 0x59], .compressed("bzip2"), "bzip2"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0], .compressed("7-Zip"), "7-Zip"),
    ([0x80, 2, 0x8A, 0x0A], .pickle, "pickle"),
    (
      UInt64(60).littleEndianBytes + Array("{\"__metadata__\":{}".utf8), .safetensors, "safetensors"
    ),
    ([UInt8](repeating: 1, count: 257) + Array("ustar\0".utf8), .tar, "tar"),
    (UInt32(0x6767_6D6C).littleEndianBytes + [0, 1], .oldGGML, "before GGUF"),
    (UInt32(0x6767_6A74).littleEndianBytes + [3, 0], .oldGGML, "before GGUF"),
    (Array(text.utf8), .gitLFSPointer, "git lfs pull"),
    (Array("<!DOCTYPE html><html>".utf8), .html, "web page"),
    (Array("\n  <html lang=ko>".utf8), .html, "web page"),
    (Array("{\"error\":\"Repository not found\"}".utf8), .json, "JSON"),
    (Array("Entry not found".utf8), .text, "text"),
    (Array("로그인하십시오".utf8), .text, "text"),
    ([UInt8](repeating: 0, count: 600), .zeros, "zeros"),
    ([0x80, 0x81, 0x0A, 0xFF], .unknown, "80 81 0A FF"),
  ]

  @Test(arguments: files)
  func `a file that is not GGUF is named by what it begins with`(
    _ start: [UInt8], _ kind: Lookalike, _ word: String
  ) throws {
    let error = try #require(refusal(of: start))
    #expect(error == .notGGUF(kind, firstBytes: Array(start.prefix(8))))
    #expect("\(error)".contains(word))
  }

  @Test
  func `text cut inside a character is still text`() {
    let start = Array(String(repeating: "가", count: 400).utf8).prefix(1000)
    #expect(refusal(of: Array(start)) == .notGGUF(.text, firstBytes: Array(start.prefix(8))))
  }
}

struct ErrorDescriptionTests {
  @Test
  func `every refusal is a sentence that says what to do, safe to show`() {
    let refusals = HeaderRefusals.all + MetadataRefusals.all + TensorRefusals.all
    for error in refusals.map(\.error) {
      let text = "\(error)"
      let verbs = ["download", "get ", "use ", "join ", "name ", "unpack ", "run "]
      #expect(verbs.contains { text.contains($0) }, "\(text)")
      #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }
  }

  @Test
  func `a cut-off file's sentence has the bytes expected and present`() {
    let text =
      "\(GGUFError.tensorPastEnd("blk.0.ffn_up.weight", offset: 64, byteCount: 36, expectedFileBytes: 196, fileBytes: 132))"
    #expect(text.contains("\"blk.0.ffn_up.weight\""))
    #expect(text.contains("should have 196 bytes and has 132"))
    #expect(text.contains("download it again"))
  }

  @Test
  func `a name's escape sequences, direction marks and tags are shown, not obeyed`() {
    let name = "a\u{1B}]52;c;aGk=\u{07}\u{9D}\u{202E}\u{2066}\u{E0041}\r\n\u{7F}"
    let text = "\(GGUFError.missingKey(name))"
    #expect(
      text.contains(
        #""a\u{1B}]52;c;aGk=\u{7}\u{9D}\u{202E}\u{2066}\u{E0041}\u{D}\u{A}\u{7F}""#))
  }

  @Test
  func `a name as long as the file is shortened`() {
    let text = "\(GGUFError.missingKey(String(repeating: "k", count: 1_000_000)))"
    #expect(text.utf8.count < 200)
    #expect(text.contains("kkk…\""))
  }
}
