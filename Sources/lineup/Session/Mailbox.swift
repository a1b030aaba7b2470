import NcursesTerminal
import Synchronization

/// Carries what workers have to say to the main loop; sending never blocks.
final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  let wake: WakeEvent

  init(wake: WakeEvent) { self.wake = wake }

  /// - Parameter wakes: false leaves the message until the main loop is awake for another reason.
  func send(_ message: Message, wakes: Bool = true) {
    messages.withLock { $0.append(message) }
    if wakes { wake.signal() }
  }

  /// All messages so far, in the order in which they came.
  func take() -> [Message] {
    messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
