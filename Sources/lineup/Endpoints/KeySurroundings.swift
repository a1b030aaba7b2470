import FoundationEssentials
import Glibc
import OpenAIClient
import Synchronization

/// Where keys are looked for.
struct KeySurroundings: Sendable {
  let environment: [String: String]
  /// The folder of `config.yaml`, which relative paths begin at.
  let folder: String?
  private let ring: KeyRing

  init(
    environment: [String: String] = ProcessInfo.processInfo.environment, folder: String?,
    ring: KeyRing = .shared
  ) {
    self.environment = environment
    self.folder = folder
    self.ring = ring
  }

  /// Bytes that a file of a key, or the output of a command, may have.
  static let limit = 1 << 16

  /// A text's first line as a key; nil where it can't be one.
  static func key(_ text: String) -> APIKey? {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var line = text.utf8.prefix { $0 != 0x0A }.drop(while: isBlank)[...]
    while let last = line.last, isBlank(last) { line.removeLast() }
    return String(line).flatMap(APIKey.init)
  }

  /// - Throws: `Failure` where the file is not there, or others could read it.
  func key(inFile written: String, of endpoint: String) throws(Failure) -> APIKey {
    let path = UserSetup.path(written, home: environment["HOME"], folder: folder)
    func refusal(_ reason: String) -> Failure { Failure("the key_file of \(endpoint) \(reason)") }
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw refusal("can't be read: \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw refusal("is no file: \(path)")
    }
    guard facts.st_uid == geteuid() else {
      throw refusal("belongs to somebody else: \(path); make a copy that is yours, chmod 600")
    }
    guard facts.st_mode & 0o177 == 0 else {
      let path = "'" + path.replacing("'", with: "'\\''") + "'"
      throw refusal("can be read by others; run: chmod 600 \(path)")
    }
    guard let bytes = try? InputFile.bytes(path, limit: Self.limit),
      let text = String(validating: bytes, as: UTF8.self), let key = Self.key(text)
    else {
      throw refusal("has no key in its first line: \(path)")
    }
    return key
  }

  /// Runs a command unless it was run before.
  func key(fromCommand command: String, of endpoint: String) throws(Failure) -> APIKey {
    try ring.key(command) { () throws(Failure) in
      func refusal(_ reason: String) -> Failure {
        Failure("the key_command of \(endpoint) \(reason)")
      }
      switch CommandOutput.of(command, seconds: Self.patience, limit: Self.limit) {
      case .ended(0, let bytes):
        guard let text = String(validating: bytes, as: UTF8.self), let key = Self.key(text) else {
          throw refusal("printed no key in its first line; run it in a shell to see what it says")
        }
        return key
      case .ended(let status, _):
        throw refusal("ended with status \(status); run it in a shell to see why")
      case .tookTooLong:
        throw refusal(
          "took longer than \(Int(Self.patience)) s; what it asks for it has to ask on its own window"
        )
      case .notStarted:
        throw refusal("can't be started: there is no /bin/sh, or no memory")
      }
    }
  }

  func forget(_ command: String) { ring.forget(command) }

  /// Seconds that a command may take.
  private static let patience = 10.0
}

/// Keys that commands printed, kept in memory for as long as the program runs.
final class KeyRing: Sendable {
  static let shared = KeyRing()

  private let keys = Mutex<[String: APIKey]>([:])

  /// One that wants a key while it is fetched waits for it.
  func key(_ command: String, _ run: () throws(Failure) -> APIKey) throws(Failure) -> APIKey {
    try keys.withLock { keys throws(Failure) in
      if let key = keys[command] { return key }
      let key = try run()
      keys[command] = key
      return key
    }
  }

  func forget(_ command: String) { keys.withLock { $0[command] = nil } }
}
