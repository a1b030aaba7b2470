import HTTP

/// One try to get what is missing of a file.
struct Transfer {
  /// Why it did not come to its end.
  enum Failure: Error {
    case final(DownloadError)
    case passing(TransferProblem, host: String)
    case busy(status: Int, host: String, after: Int?)
    /// The server has no rest for the part that is here.
    case unusablePart
  }

  let order: Order
  let world: Surroundings
  let part: PartFile
  /// The note of the part that is to be gone on with; nil where nothing is.
  private var note: PartNote?
  /// Whether bytes that are here came a moment ago.
  private let isSameRun: Bool
  private var route: Route
  private var host: String { route.host }

  /// Bytes more than a model takes by its header: padding at the end.
  private static let slack = 1 << 20
  private static let magic = Array("GGUF".utf8)

  init(_ order: Order, _ world: Surroundings, _ part: PartFile, isSameRun: Bool) {
    self.order = order
    self.world = world
    self.part = part
    self.isSameRun = isSameRun
    if part.count > 0, let note = part.note, note.address == order.address {
      self.note = note
    }
    route = Route(order, world)
    if let note { route.rest = Route.Rest(start: part.count, note: note) }
  }

  mutating func run() throws(Failure) {
    if let note, let total = note.total, total == part.count { return }
    let exchange = try route.follow()
    defer { exchange.close() }
    let head = exchange.head
    try admit(head)
    let (newNote, start) = try plan(head)
    try makeRoom(newNote, start)
    if newNote.total == 0 { throw .final(.noModel(host: host, kind: nil)) }
    if start > 0 { try begin(newNote, at: start) }
    try copy(exchange, newNote, hasBegun: start > 0)
  }

  // MARK: The head

  /// Refuses what is no answer with a file.
  private func admit(_ head: HTTPHead) throws(Failure) {
    switch head.status {
    case 200, 206: break
    case 416 where note != nil: throw .unusablePart
    case 408, 429, 500...599:
      throw .busy(status: head.status, host: host, after: head.retryAfter)
    default:
      let code = head.headers["x-error-code"]
      throw .final(
        .refused(
          status: head.status, host: host, code: code, sentToken: route.sentToken))
    }
  }

  /// What is known of the file now, and at which byte the body begins.
  private func plan(_ head: HTTPHead) throws(Failure) -> (PartNote, start: Int) {
    var new = PartNote(address: order.address)
    new.tag = head.isCompressed ? nil : head.strongTag
    new.modified = head.isCompressed ? nil : head.lastModified
    new.sha256 = order.sha256 ?? route.linkedSum
    var start = 0
    if head.status == 206 {
      guard let note, let range = head.contentRange, range.start == part.count,
        !head.isCompressed, new.isOfSameFile(as: note),
        range.total == nil || note.total == nil || range.total == note.total,
        // What can't be told apart may be another file by now.
        isSameRun || note.condition != nil || new.sha256 != nil
      else { throw .unusablePart }
      start = range.start
      new.tag = new.tag ?? note.tag
      new.modified = new.modified ?? note.modified
      new.total = range.total ?? note.total
    } else {
      new.total = head.contentLength
    }
    for known in [route.linkedSize, order.bytes].compactMap(\.self) {
      if let announced = new.total, announced != known {
        throw .final(.otherSize(announced: announced, expected: known))
      }
      new.total = known
    }
    return (new, start)
  }

  private func makeRoom(_ note: PartNote, _ start: Int) throws(Failure) {
    let folder = String(part.path[..<(part.path.lastIndex(of: "/") ?? part.path.startIndex)])
    guard let total = note.total, let free = world.freeBytes(folder) else { return }
    // What is here and will be written over makes room, too.
    let here = part.count - start
    if total - start - here > free {
      throw .final(.noRoom(needed: total - start - here, free: free))
    }
  }

  // MARK: The body

  private func begin(_ note: PartNote, at start: Int) throws(Failure) {
    do throws(DownloadError) {
      if part.count > 0, start == 0 { world.report(.anew) }
      try part.begin(note, at: start)
    } catch { throw .final(error) }
  }

  private mutating func copy(
    _ exchange: any HTTPExchange, _ note: PartNote, hasBegun isGoingOn: Bool
  ) throws(Failure) {
    let announced = note.total
    var total = announced
    var hasBegun = isGoingOn
    var beginning: [UInt8] = []
    var lookAt = 1 << 20
    var pace = Pace(patience: world.patience, at: world.clock())
    var lastReport = -1.0
    while !hasBegun || total.map({ part.count < $0 }) ?? true {
      let bytes: [UInt8]?
      do throws(TransferProblem) {
        bytes = try exchange.next()
      } catch { throw route.failure(error) }
      if world.isCancelled() { throw .final(.cancelled) }
      guard let bytes else { break }
      var piece = bytes[...]
      if !hasBegun {
        beginning += piece
        guard beginning.count >= Self.magic.count else { continue }
        guard beginning.starts(with: Self.magic) else {
          throw .final(.noModel(host: host, kind: exchange.head.headers["content-type"]))
        }
        piece = beginning[...]
        // Whatever is here was worth keeping until it was sure that this is a model.
        try begin(note, at: 0)
        hasBegun = true
      }
      if let total { piece = piece.prefix(total - part.count) }
      do throws(DownloadError) { try part.append(piece) } catch { throw .final(error) }
      let now = world.clock()
      if !pace.isKept(adding: piece.count, at: now) {
        throw .passing(.silence(seconds: world.patience), host: host)
      }
      if announced == nil, part.count >= lookAt {
        lookAt = part.count * 2
        total = total ?? world.impliedBytes(part.path).map { min($0, 1 << 52) + Self.slack }
        if let total, part.count > total { break }
        if total == nil, part.count >= world.longestHeader {
          part.remove()
          throw .final(
            .damaged(reason: "\(part.count) bytes came and don't say how many there are"))
        }
      }
      if now - lastReport >= 0.1 || part.count == announced {
        lastReport = now
        world.report(.progress(done: part.count, total: announced ?? total))
      }
    }
    guard hasBegun else { throw .passing(.cut, host: host) }
    if let announced {
      if part.count < announced { throw .passing(.cut, host: host) }
    } else if let total, part.count >= total {
      part.remove()
      throw .final(.endless(expected: total - Self.slack))
    } else if let implied = world.impliedBytes(part.path), part.count < implied {
      throw .passing(.cut, host: host)
    }
  }
}
