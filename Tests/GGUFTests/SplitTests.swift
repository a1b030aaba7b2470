import FoundationEssentials
import Glibc
import Support
import Testing

@testable import GGUF

/// Models in several files.
struct SplitTests {
  // MARK: As llama.cpp's tool makes them

  private struct SplitFile: Decodable {
    var name: String
    var base64: Data
  }

  private static func made() throws -> [SplitFile] {
    try Data(contentsOf: URL(filePath: fixture("split.jsonl"))).split(separator: 0x0A).map {
      try JSONDecoder().decode(SplitFile.self, from: $0)
    }
  }

  @Test(arguments: ["even", "headless"])
  func `the parts that llama.cpp's tool makes are the model they were made of`(
    stem: String
  ) throws {
    let files = try Self.made()
    let whole = try GGUFFile(bytes: Array(try #require(files.first).base64))
    let parts = files.filter { $0.name.hasPrefix(stem) }
    #expect(parts.count >= 3)
    try withParts(parts.map { ($0.name, Array($0.base64)) }) { folder in
      for part in parts {
        let file = try GGUFFile(path: folder + "/" + part.name)
        #expect(file.partCount == parts.count)
        #expect(try file.metadata.int("llama.block_count") == 7)
        #expect(file.tensors.map(\.name) == whole.tensors.map(\.name))
        #expect(file.fileBytes == parts.reduce(0) { $0 + $1.base64.count })
        #expect(file.tensorDataBytes == whole.tensorDataBytes)
        #expect(file.parameterCount == whole.parameterCount)
        for tensor in whole.tensors {
          let same = try #require(file.tensor(tensor.name))
          #expect(file.tensorBytes(same).elementsEqual(whole.tensorBytes(tensor)))
        }
      }
    }
  }

  // MARK: Made up

  /// Three parts with two tensors each, but for the last, which has one.
  private static func writers() -> [GGUFWriter] {
    (0..<3).map { part in
      var writer = GGUFWriter()
      if part == 0 { writer.add("general.architecture", .string("llama")) }
      writer.add("split.no", .uint16(UInt16(part)))
      writer.add("split.count", .uint16(3))
      writer.add("split.tensors.count", .int32(5))
      for tensor in 0..<(part == 2 ? 1 : 2) {
        writer.addTensor(
          "t\(part).\(tensor)", [64], type: 24,
          bytes: (0..<64).map { UInt8(64 * part + 32 * tensor + $0 / 2) })
      }
      return writer
    }
  }

  private static func name(_ number: Int) -> String { "m-0000\(number)-of-00003.gguf" }

  /// Opens what is left of the three parts after a change, by its first part unless otherwise said.
  private func refusal(
    opening number: Int = 1, _ change: (inout [GGUFWriter]) -> Void
  ) throws -> GGUFError? {
    var writers = Self.writers()
    change(&writers)
    return try withParts(named(writers)) { refusal(of: $0 + "/" + Self.name(number)) }
  }

  private func refusal(of path: String) -> GGUFError? {
    do throws(GGUFError) {
      _ = try GGUFFile(path: path)
      return nil
    } catch {
      return error
    }
  }

  private func named(_ writers: [GGUFWriter]) -> [(String, [UInt8])] {
    writers.enumerated().map { (Self.name($0 + 1), $1.file) }
  }

  private func withParts<Result>(
    _ parts: [(name: String, bytes: [UInt8])], _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.path() + "/lineup-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for part in parts { try Data(part.bytes).write(to: URL(filePath: folder + "/" + part.name)) }
    // The clock of file times is a coarse one.
    let past = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
    for part in parts { #expect(utimensat(AT_FDCWD, folder + "/" + part.name, past, 0) == 0) }
    return try body(folder)
  }

  @Test func `no two tensors of a split model have the same place`() throws {
    try withParts(named(Self.writers())) { folder in
      let file = try GGUFFile(path: folder + "/" + Self.name(1))
      #expect(Set(file.tensors.map(\.offset)).count == 5)
      for tensor in file.tensors { #expect(file.tensor(tensor.name) == tensor) }
      let last = try #require(file.tensor("t2.0"))
      file.advise(.sequential)
      file.advise(.willNeed, for: last)
      file.releasePages(of: last)
      file.releaseTensorPages()
      file.releaseHeaderPages()
      #expect(file.tensorBytes(last).first == 128)
    }
  }

  @Test func `a missing part is named`() throws {
    try withParts([named(Self.writers())[0], named(Self.writers())[2]]) { folder in
      let missing = GGUFError.missingPart(Self.name(2), number: 1, count: 3)
      #expect(refusal(of: folder + "/" + Self.name(1)) == missing)
      #expect(refusal(of: folder + "/" + Self.name(3)) == missing)
      #expect(
        "\(missing)"
          == "part 2 of 3, \"m-00002-of-00003.gguf\", is missing; download it, and put it "
          + "beside the others")
    }
  }

  @Test(arguments: [
    "m.gguf", "m-00002-of-00003.gguf", "m-00001-of-00004.gguf", "m-1-of-3.gguf",
    "m-00001-of-00003.GGUF", "-00001-of-00003.gguf", "m-00001_of_00003.gguf",
  ])
  func `a part whose name does not say which it is is refused`(name: String) throws {
    try withParts([(name, Self.writers()[0].file)]) { folder in
      let error = try #require(refusal(of: folder + "/" + name))
      #expect(error == .partOfSplit(number: 0, count: 3))
      #expect("\(error)".contains("\"-00001-of-00003.gguf\""))
    }
  }

  @Test func `what is wrong with another part is said of that part`() throws {
    let bad = try refusal { $0[2].version = 7 }
    #expect(bad == .inPart(Self.name(3), .unsupportedVersion(7)))
    #expect(try #require(bad).description.hasPrefix("in its part \"m-00003-of-00003.gguf\", GGUF"))
    #expect(try refusal(opening: 3) { $0[2].version = 7 } == .unsupportedVersion(7))
    let short = try refusal { $0[1].tensors[1].bytes.removeLast() }
    #expect(
      short
        == .inPart(
          Self.name(2),
          .tensorPastEnd(
            "t1.1", offset: 64, byteCount: 64, expectedFileBytes: 320, fileBytes: 319)))
  }

  @Test func `a part that is cut off or changed anywhere is refused or read within its bounds`()
    throws
  {
    try withParts(named(Self.writers())) { folder in
      for number in [1, 2] {
        let path = folder + "/" + Self.name(number)
        let whole = named(Self.writers())[number - 1].1
        for length in whole.indices {
          try Data(whole.prefix(length)).write(to: URL(filePath: path))
          #expect(refusal(of: folder + "/" + Self.name(1)) != nil)
        }
        for place in whole.indices.dropLast(128) {
          for value in [0xFF, whole[place] &+ 1] {
            var bytes = whole
            bytes[place] = value
            try Data(bytes).write(to: URL(filePath: path))
            guard let file = try? GGUFFile(path: folder + "/" + Self.name(1)) else { continue }
            for tensor in file.tensors {
              #expect(file.tensorBytes(tensor).count == tensor.byteCount)
            }
          }
        }
        try Data(whole).write(to: URL(filePath: path))
      }
    }
  }

  @Test func `parts of different models are told apart`() throws {
    let second = Self.name(2)
    func foreign(_ key: String, _ change: (inout GGUFWriter) -> Void) throws {
      #expect(try refusal { change(&$0[1]) } == .foreignPart(second, key: key))
    }
    try foreign("split.count") { $0.set("split.count", .uint16(4)) }
    try foreign("split.count") {
      $0.set("split.count", .uint16(1))
      $0.remove("split.no")
    }
    try foreign("split.count") {
      $0.remove("split.count")
      $0.remove("split.no")
    }
    try foreign("split.no") { $0.set("split.no", .uint16(2)) }
    try foreign("split.tensors.count") { $0.set("split.tensors.count", .int32(6)) }
    try foreign("split.tensors.count") { $0.remove("split.tensors.count") }
    try foreign("general.architecture") { $0.add("general.architecture", .string("gemma3")) }
  }

  @Test func `parts that have other tensors together than they say are refused`() throws {
    let few = try refusal { $0[1].tensors.removeLast() }
    #expect(few == .partTensorCount(expected: 5, found: 4))
    let twice = try refusal { $0[2].tensors[0].name = $0[0].tensors[1].name }
    #expect(twice == .duplicateTensorInPart("t0.1", part: Self.name(3)))
  }

  @Test func `numbers that are no place among parts are refused`() throws {
    #expect(
      try refusal { $0[0].set("split.no", .uint16(3)) }
        == .valueOutOfRange(key: "split.no", value: "3", expected: "below \"split.count\", 3"))
    #expect(
      try refusal { $0[1].set("split.tensors.count", .int32(-1)) }
        == .inPart(
          Self.name(2),
          .valueOutOfRange(key: "split.tensors.count", value: "-1", expected: "0 or more")))
  }

  @Test func `what happens to a part while the model is open is known`() throws {
    try withParts(named(Self.writers())) { folder in
      let file = try GGUFFile(path: folder + "/" + Self.name(1))
      #expect(file.change == nil)
      let path = folder + "/" + Self.name(2)
      let bytes = named(Self.writers())[1].1.count
      #expect(truncate(path, 100) == 0)
      #expect(file.change == .inPart(Self.name(2), .shortened(from: bytes, to: 100)))
      #expect(truncate(path, off_t(bytes)) == 0)
      #expect(file.change == .inPart(Self.name(2), .written))
    }
  }

  @Test func `the end of a long name is said`() {
    let name = String(repeating: "x", count: 100) + Self.name(2)
    let text = "\(GGUFError.missingPart(name, number: 1, count: 3))"
    #expect(text.contains("\"…xxx"))
    #expect(text.contains("xm-00002-of-00003.gguf\""))
  }

  // MARK: Names

  @Test func `names of parts are read and written`() throws {
    let name = try #require(SplitName("/a/My-Model-00002-of-00010.gguf"))
    #expect(name.stem == "/a/My-Model")
    #expect(name.number == 2)
    #expect(name.count == 10)
    #expect(name.path(10) == "/a/My-Model-00010-of-00010.gguf")
    for other in [
      "", "a.gguf", "-00001-of-00002.gguf", "/a/-00001-of-00002.gguf", "a-00000-of-00002.gguf",
      "a-00003-of-00002.gguf", "a-00001-of-00002", "a-0001-of-00002.gguf", "a-00001-of-0000x.gguf",
      "a-00000-of-00000.gguf",
    ] {
      #expect(SplitName(other) == nil, "\(other)")
    }
  }
}
