import Dispatch
import Glibc
import JSON
import Playground
import SessionLog

/// Models that are on their way to this machine: what `lineup models pull` or the script
/// `fetch-models` says of them, a JSON line each time.
enum ModelFetch {
  /// How far it is.
  enum News: Sendable {
    case progress(path: String, done: Int, total: Int)
    case arrived(path: String)
    case failed(path: String, reason: String)
  }

  /// The variable that names a descriptor from which to read what another program fetches.
  static let variable = "LINEUP_FETCH"

  /// The descriptor that another program, which started this one, tells of what it fetches. Whatever
  /// this process starts is to know nothing of it.
  static func inherited(_ environment: [String: String]) -> Int32? {
    guard let descriptor = environment[variable].flatMap({ Int32($0) }) else { return nil }
    unsetenv(variable)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  /// Starts fetching a model of the catalogue in the background, by this very program.
  static func start(
    _ entry: CatalogueEntry, into folder: String, _ report: @escaping @Sendable (News) -> Void
  ) throws(Failure) -> FetchProcess {
    try LocalOnly.ofProcess.check("fetching \(entry.name)")
    guard let program = SharedFiles.program else { throw Failure("/proc is not to be read") }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure("no pipe could be had to fetch it") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    let words = [program, "models", "pull", "--progress", "json", entry.name]
    guard let process = FetchProcess(program, words, output: ends[1]) else {
      close(ends[0])
      throw Failure("\(program) can't be run; was it removed, or put in another place?")
    }
    follow(ends[0], [entry], into: folder, child: process, report)
    return process
  }

  /// Reads what is said of models until the other end is closed, on a thread of its own.
  static func follow(
    _ descriptor: Int32, _ entries: [CatalogueEntry], into folder: String,
    child: FetchProcess? = nil,
    _ report: @escaping @Sendable (News) -> Void
  ) {
    DispatchQueue.global(qos: .utility).async {
      var lines = FetchLines(
        paths: Dictionary(uniqueKeysWithValues: entries.map { ($0.name, folder + "/" + $0.file) }))
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { break }
        for news in lines.take(buffer[..<count]) where child?.isCancelled != true { report(news) }
      }
      close(descriptor)
      child?.wait()
      for news in lines.end() where child?.isCancelled != true { report(news) }
    }
  }
}

/// Makes news of the lines that a fetching program writes.
struct FetchLines {
  /// Models that have not arrived: where they will be, by name.
  private var paths: [String: String]
  private var rest: [UInt8] = []
  /// What was said besides, the newest part.
  private var complaint = ""

  /// More than any line of it has.
  private static let lineLimit = 1 << 16
  private static let complaintLimit = 500

  init(paths: [String: String]) { self.paths = paths }

  mutating func take(_ bytes: some Sequence<UInt8>) -> [ModelFetch.News] {
    rest += bytes
    var news: [ModelFetch.News] = []
    while let end = rest.firstIndex(of: 0x0A) {
      let line = Array(rest[..<end])
      rest.removeSubrange(...end)
      if let one = take(line: line) { news.append(one) }
    }
    if rest.count > Self.lineLimit { rest = [] }
    return news
  }

  private mutating func take(line: [UInt8]) -> ModelFetch.News? {
    guard let json = try? JSONValue.parse(line), case .object(let fields) = json else {
      let text = String(decoding: line, as: UTF8.self)
      let all = complaint + (complaint.isEmpty || text.isEmpty ? "" : " ") + text
      complaint = String(all.suffix(Self.complaintLimit))
      return nil
    }
    func value(_ key: String) -> JSONValue? { fields.first { $0.key == key }?.value }
    guard case .string(let name) = value("name"), let path = paths[name] else { return nil }
    if case .string = value("path") {
      paths[name] = nil
      return .arrived(path: path)
    }
    guard case .integer(let done) = value("done"), case .integer(let total) = value("total"),
      done >= 0, total >= 0
    else { return nil }
    return .progress(path: path, done: done, total: total)
  }

  /// The other end was closed: what has not arrived never will.
  func end() -> [ModelFetch.News] {
    let reason = complaint.isEmpty ? "it could not be fetched" : complaint
    return paths.sorted { $0.value < $1.value }.map { name, path in
      // Who reads it knows which model it is about.
      let isNamed = reason.hasPrefix(name + ": ")
      return .failed(path: path, reason: String(reason.dropFirst(isNamed ? name.count + 2 : 0)))
    }
  }
}
