import Cells

/// Answering whether a prompt may leave this machine.
extension Updater {
  mutating func ask(_ hosts: [ConsentHost]) {
    view.consent =
      view.consent.map { $0.with(hosts, at: view.now) } ?? ConsentQuestion(hosts, at: view.now)
  }

  /// Whether a key went to the question; those that don't answer it and only look at panes pass.
  mutating func answersConsent(_ key: Key) -> Bool {
    guard var question = view.consent, view.asksConsent else { return false }
    switch key.onLatinKeyboard {
    case .control("l"), .control("z"), .control("q"), Key(.pageUp), Key(.pageDown), Key(.tab),
      Key(.backTab):
      return false
    case .control("c"):
      // Stops what runs, as always, and these prompts with it.
      for host in question.hosts { effects.append(.consent(hosts: [host.host], isGiven: false)) }
      view.consent = nil
      let running = session.runningPanes.map(\.number)
      if !running.isEmpty { effects.append(.stop(panes: running)) }
    case Key(.escape): answer(question, isGiven: false)
    case _ where !question.takesAnswers(at: view.now):
      keepTyped(key)
      question.holdOff(at: view.now)
      view.consent = question
    case .plain("y") where view.size.canShowAll: answer(question, isGiven: true)
    case .plain("n"): answer(question, isGiven: false)
    default: toast("y sends it to \(question.host.host.beginning), n does not")
    }
    return true
  }

  private mutating func answer(_ question: ConsentQuestion, isGiven: Bool) {
    effects.append(.consent(hosts: [question.host.host], isGiven: isGiven))
    view.consent = question.next(at: view.now)
    view.toast = nil
  }

  /// What keys do while the question is there.
  static let consentHints: [(key: SafeText, text: SafeText, rank: Int)] = [
    ("y", "send", 0), ("n", "don't", 0), ("Tab", "pane", 2), ("^C", "stop all", 1),
  ]

  /// What is typed while a question comes up belongs to the draft.
  private mutating func keepTyped(_ key: Key) {
    guard view.mode == .type, view.overlay == nil, view.pendingPrefix == nil else { return }
    if key == Key(.backspace) || key == .control("h") {
      edit(.deleteBack)
    } else if case .character(let character) = key.code,
      key.modifiers.subtracting(.shift).isEmpty
    {
      view.draft.insert(String(character))
    }
  }
}

extension Size {
  /// Nobody answers what can't be seen.
  fileprivate var canShowAll: Bool {
    columns >= ScreenLayout.minimum.columns && rows >= ScreenLayout.minimum.rows
  }
}
