import Glibc
import Synchronization

/// A program that fetches a model in the background, and what it starts.
final class FetchProcess: Sendable {
  /// Nil once it has ended: its number may be another one's by then.
  private let process: Mutex<pid_t?>
  private let wasCancelled = Atomic(false)

  /// Whether nobody wants to hear of it any more.
  var isCancelled: Bool { wasCancelled.load(ordering: .relaxed) }

  /// - Parameters:
  ///   - output: where it writes what it has to say.
  ///   - complaints: the file for its standard error; nil for the same place.
  /// - Returns: nil where it can't be started.
  init?(_ program: String, _ words: [String], output: Int32, complaints: String? = nil) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    if let complaints {
      posix_spawn_file_actions_addopen(&actions, 2, complaints, O_WRONLY, 0)
    } else {
      posix_spawn_file_actions_adddup2(&actions, output, 2)
    }
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
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard posix_spawn(&process, program, &actions, &attributes, &arguments, environ) == 0 else {
      return nil
    }
    self.process = Mutex(process)
  }

  /// What has come stays, and is gone on with at the next try.
  func cancel(_ signal: Int32 = SIGTERM) {
    wasCancelled.store(true, ordering: .relaxed)
    process.withLock { process in
      // A script that it started is in its group, and gets it too.
      if let process { kill(-process, signal) }
    }
  }

  /// Whether it would not be waited for.
  var hasEnded: Bool {
    guard let number = process.withLock(\.self) else { return true }
    var facts = siginfo_t()
    return waitid(P_PID, id_t(number), &facts, WEXITED | WNOWAIT | WNOHANG) != 0
      || facts.si_signo != 0
  }

  /// Waits until it has ended.
  ///
  /// - Returns: as a shell gives it, a signal's number behind 128; nil where others waited for it.
  @discardableResult
  func wait() -> Int32? {
    guard let number = process.withLock(\.self) else { return nil }
    var facts = siginfo_t()
    // Until it is waited for in earnest, its number stays its own.
    while waitid(P_PID, id_t(number), &facts, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return process.withLock { process in
      var status: Int32 = 0
      while waitpid(number, &status, 0) < 0, errno == EINTR {}
      process = nil
      let signal = status & 0x7F
      return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
  }
}
