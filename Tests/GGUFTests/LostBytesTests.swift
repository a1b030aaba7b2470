import CMapping
import FoundationEssentials
import Glibc
import Support
import Testing

@testable import GGUF

/// Files that lose their bytes while they are open.
struct LostBytesTests {
  @Test func `what a shortened file has lost reads as zeros, and the file says so`() throws {
    try withTensor { path, file in
      let tensor = try #require(file.tensor("t"))
      #expect(file.change == nil)
      #expect(file.tensorBytes(tensor).contains { $0 != 0 })
      #expect(truncate(path, 8192) == 0)
      let bytes = file.tensorBytes(tensor)
      #expect(bytes.dropFirst(8192 - tensor.offset).allSatisfy { $0 == 0 })
      #expect(
        bytes.prefix(8192 - tensor.offset).elementsEqual(
          Samples.counting(40_000).prefix(8192 - tensor.offset)))
      #expect(file.change == .shortened(from: file.fileBytes, to: 8192))
    }
  }

  @Test func `a file shortened and filled up again was written to, or has lost bytes`() throws {
    try withTensor { path, file in
      let tensor = try #require(file.tensor("t"))
      #expect(truncate(path, 0) == 0)
      #expect(truncate(path, file.fileBytes) == 0)
      #expect(file.change == .written)
      #expect(truncate(path, 0) == 0)
      #expect(file.tensorBytes(tensor).last == 0)
      #expect(truncate(path, file.fileBytes) == 0)
      #expect(file.change == .unreadable)
    }
  }

  @Test func `metadata of a file that has lost its header is read without harm`() throws {
    try withFile(Samples.everything.file) { path in
      let file = try GGUFFile(path: path)
      #expect(truncate(path, 0) == 0)
      for key in file.metadata.keys {
        switch file.metadata[key] {
        case .string(let string): #expect(string.bytes.allSatisfy { $0 == 0 })
        case .array(let array):
          #expect(array.strings.map { Array($0).count <= array.count } ?? true)
        default: break
        }
      }
      #expect(file.change == .shortened(from: file.fileBytes, to: 0))
    }
  }

  @Test func `a file that loses its header before that is read is refused as shortened`() throws {
    try withFile(Samples.everything.file) { path in
      let mapping = try MappedBytes(path: path)
      #expect(truncate(path, 10) == 0)
      #expect(throws: GGUFError.shortened(from: mapping.bytes.count, to: 10)) {
        try GGUFFile(mapping, name: nil)
      }
    }
  }

  @Test func `a bus error elsewhere ends the process as before`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      let path = "/tmp/lineup-exit-test-\(getpid())"
      let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
      unlink(path)
      ftruncate(descriptor, 8192)
      let watched = mmap(nil, 4096, PROT_READ, MAP_PRIVATE, descriptor, 0)
      let other = mmap(nil, 4096, PROT_READ, MAP_PRIVATE, descriptor, 4096)
      _ = mapping_watch(watched, 4096)
      ftruncate(descriptor, 0)
      // The watched page is zeros now; the other is not there.
      guard watched?.load(as: UInt8.self) == 0 else { return }
      if other?.load(as: UInt8.self) == 0 { exit(0) }
    }
  }

  @Test func `a bus error that another process sends ends the process as before`() async {
    await #expect(processExitsWith: .signal(SIGBUS)) {
      _ = mapping_watch(UnsafeRawPointer(bitPattern: 1 << 20), 4096)
      kill(getpid(), SIGBUS)
      // It may reach another thread, a little later.
      sleep(60)
    }
  }

  private func withTensor(_ body: (String, GGUFFile) throws -> Void) throws {
    var writer = GGUFWriter()
    writer.addTensor("t", [40_000], type: 24, bytes: Samples.counting(40_000))
    try withFile(writer.file) { try body($0, GGUFFile(path: $0)) }
  }

  private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path() + "/lineup-\(UUID()).gguf"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    // The clock of file times is a coarse one.
    let past = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
    #expect(utimensat(AT_FDCWD, path, past, 0) == 0)
    try body(path)
  }
}
