import Dispatch
import Downloading
import Glibc
import SessionLog
import Synchronization

/// Works out the SHA-256 of model files, one after the other, while nothing else is to be done.
///
/// Nothing waits for it: where `sha256sum` is missing or a file cannot be read there is no sum.
final class ModelSums: Sendable {
  private let cacheFile: String?
  private let program: String
  private let report: @Sendable (_ path: String, _ sum: String) -> Void
  private let queue = DispatchQueue(label: "sums", qos: .utility)
  private let gate = Gate()
  /// Files that were asked for, as they were then.
  private let wanted = Mutex<[String: FileStamp]>([:])
  /// How many are not worked out yet, nor given up.
  private let pending = Atomic<Int>(0)

  /// Bytes that are handed on between two looks whether to wait.
  private static let chunkSize = 1 << 18

  /// - Parameters:
  ///   - cacheFile: where sums are kept; nil keeps none.
  ///   - report: called from another thread with each sum that was worked out.
  init(
    cacheFile: String?, program: String = "sha256sum",
    report: @escaping @Sendable (_ path: String, _ sum: String) -> Void
  ) {
    self.cacheFile = cacheFile
    self.program = program
    self.report = report
  }

  /// The sum of a file as it is now, where it was worked out before.
  func known(_ path: String) -> String? { SumCache(cacheFile).sum(path) }

  /// Has a file's sum be worked out, unless that was asked before.
  func want(_ path: String) {
    guard let stamp = ModelFiles(path).stamp else { return }
    let isNew = wanted.withLock { wanted in
      defer { wanted[path] = stamp }
      return wanted[path] != stamp
    }
    guard isNew else { return }
    pending.add(1, ordering: .relaxed)
    queue.async {
      defer { self.pending.subtract(1, ordering: .relaxed) }
      // Of several links to a file, or by another lineup, it may be there by now.
      if let sum = self.known(path) { return self.report(path, sum) }
      guard let sum = self.work(path, stamp) else { return }
      if let cacheFile = self.cacheFile {
        var cache = SumCache(cacheFile)
        cache.add(path, stamp, sum)
        cache.write(to: cacheFile)
      }
      self.report(path, sum)
    }
  }

  /// Whether a sum may still come.
  var isBusy: Bool { pending.load(ordering: .relaxed) > 0 }

  /// Whether there is nothing else to do now. What is under way stops at once, and goes on later.
  func mayWork(_ may: Bool) { gate.set(may) }

  /// Waits until all that is wanted is done; for tests.
  func wait() { queue.sync {} }

  private func work(_ path: String, _ stamp: FileStamp) -> String? {
    gate.pass()
    guard let process = HashProcess(program) else { return nil }
    let files = ModelFiles(path)
    for path in files.paths where !feed(path, to: process) {
      process.cancel()
      return nil
    }
    let sum = process.finish()
    // Somebody may have written to it meanwhile.
    return files.stamp == stamp ? sum : nil
  }

  /// Hands all of a file on; false where it can't be read.
  private func feed(_ path: String, to process: HashProcess) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return false }
    defer { close(file) }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunkSize, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      gate.pass()
      let count = read(file, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count == 0 { return true }
      guard count > 0, process.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else {
        return false
      }
    }
  }

  /// Holds up whoever passes while it is closed, as it is at first.
  private final class Gate: Sendable {
    private struct State {
      var isOpen = false
      var waiting = 0
    }
    private let state = Mutex(State())
    private let opened = DispatchSemaphore(value: 0)

    func set(_ isOpen: Bool) {
      let waiting = state.withLock { state in
        state.isOpen = isOpen
        guard isOpen else { return 0 }
        defer { state.waiting = 0 }
        return state.waiting
      }
      for _ in 0..<waiting { opened.signal() }
    }

    func pass() {
      while true {
        let isOpen = state.withLock { state in
          if !state.isOpen { state.waiting += 1 }
          return state.isOpen
        }
        if isOpen { return }
        opened.wait()
      }
    }
  }
}
