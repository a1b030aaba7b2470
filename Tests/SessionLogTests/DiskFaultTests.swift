import GenerationAPI
import Glibc
import Testing

@testable import SessionLog

/// What a disk can do to a write, at every write there is.
struct DiskFaultTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A disk on which one write goes wrong, and for some more everything does.
  private final class Disk {
    enum Fault: CustomStringConvertible {
      /// Nothing is written, for this reason.
      case fails(Int32)
      /// Some bytes are written, then the rest fails.
      case takes(Int, thenFails: Int32)
      /// Some bytes are written, and the rest with the next call.
      case pauses(Int)
      /// A signal came first; the next call works.
      case interrupted
      case takesNothing

      var description: String {
        switch self {
        case .fails(let code): OpenFile.reason(code)
        case .takes(let count, let code): "\(count) bytes, then \(OpenFile.reason(code))"
        case .pauses(let count): "\(count) bytes first"
        case .interrupted: "a signal first"
        case .takesNothing: "nothing taken"
        }
      }
    }

    private let fault: Fault
    private let at: Int
    private let lasting: Int
    private var writes = 0
    private var failing: Int32?
    private let canTruncate: Bool

    /// From the write number `at` on, `lasting` more fail.
    init(_ fault: Fault, at: Int, lasting: Int, canTruncate: Bool) {
      self.fault = fault
      self.at = at
      self.lasting = lasting
      self.canTruncate = canTruncate
    }

    var calls: FileCalls {
      FileCalls(
        write: { self.write($0, $1) },
        truncate: { self.canTruncate ? FileCalls.system.truncate($0, $1) : EIO })
    }

    private func write(_ file: OpenFile, _ bytes: [UInt8]) -> Int {
      defer { writes += 1 }
      if let code = failing, writes <= at + lasting { return -Int(code) }
      guard writes == at else { return FileCalls.system.write(file, bytes) }
      switch fault {
      case .fails(let code):
        failing = code
        return -Int(code)
      case .takes(let count, let code):
        failing = code
        return FileCalls.system.write(file, Array(bytes.prefix(count)))
      case .pauses(let count): return FileCalls.system.write(file, Array(bytes.prefix(count)))
      case .interrupted: return -Int(EINTR)
      case .takesNothing:
        failing = ENOSPC
        return 0
      }
    }
  }

  private let events: [SessionEvent] =
    [
      SessionEvent(t: 0, .session(exampleHeader)), opened(at: 0), sent("강\n", at: 1),
      started(at: 1),
    ]
    + (0..<6).map { token("\($0)", at: 2 + Double($0)) } + [done(at: 9)]

  private static let faults: [Disk.Fault] =
    [ENOSPC, EDQUOT, EIO, EFBIG].map { .fails($0) }
    + [1, 2, 30].flatMap { [.takes($0, thenFails: ENOSPC), .pauses($0)] }
    + [.interrupted, .takesNothing]

  @Test(arguments: faults, [true, false])
  private func nothingIsLostWhicheverWriteFails(_ fault: Disk.Fault, canTruncate: Bool) throws {
    let whole = Array(lines(events).utf8)
    for index in 0...events.count {
      for lasting in [0, 7] {
        let path = folder.path + "/\(index)-\(lasting).jsonl"
        let disk = Disk(fault, at: index, lasting: lasting, canTruncate: canTruncate)
        let file = try #require(try OpenFile.creating(path))
        let writer = SessionWriter(file, length: 0, calls: disk.calls)
        var told: [SessionWriter.Change] = []
        for event in events {
          if let change = writer.append(event) { told.append(change) }
          if let change = writer.retry() { told.append(change) }
        }
        for _ in 0..<20 where writer.isFailing {
          if let change = writer.retry() { told.append(change) }
        }
        #expect(!writer.isFailing)
        #expect(writer.unsavedEvents == 0)
        // Told in turns: it fails, it works again.
        #expect(told.count.isMultiple(of: 2))
        for (number, change) in told.enumerated() {
          if number.isMultiple(of: 2) {
            guard case .failing = change else {
              Issue.record("\(told)")
              return
            }
          } else {
            #expect(change == .recovered(lostEvents: 0))
          }
        }
        let found = try contents(path)
        if canTruncate {
          #expect(found == whole, "write \(index)")
        } else {
          // Pieces that could not be cut off are lines of their own.
          let kept = try read(path)
          #expect(kept.events == events, "write \(index)")
          #expect(found.last == 0x0A)
        }
        unlink(path)
      }
    }
  }

  @Test func aFailingSyncIsToldAndWritingGoesOn() async throws {
    let file = try #require(try OpenFile.creating(folder.path + "/a.jsonl"))
    var calls = FileCalls.system
    calls.sync = { _ in EIO }
    let told = Told()
    let store = SessionStore(SessionWriter(file, length: 0, calls: calls)) { told.add($0) }
    for event in events {
      store.append(event)
      #expect(!store.flush(waitingAtMost: 10_000))
    }
    #expect(try read(file.path).events == events)
    let reason = "Input/output error"
    // Another pass through the queue, so that the telling is over.
    _ = store.flush(waitingAtMost: 10_000)
    #expect(told.changes == [.failing(.syncFailed(path: file.path, reason: reason))])
  }

  @Test func aListThatNeverEmptiesHoldsNoMoreThanItsLines() {
    var backlog = Backlog(limit: 1000)
    for number in 0..<10_000 {
      backlog.append([UInt8(number & 0xFF)], isDetail: false)
      if number >= 10 {
        #expect(backlog.first == [UInt8((number - 10) & 0xFF)])
        backlog.removeFirst()
      }
    }
    #expect(backlog.count == 10)
    #expect(backlog.lostEvents == 0)
  }
}
