import HTTP

/// A file that is wanted, and what is known of it before any server is asked.
public struct Order: Equatable, Sendable {
  public var address: String
  /// Where it is to be.
  public var path: String
  public var bytes: Int?
  public var sha256: String?
  /// Told to the host of `address` and to no other.
  public var token: String?

  public init(
    address: String, path: String, bytes: Int? = nil, sha256: String? = nil, token: String? = nil
  ) {
    self.address = address
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
    self.token = token
  }
}

/// How far a download is.
public enum DownloadNews: Equatable, Sendable {
  /// Goes on with what is here from before.
  case resumed(at: Int)
  case progress(done: Int, total: Int?)
  /// The connection failed; it is tried again after so many seconds.
  case waiting(seconds: Double, TransferProblem?, status: Int?)
  /// What was here can't be gone on with.
  case anew
  case checking(done: Int, total: Int)
}

/// What a download needs of the world.
public struct Surroundings: Sendable {
  public var transport: any Transport
  /// Seconds without a byte after which a connection is given up.
  public var patience = 30.0
  /// Bytes after which a file of unknown size has to have said how large it is.
  public var longestHeader = 1 << 30
  public var clock: @Sendable () -> Double
  public var sleep: @Sendable (Double) -> Void
  /// Bytes that may be written in a folder; nil where that is unknown.
  public var freeBytes: @Sendable (_ folder: String) -> Int? = DiskRoom.free
  /// How many bytes a model has by what its beginning says; nil where that is not known yet.
  public var impliedBytes: @Sendable (_ path: String) -> Int?
  /// What is wrong with a whole file; nil where nothing is.
  public var damage: @Sendable (_ path: String) -> String?
  public var isCancelled: @Sendable () -> Bool
  public var report: @Sendable (DownloadNews) -> Void

  public init(
    transport: any Transport, clock: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Double) -> Void,
    impliedBytes: @escaping @Sendable (String) -> Int?,
    damage: @escaping @Sendable (String) -> String?,
    isCancelled: @escaping @Sendable () -> Bool,
    report: @escaping @Sendable (DownloadNews) -> Void
  ) {
    self.transport = transport
    self.clock = clock
    self.sleep = sleep
    self.impliedBytes = impliedBytes
    self.damage = damage
    self.isCancelled = isCancelled
    self.report = report
  }
}

/// Brings one file here, going on with what came before, and gives it its name once it is whole.
public struct Download {
  let order: Order
  let world: Surroundings

  /// Tries that may fail one after the other, with little coming in between.
  static let attempts = 5
  private static let little = 1 << 20
  /// A server that wants more seconds than this is not waited for.
  static let longestWait = 120

  public init(_ order: Order, _ world: Surroundings) {
    self.order = order
    self.world = world
  }

  /// Downloads and checks. Where it fails or is cancelled, what is here stays if it is of use.
  public func run() throws(DownloadError) {
    let part = try PartFile(target: order.path)
    defer { part.close() }
    // What came in one go and is wrong will be so again; what was put together may be mended.
    var isPatched = part.count > 0
    if isPatched { world.report(.resumed(at: part.count)) }
    while true {
      let interruptions = try fetch(into: part)
      isPatched = isPatched || interruptions > 0
      do {
        try verify(part)
        break
      } catch .wrongSum where isPatched, .damaged where isPatched {
        isPatched = false
        world.report(.anew)
        try part.reset()
      } catch .cancelled {
        throw .cancelled
      } catch .noSum {
        throw .noSum
      } catch {
        part.remove()
        throw error
      }
    }
    try part.finish()
  }

  /// Bytes that the server says the file has; nil where it does not say.
  public func announcedBytes() -> Int? { Route.announcedBytes(order, world) }

  /// Tries until all has come.
  ///
  /// - Returns: how many tries were not the last.
  private func fetch(into part: PartFile) throws(DownloadError) -> Int {
    var failures = 0
    var interruptions = 0
    var unusable = 0
    while true {
      let before = part.count
      var transfer = Transfer(order, world, part, isSameRun: interruptions > 0)
      do throws(Transfer.Failure) {
        try transfer.run()
        return interruptions
      } catch {
        interruptions += 1
        if part.count - before >= Self.little { failures = 0 }
        switch error {
        case .final(let error): throw error
        case .unusablePart:
          unusable += 1
          guard unusable < Self.attempts else { throw .changing }
          world.report(.anew)
          try part.reset()
        case .passing(let problem, let host):
          if problem == .overrun, part.count > before { continue }
          failures += 1
          guard failures < Self.attempts else { throw .transfer(problem, host: host) }
          try wait(nil, failures, .waiting(seconds: 0, problem, status: nil))
        case .busy(let status, let host, let after):
          failures += 1
          guard failures < Self.attempts, after ?? 0 <= Self.longestWait else {
            throw .busy(status: status, host: host, after: after)
          }
          try wait(after, failures, .waiting(seconds: 0, nil, status: status))
        }
      }
    }
  }

  /// Waits longer from failure to failure: 1, 2, 4, 8 seconds with the usual patience.
  private func wait(_ asked: Int?, _ failures: Int, _ news: DownloadNews) throws(DownloadError) {
    let own = world.patience / 30 * Double(1 << min(failures - 1, 6))
    let seconds = max(own, Double(asked ?? 0))
    if case .waiting(_, let problem, let status) = news {
      world.report(.waiting(seconds: seconds, problem, status: status))
    }
    let end = world.clock() + seconds
    while world.clock() < end {
      if world.isCancelled() { throw .cancelled }
      world.sleep(min(0.1, seconds))
    }
  }

  private func verify(_ part: PartFile) throws(DownloadError) {
    guard let expected = order.sha256 ?? part.note?.sha256 else {
      if let reason = world.damage(part.path) { throw .damaged(reason: reason) }
      return
    }
    let total = part.count
    world.report(.checking(done: 0, total: total))
    let found = SHA256Sum.ofFile(part.descriptor) { done in
      world.report(.checking(done: done, total: total))
      return !world.isCancelled()
    }
    guard let found else {
      if world.isCancelled() { throw .cancelled }
      throw .noSum
    }
    guard found == expected else { throw .wrongSum(found: found, expected: expected) }
  }
}
