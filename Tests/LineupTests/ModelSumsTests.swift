import FoundationEssentials
import SessionLog
import Support
import Synchronization
import Testing

@testable import lineup

struct ModelSumsTests {
  private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  private func withFolder(_ work: (String) throws -> Void) throws {
    let manager = FileManager.default
    let path = manager.temporaryDirectory.path + "/lineup-" + UUID().uuidString
    try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: path) }
    try work(path)
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// What is worked out for files once there is time.
  private func sums(_ paths: [String], cache: String?, program: String = "sha256sum") -> [String] {
    let found = Mutex<[String]>([])
    let sums = ModelSums(cacheFile: cache, program: program) { _, sum in
      found.withLock { $0.append(sum) }
    }
    for path in paths { sums.want(path) }
    sums.mayWork(true)
    sums.wait()
    return found.withLock { $0 }
  }

  @Test func aSumIsWorkedOutOnceAndKept() throws {
    try withFolder { folder in
      let (file, cache) = (folder + "/a.gguf", folder + "/sums")
      try write("abc", to: file)
      #expect(SumCache(cache).sum(file) == nil)
      #expect(sums([file, file], cache: cache) == [Self.abc])
      #expect(SumCache(cache).sum(file) == Self.abc)
      // Nothing is read any more.
      #expect(sums([file], cache: cache, program: "/nowhere/sha256sum") == [Self.abc])
    }
  }

  @Test func aFileThatChangedIsReadAnew() throws {
    try withFolder { folder in
      let (file, cache) = (folder + "/a.gguf", folder + "/sums")
      try write("abd", to: file)
      let other = try #require(sums([file], cache: cache).first)
      #expect(other != Self.abc)
      try FileManager.default.removeItem(atPath: file)
      try write("abc", to: file)
      #expect(SumCache(cache).sum(file) == nil)
      #expect(sums([file], cache: cache) == [Self.abc])
    }
  }

  @Test func theSumOfASplitModelIsThatOfItsPartsOneAfterTheOther() throws {
    try withFolder { folder in
      let (file, cache) = (folder + "/m-00001-of-00003.gguf", folder + "/sums")
      for (number, text) in ["a", "b", "c"].enumerated() {
        try write(text, to: folder + "/m-0000\(number + 1)-of-00003.gguf")
      }
      #expect(ModelFiles(file).bytes == 3)
      #expect(sums([file], cache: cache) == [Self.abc])
      #expect(SumCache(cache).sum(file) == Self.abc)
      // Another file in the place of any part is another model.
      let last = folder + "/m-00003-of-00003.gguf"
      try FileManager.default.moveItem(atPath: last, toPath: folder + "/was")
      #expect(SumCache(cache).sum(file) == nil)
      #expect(ModelFiles(file).bytes == nil)
      #expect(sums([file], cache: cache) == [])
      try write("d", to: last)
      #expect(SumCache(cache).sum(file) == nil)
    }
  }

  @Test func largeFilesAreHandedOnInPieces() throws {
    try withFolder { folder in
      let file = folder + "/a.gguf"
      try write(String(repeating: "a", count: 1_000_000), to: file)
      let known = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      #expect(sums([file], cache: nil) == [known])
    }
  }

  @Test func whatIsUnderWayGoesOnAfterItWasHeldUp() throws {
    try withFolder { folder in
      let file = folder + "/a.gguf"
      try write(String(repeating: "a", count: 1_000_000), to: file)
      let found = Mutex<[String]>([])
      let sums = ModelSums(cacheFile: nil) { _, sum in found.withLock { $0.append(sum) } }
      sums.want(file)
      for _ in 0..<50 {
        sums.mayWork(true)
        sums.mayWork(false)
      }
      sums.mayWork(true)
      sums.wait()
      #expect(found.withLock { $0.count } == 1)
    }
  }

  @Test func whereItCannotBeWorkedOutThereIsNone() throws {
    try withFolder { folder in
      let file = folder + "/a.gguf"
      try write("abc", to: file)
      #expect(sums([file], cache: nil, program: "/nowhere/sha256sum").isEmpty)
      for program in ["true", "false", "cat"] {
        #expect(sums([file], cache: nil, program: program).isEmpty, "\(program)")
      }
      #expect(sums([folder, folder + "/none"], cache: nil).isEmpty)
    }
  }

  @Test func aDamagedCacheIsNoCache() throws {
    try withFolder { folder in
      let (file, cache) = (folder + "/a.gguf", folder + "/sums")
      try write("abc", to: file)
      _ = sums([file], cache: cache)
      let good = String(decoding: try Data(contentsOf: URL(filePath: cache)), as: UTF8.self)
      for bad in [
        "", "{}\n", "[]\n\n", good.replacing("ba78", with: "BA78"),
        good.replacing("ba78", with: ""),
        good.replacing("\"inode\":", with: "\"inode\":-"), String(good.dropLast(5)),
      ] {
        try write(bad, to: cache)
        #expect(SumCache(cache).sum(file) == nil)
      }
      try write("x\n" + good, to: cache)
      #expect(SumCache(cache).sum(file) == Self.abc)
    }
  }
}
