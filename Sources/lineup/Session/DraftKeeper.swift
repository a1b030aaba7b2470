import Dispatch
import Playground
import SessionLog
import Synchronization

/// Keeps the draft and the prompts that were sent in their files, from a queue of its own. Belongs to
/// the main thread.
final class DraftKeeper {
  /// Seconds after a change until the draft is written.
  private static let patience = 0.4

  private let queue = DispatchQueue(label: "drafts", qos: .utility)
  private let file: DraftFile?
  private let history: PromptHistoryFile?
  private let trouble: Trouble
  /// What the file holds, or will as soon as the queue gets to it.
  private var noted: Draft?
  private var addedPrompts = 0
  /// When the draft is to be written.
  private(set) var dueTime: Double?

  /// - Parameters:
  ///   - saves: whether anything is kept.
  ///   - onTrouble: told from the queue, once, what can't be written.
  init(places: Places, saves: Bool, onTrouble: @escaping @Sendable (String) -> Void) {
    trouble = Trouble(onTrouble)
    guard saves else {
      file = nil
      history = nil
      return
    }
    file = (try? places.drafts).map {
      DraftFile(folder: $0, random: UInt32.random(in: 0...UInt32.max))
    }
    history = (try? places.history).map(PromptHistoryFile.init)
  }

  /// Whether a draft outlives the program.
  var keeps: Bool { file != nil }

  /// The draft of an instance that is gone, once.
  func takeOver() -> String? {
    guard let file else { return nil }
    let found = try? queue.sync { try file.takeOver() }
    noted = found.flatMap { $0 }.map { Draft($0) }
    return found ?? nil
  }

  /// Reads the prompts of earlier sessions in the background.
  func readPrompts(_ report: @escaping @Sendable ([String]) -> Void) {
    guard let history else { return }
    queue.async { [trouble] in
      do {
        let prompts = try history.read()
        if !prompts.isEmpty { report(prompts) }
      } catch {
        trouble.tell("earlier prompts are not there: \(error)")
      }
    }
  }

  /// Looks whether there is something new to keep.
  func note(_ view: ViewState, now: Double) {
    if view.history.added != addedPrompts {
      addedPrompts = view.history.added
      if let prompt = view.history.entries.last { append(prompt) }
    }
    guard file != nil else { return }
    let draft = view.draft.isEmpty || view.draft.isExample ? nil : view.draft
    if draft == noted {
      dueTime = nil
    } else if draft == nil {
      // Sent or cleared: it must not come back.
      write(nil)
    } else if dueTime == nil {
      dueTime = now + Self.patience
    }
  }

  func writeIfDue(_ view: ViewState, now: Double) {
    guard let dueTime, dueTime <= now else { return }
    write(view.draft)
  }

  /// Writes what is new, and waits a moment for it.
  func finish(_ view: ViewState) {
    if dueTime != nil { write(view.draft) }
    let group = DispatchGroup()
    queue.async(group: group) {}
    _ = group.wait(timeout: .now() + 1)
  }

  private func write(_ draft: Draft?) {
    dueTime = nil
    noted = draft
    guard let file else { return }
    queue.async { [trouble] in
      do {
        try file.write(draft?.text)
      } catch {
        trouble.tell("the draft is not kept: \(error)")
      }
    }
  }

  private func append(_ prompt: String) {
    guard let history else { return }
    queue.async { [trouble] in
      do {
        try history.append(prompt)
      } catch {
        trouble.tell("prompts are not kept: \(error)")
      }
    }
  }
}

/// Says once what can't be kept.
private final class Trouble: Sendable {
  private let isTold = Atomic<Bool>(false)
  private let listener: @Sendable (String) -> Void

  init(_ listener: @escaping @Sendable (String) -> Void) { self.listener = listener }

  func tell(_ sentence: String) {
    if !isTold.exchange(true, ordering: .relaxed) { listener(sentence) }
  }
}
