import FoundationEssentials
import Glibc
import Support
import Testing

@testable import lineup

struct FurtherModelsTests {
  private func withFolder(_ work: (String) throws -> Void) throws {
    let manager = FileManager.default
    let path = manager.temporaryDirectory.path + "/lineup-" + UUID().uuidString
    try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: path) }
    try work(path)
  }

  private func write(_ path: String) throws {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: path))
  }

  @Test func filesAreFoundInFoldersToo() throws {
    try withFolder { folder in
      for name in ["b.gguf", "a.gguf", "x/c.gguf", "x/y/d.gguf", "x/y/z/deep.gguf", "notes.txt"] {
        try write("\(folder)/\(name)")
      }
      try write("\(folder)/.hidden/e.gguf")
      let further = FurtherModels(folders: [folder, folder + "/none"])
      let names = further.files().map { String($0.dropFirst(folder.count + 1)) }
      #expect(names == ["a.gguf", "b.gguf", "x/c.gguf", "x/y/d.gguf"])
      #expect(further.path(of: "c") == "\(folder)/x/c.gguf")
      #expect(further.path(of: "d.gguf") == "\(folder)/x/y/d.gguf")
      #expect(further.path(of: "gguf") == nil)
    }
  }

  @Test func whatIsNoFileAndCirclesAreLeftOut() throws {
    try withFolder { folder in
      try write("\(folder)/real.gguf")
      #expect(mkfifo("\(folder)/pipe.gguf", 0o600) == 0)
      #expect(symlink(folder, "\(folder)/circle") == 0)
      #expect(symlink("/dev/zero", "\(folder)/zero.gguf") == 0)
      #expect(symlink("\(folder)/real.gguf", "\(folder)/link.gguf") == 0)
      let found = FurtherModels(folders: [folder]).files()
      #expect(found == ["\(folder)/link.gguf", "\(folder)/real.gguf"])
    }
  }

  @Test func aModelIsFoundByTheNameOfItsFile() throws {
    try withFolder { folder in
      try write("\(folder)/x/mine.gguf")
      let further = FurtherModels(folders: [folder])
      let argument = try ModelArgument("mine", folder: folder + "/none", further: further)
      #expect(argument.name == "mine")
      #expect(argument.path.hasSuffix("/x/mine.gguf"))
      #expect(throws: Failure.self) {
        try ModelArgument("mien", folder: folder + "/none", further: further)
      }
      do {
        _ = try ModelArgument("mien", folder: folder + "/none", further: further)
      } catch let failure as Failure {
        #expect(failure.sentence.contains("mine"))
      }
    }
  }

  @Test(arguments: [
    ("~/gguf", "/home/me/gguf"), ("~", "/home/me"), ("/srv/m", "/srv/m"), ("m", "/etc/l/m"),
    ("~other/m", "/etc/l/~other/m"),
  ])
  func foldersAreWrittenAsPeopleWriteThem(text: String, path: String) {
    #expect(UserSetup.path(text, home: "/home/me", folder: "/etc/l") == path)
  }

  @Test func aSplitModelIsOneModel() throws {
    try withFolder { folder in
      for name in [
        "Big-00001-of-00003.gguf", "Big-00002-of-00003.gguf", "Big-00003-of-00003.gguf",
        "x/Late-00002-of-00002.gguf", "small.gguf",
      ] {
        try write("\(folder)/\(name)")
      }
      let further = FurtherModels(folders: [folder])
      let names = further.files().map { String($0.dropFirst(folder.count + 1)) }
      #expect(names == ["Big-00001-of-00003.gguf", "small.gguf", "x/Late-00002-of-00002.gguf"])
      #expect(further.path(of: "Big") == "\(folder)/Big-00001-of-00003.gguf")
      #expect(further.path(of: "Big-00001-of-00003.gguf") == "\(folder)/Big-00001-of-00003.gguf")

      let named = try ModelArgument("Big", folder: folder, further: FurtherModels(folders: []))
      #expect(named == ModelArgument(name: "Big", path: "\(folder)/Big-00001-of-00003.gguf"))
      let own = LocalModels(folder: folder, further: FurtherModels(folders: [])).models.map(\.name)
      #expect(own.contains("Big") && !own.contains { $0.hasPrefix("Big-") })
      // Any part that is named is the same model.
      for part in ["Big-00001-of-00003.gguf", "Big-00003-of-00003.gguf"] {
        let argument = ModelArgument(file: "\(folder)/x/../\(part)")
        #expect(argument.name == "Big")
        #expect(argument.path.hasSuffix("/Big-00001-of-00003.gguf"))
        #expect(!argument.path.contains("/x/"))
      }
      // Without the first, the part that was named: the error says what is missing.
      let late = ModelArgument(file: "\(folder)/x/Late-00002-of-00002.gguf")
      #expect(late.path.hasSuffix("/x/Late-00002-of-00002.gguf"))
    }
  }

  @Test func aSplitModelOfLinksKeepsTheNamesOfItsParts() throws {
    try withFolder { folder in
      for number in 1...2 {
        try write("\(folder)/blobs/\(number)")
        let name = "m-0000\(number)-of-00002.gguf"
        #expect(symlink("\(folder)/blobs/\(number)", "\(folder)/\(name)") == 0)
      }
      let argument = ModelArgument(file: "\(folder)/m-00002-of-00002.gguf")
      #expect(argument.path.hasSuffix("/m-00001-of-00002.gguf"))
    }
  }
}
