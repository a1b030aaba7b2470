import SessionLog

/// What may follow a prefix.
struct Continuation: Equatable {
  var label: String
  var text: String
  /// Why it does nothing now.
  var obstacle: String?
  /// What goes last where not all fit.
  var rank: Int

  /// All of them, in the table's order; code blocks are told one by one.
  static func all(
    after prefix: KeyPrefix, _ session: SessionState, _ view: ViewState
  ) -> [Continuation] {
    let scope = KeyTable.scope(after: prefix)
    return view.keys.bindings.flatMap { binding -> [Continuation] in
      guard binding.scope == scope, !binding.label.isEmpty else { return [] }
      // Already there.
      if prefix == .panes, binding.action == .type || binding.action == .stepOut { return [] }
      if case .copyBlock = binding.action {
        let blocks = CopiedTexts(session, view).blockTitles(view)
        if !blocks.isEmpty { return blocks }
      }
      return [
        Continuation(
          label: KeyHints.ascii(binding.label, view), text: binding.help,
          obstacle: Availability.reason(against: binding.action, session, view),
          rank: binding.hint?.rank ?? 10)
      ]
    }
  }
}
