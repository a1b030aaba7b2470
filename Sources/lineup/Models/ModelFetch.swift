import Dispatch
import Glibc
import JSON
import Playground
import SessionLog

/// Models that are on their way to this machine: what the script `fetch-models` says of them, a JSON
/// line each time.
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

  /// Starts fetching a model of the catalogue in the background.
  ///
  /// - Returns: why that can't be done; nil where it has begun.
  static func start(
    _ entry: CatalogueEntry, into folder: String, _ report: @escaping @Sendable (News) -> Void
  ) -> String? {
    guard let script = SharedFiles.script("fetch-models") else {
      return "the script fetch-models is missing; install lineup again"
    }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return "no pipe could be had to fetch it" }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    // A group of its own: ^C and ^Z in the playground are not for it.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    let words = [script, "--progress", "json", "--into", folder, entry.name]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let status = posix_spawn(&process, script, &actions, &attributes, &arguments, environ)
    close(ends[1])
    guard status == 0 else {
      close(ends[0])
      return "\(script) can't be run; check that it is executable and python3 is installed"
    }
    follow(ends[0], [entry], into: folder, child: process, report)
    return nil
  }

  /// Reads what is said of models until the other end is closed, on a thread of its own.
  static func follow(
    _ descriptor: Int32, _ entries: [CatalogueEntry], into folder: String, child: pid_t? = nil,
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
        for news in lines.take(buffer[..<count]) { report(news) }
      }
      close(descriptor)
      if let child {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
      }
      for news in lines.end() { report(news) }
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
    return paths.values.sorted().map { .failed(path: $0, reason: "\(reason); r tries again") }
  }
}
