import FoundationEssentials
import GGUF
import Glibc
import Inference
import Support
import Synchronization
import Testing

/// Files that somebody writes to while they are loaded.
struct ChangingFileTests {
  @Test func `a file shortened while its weights are read is refused as that`() async throws {
    for length in [0, 4096, 100_001] {
      let sentence = try await loading { #expect(truncate($0, length) == 0) }
      let text = try #require(sentence)
      #expect(text.contains("shortened while it was read, from 190592 bytes to \(length)"))
      expectSentence(text)
    }
  }

  @Test func `a file written to while its weights are read is refused as that`() async throws {
    let sentence = try await loading { path in
      let descriptor = open(path, O_WRONLY)
      #expect(pwrite(descriptor, [UInt8(1)], 1, 190_000) == 1)
      close(descriptor)
    }
    let text = try #require(sentence)
    #expect(text.contains("written to while it was read"))
    expectSentence(text)
  }

  @Test func `a file that grows while its weights are read is refused as being written to`()
    async throws
  {
    let sentence = try await loading { #expect(truncate($0, 1 << 20) == 0) }
    #expect(try #require(sentence).contains("written to while it was read"))
  }

  @Test func `a file that is replaced or removed while its weights are read is loaded whole`()
    async throws
  {
    for content in ["another", nil] {
      let sentence = try await loading { path in
        #expect(unlink(path) == 0)
        if let content {
          #expect((try? Data(content.utf8).write(to: URL(filePath: path))) != nil)
        }
      }
      #expect(sentence == nil)
    }
  }

  @Test func `a model that is loaded needs its file no more`() async throws {
    try await withFile([UInt8](Data(contentsOf: URL(filePath: fixture("tiny-llama.bin"))))) {
      path in
      let model = try LocalModel(path: path, threads: 1)
      #expect(truncate(path, 0) == 0)
      let engine = try Engine(model: model, cores: Cores(total: 1), clock: now)
      let transcript = try await engine.makeGenerator(contextSize: 64).generate("a", .greedy(8))
      #expect(transcript.ids.count == 8)
    }
  }

  /// Loads a copy of a model, calls `change` with its path once the first weights are read, and
  /// returns what the load complains of.
  private func loading(_ change: @escaping @Sendable (String) -> Void) async throws -> String? {
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: fixture("tiny-llama.bin"))))
    return try await withFile(bytes) { path in
      // The clock of file times is a coarse one.
      let past = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
      #expect(utimensat(AT_FDCWD, path, past, 0) == 0)
      let isFirst = Atomic<Bool>(true)
      do {
        _ = try LocalModel(
          path: path, threads: 2,
          progress: { _, _ in
            if isFirst.exchange(false, ordering: .relaxed) { change(path) }
          })
        return nil
      } catch {
        return "\(error)"
      }
    }
  }
}
