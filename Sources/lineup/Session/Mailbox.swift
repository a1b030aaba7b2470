import NcursesTerminal
import Synchronization

/// Carries what workers have to say to the main loop; sending never blocks.
final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  let wake: WakeEvent

  init(wake: WakeEvent) { self.wake = wake }

  func send(_ message: Message) {
    messages.withLock { $0.append(message) }
    wake.signal()
  }

  /// All messages so far, in the order in which they came.
  func take() -> [Message] {
    messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
