import CKernels
import Dispatch
import Glibc
import Synchronization

/// Threads that run one step of a model together.
///
/// The leader runs the step from top to bottom and calls `parallel` where work can be divided;
/// helpers take tiles of it. Tiles are taken dynamically, and what a tile computes never depends
/// on who takes it. A helper that the system starts late, or not at all, costs time but is never
/// waited for. Helpers spin for some 50 µs between pieces of work, then park: waking a parked
/// thread takes longer than most matrix products here.
///
/// `@unchecked Sendable`: `body` is written by the leader before it publishes `word` (release) and
/// read by others only after they took a tile of that phase (acquire); the leader changes it only
/// once all tiles are finished.
final class Team: @unchecked Sendable {
  /// Phase number (24 bits), number of tiles (20), next tile (20).
  private let word = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let over = Atomic<Bool>(true)
  private let parked = Atomic<Int>(0)
  private let wake = DispatchSemaphore(value: 0)
  private var body: ((Int) -> Void)?
  /// Threads of the running step; read by its leader.
  private(set) var threads = 1
  private var phase: UInt64 = 0

  private static let indexMask: UInt64 = 0xFFFFF
  private static let spinNanoseconds: UInt64 = 50_000

  /// Runs `lead` with up to `threads` threads, this one included, at its service.
  func run(threads: Int, _ lead: () -> Void) {
    self.threads = threads
    kernels_yield_readily()
    guard threads > 1 else { return lead() }
    over.store(false, ordering: .releasing)
    let leaderless = Atomic<Bool>(true)
    // Called by one thread, before `concurrentPerform` returns.
    nonisolated(unsafe) let lead = lead
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      kernels_yield_readily()
      if leaderless.exchange(false, ordering: .acquiringAndReleasing) {
        lead()
        over.store(true, ordering: .sequentiallyConsistent)
        wakeParked()
      } else {
        help()
      }
    }
  }

  /// Calls `body` once for every tile, by any of the threads; returns when all are finished.
  func parallel(_ tiles: Int, _ body: (Int) -> Void) {
    guard threads > 1, tiles > 1, tiles < Int(Self.indexMask) else {
      for tile in 0..<tiles { body(tile) }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      self.body = escaping
      finished.store(0, ordering: .relaxed)
      phase = (phase + 1) & 0xFFFFFF
      word.store(phase << 40 | UInt64(tiles) << 20, ordering: .sequentiallyConsistent)
      wakeParked()
      while takeTile() {}
      var spins = 0
      while finished.load(ordering: .acquiring) < tiles {
        kernels_pause()
        spins += 1
        if spins & 0xFFF == 0 { sched_yield() }
      }
      self.body = nil
    }
  }

  /// Runs one tile, if there is one left.
  private func takeTile() -> Bool {
    var seen = word.load(ordering: .acquiring)
    while true {
      let next = seen & Self.indexMask
      guard next < (seen >> 20) & Self.indexMask else { return false }
      let (taken, current) = word.weakCompareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      if taken {
        body?(Int(next))
        finished.add(1, ordering: .releasing)
        return true
      }
      seen = current
    }
  }

  private func help() {
    while true {
      let seen = word.load(ordering: .acquiring)
      if takeTile() { continue }
      if over.load(ordering: .acquiring) { return }
      if !spin(while: seen) { park(while: seen) }
    }
  }

  /// Waits a while for news; false where none came.
  private func spin(while seen: UInt64) -> Bool {
    let start = DispatchTime.now().uptimeNanoseconds
    while true {
      for _ in 0..<32 {
        if word.load(ordering: .relaxed) >> 40 != seen >> 40 { return true }
        if over.load(ordering: .relaxed) { return true }
        kernels_pause()
      }
      if DispatchTime.now().uptimeNanoseconds - start > Self.spinNanoseconds { return false }
    }
  }

  private func park(while seen: UInt64) {
    parked.add(1, ordering: .sequentiallyConsistent)
    let changed =
      word.load(ordering: .sequentiallyConsistent) >> 40 != seen >> 40
      || over.load(ordering: .sequentiallyConsistent)
    // Where there is news, take the announcement back, unless the leader has answered it already.
    if changed, withdraw() { return }
    wake.wait()
  }

  private func withdraw() -> Bool {
    var count = parked.load(ordering: .sequentiallyConsistent)
    while count > 0 {
      let (done, current) = parked.weakCompareExchange(
        expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
      if done { return true }
      count = current
    }
    return false
  }

  private func wakeParked() {
    guard parked.load(ordering: .sequentiallyConsistent) > 0 else { return }
    for _ in 0..<parked.exchange(0, ordering: .sequentiallyConsistent) { wake.signal() }
  }
}
