import FoundationEssentials
import GGUF
import Glibc
import Support
import Testing

/// What can be at a path.
struct OpeningTests {
  @Test
  func `a file is read the same from disk as from memory`() throws {
    try withFolder { folder in
      let path = try write(Samples.everything.file, to: folder + "/model.gguf")
      let mapped = try GGUFFile(path: path)
      let copied = try GGUFFile(bytes: Samples.everything.file)
      #expect(mapped.tensors == copied.tensors)
      #expect(mapped.metadata.keys == copied.metadata.keys)
      for tensor in mapped.tensors {
        #expect(mapped.tensorBytes(tensor).elementsEqual(copied.tensorBytes(tensor)))
      }
    }
  }

  @Test
  func `a link to a file is followed`() throws {
    try withFolder { folder in
      let path = try write(Samples.small.file, to: folder + "/model.gguf")
      #expect(symlink(path, folder + "/link.gguf") == 0)
      #expect(try GGUFFile(path: folder + "/link.gguf").tensors.count == 1)
    }
  }

  @Test
  func `what is not a file is refused by kind, without waiting for it`() throws {
    try withFolder { folder in
      #expect(mkfifo(folder + "/fifo", 0o600) == 0)
      let socket = try bindSocket(folder + "/socket")
      defer { close(socket) }
      expect(folder, throws: .notAFile(.directory))
      expect(folder + "/", throws: .notAFile(.directory))
      expect(folder + "/fifo", throws: .notAFile(.fifo))
      expect(folder + "/socket", throws: .notAFile(.socket))
      expect("/dev/null", throws: .notAFile(.device))
    }
  }

  @Test
  func `a missing file is refused as that`() throws {
    try withFolder { folder in
      let path = try write(Samples.small.file, to: folder + "/model.gguf")
      #expect(symlink(folder + "/nowhere", folder + "/dangling.gguf") == 0)
      expect("", throws: .notFound)
      expect(folder + "/none.gguf", throws: .notFound)
      expect(folder + "/none/model.gguf", throws: .notFound)
      expect(path + "/model.gguf", throws: .notFound)
      expect(folder + "/dangling.gguf", throws: .notFound)
      expect(path + "\0.txt", throws: .notFound)
    }
  }

  @Test
  func `a link to itself is refused with the system's reason`() throws {
    try withFolder { folder in
      #expect(symlink(folder + "/loop", folder + "/loop") == 0)
      let error = #expect(throws: GGUFError.self) { try GGUFFile(path: folder + "/loop") }
      guard case .system(let call, let code, let message) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(call == "stat")
      #expect(code == ELOOP)
      #expect(!message.isEmpty)
    }
  }

  @Test(.disabled(if: geteuid() == 0, "root may read everything"))
  func `a file without read permission is refused as that`() throws {
    try withFolder { folder in
      let path = try write(Samples.small.file, to: folder + "/model.gguf")
      #expect(chmod(path, 0) == 0)
      expect(path, throws: .permissionDenied)
    }
  }

  @Test
  func `an empty file is refused as that`() throws {
    try withFolder { folder in
      expect(try write([], to: folder + "/model.gguf"), throws: .empty)
    }
  }

  @Test
  func `a file cut off at a page's end or inside a page is refused at open`() throws {
    var writer = GGUFWriter()
    writer.addTensor("t", [40_000], type: 24, bytes: Samples.counting(40_000))
    let whole = writer.file
    try withFolder { folder in
      for length in [4096, 4097, 8191, 8192, whole.count - 1] {
        let path = try write(Array(whole.prefix(length)), to: folder + "/cut.gguf")
        expect(
          path,
          throws: .tensorPastEnd(
            "t", offset: 0, byteCount: 40_000, expectedFileBytes: UInt64(whole.count),
            fileBytes: length))
      }
    }
  }

  @Test
  func `a later part is recognised by its name, a first part by what is missing`() throws {
    let whole = Samples.everything.file
    let cut = 1600
    try withFolder { folder in
      for name in ["a.gguf.part01", "a.gguf-split-b", "a.Q4_K.gguf.part2of3", "a.gguf.002"] {
        let path = try write(Array(whole.dropFirst(cut)), to: folder + "/" + name)
        expect(
          path,
          throws: .notGGUF(.partByName, firstBytes: Array(whole[cut..<(cut + 8)])))
      }
      let first = try write(Array(whole.prefix(cut)), to: folder + "/a.gguf.part00")
      let error = #expect(throws: GGUFError.self) { try GGUFFile(path: first) }
      #expect("\(try #require(error))".contains("if it came in parts"))
      let other = try write(Array(whole.dropFirst(cut)), to: folder + "/a.gguf")
      expect(other, throws: .notGGUF(.unknown, firstBytes: Array(whole[cut..<(cut + 8)])))
    }
  }

  @Test
  func `pages given back are read again from the file`() throws {
    var writer = GGUFWriter()
    writer.addTensor("t", [100_000], type: 24, bytes: Samples.counting(100_000))
    writer.addTensor("u", [5000], type: 24, bytes: Samples.counting(5000))
    try withFolder { folder in
      let path = try write(writer.file, to: folder + "/model.gguf")
      for file in [try GGUFFile(path: path), try GGUFFile(bytes: writer.file)] {
        file.advise(.sequential)
        for tensor in file.tensors {
          file.advise(.willNeed, for: tensor)
          file.releasePages(of: tensor)
        }
        file.releaseTensorPages()
        file.releaseHeaderPages()
        for (tensor, written) in zip(file.tensors, writer.tensors) {
          #expect(file.tensorBytes(tensor).elementsEqual(written.bytes))
        }
      }
    }
  }

  @Test
  func `time and memory follow what the header holds, not what the file is as large as`() throws {
    try withFolder { folder in
      // 64 GiB that take no room on disk: one array of bytes, and one tensor.
      let half = 32 << 30
      var writer = GGUFWriter()
      writer.add(
        "k", .raw(type: 9, UInt32(0).littleEndianBytes + UInt64(half).littleEndianBytes))
      let start = writer.file
      let path = try write(start, to: folder + "/sparse.gguf")
      #expect(truncate(path, 2 * half) == 0)
      let descriptor = open(path, O_WRONLY)
      defer { close(descriptor) }
      var tensor = GGUFWriter()
      tensor.addTensor("t", [UInt64(half) - 4096], type: 24, bytes: [])
      // The tensor's entry goes after the array, and its count into the header.
      let entry = Array(tensor.header.dropFirst(24))
      #expect(pwrite(descriptor, entry, entry.count, start.count + half) == entry.count)
      #expect(pwrite(descriptor, [UInt8(1)], 1, 8) == 1)

      let before = try residentBytes()
      let file = try GGUFFile(path: path)
      #expect(file.tensors.map(\.byteCount) == [half - 4096])
      // Other tests run meanwhile and take some too.
      #expect(try residentBytes() - before < 256 << 20)
    }
  }

  private func expect(
    _ path: String, throws expected: GGUFError, at location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: expected, sourceLocation: location) { try GGUFFile(path: path) }
  }

  private func write(_ bytes: [UInt8], to path: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  /// A folder of its own for the test, removed after it.
  private func withFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/gguf-tests-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let folder = String(cString: made)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func bindSocket(_ path: String) throws -> CInt {
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
    return descriptor
  }

  private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    return try #require(Int(fields[1])) * Int(sysconf(CInt(_SC_PAGESIZE)))
  }
}
