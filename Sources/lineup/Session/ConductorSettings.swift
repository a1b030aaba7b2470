import Inference
import JSON
import Prompts
import SessionLog

/// Panes' settings change.
extension Conductor {
  /// Gives panes a setting, from their next answer on; nil is what the model has by itself.
  ///
  /// - Returns: a sentence for each that does not take it.
  func set(
    _ numbers: [Int], _ name: String, _ value: JSONValue?, source: String
  ) -> [String] {
    var refusals: [String] = []
    for index in panes.indices where numbers.contains(panes[index].number) {
      var settings = panes[index].settings
      if name == "prompt", let value {
        do {
          settings.take(try template(value), source: source)
        } catch {
          refusals.append("\(error)")
          continue
        }
      } else if let value {
        guard settings.set(name, value, source: source) else {
          refusals.append("that is no value for \(name)")
          continue
        }
      } else {
        settings.reset(name)
      }
      if let reason = take(settings, index, isStructural: name == "ctx_size" || name == "raw") {
        refusals.append("pane \(panes[index].number): \(reason)")
      }
    }
    return refusals
  }

  /// Gives a pane all of its settings anew, from its next answer on. A context that they leave open
  /// stays as it is.
  ///
  /// - Returns: why it does not take them.
  func set(_ number: Int, _ settings: PaneSettings) -> String? {
    guard let index = panes.firstIndex(where: { $0.number == number }) else { return nil }
    let now = panes[index].settings
    var settings = settings
    settings.contextSize = settings.contextSize ?? now.contextSize
    return take(
      settings, index,
      isStructural: settings.isRaw != now.isRaw || settings.contextSize != now.contextSize)
  }

  /// - Parameter isStructural: whether the pane's sequence has to be made anew.
  /// - Returns: why it stays as it was.
  private func take(_ settings: PaneSettings, _ index: Int, isStructural: Bool) -> String? {
    if panes[index].access != nil {
      guard !isStructural || !panes[index].isBusy else { return "it is at work; s stops it" }
      panes[index].settings = settings
      panes[index].adoptServer()
      tellServer(index)
      return nil
    }
    guard let generator = panes[index].local else {
      panes[index].settings = settings
      emit(.settings(pane: panes[index].number, settings: settings.entries))
      return nil
    }
    let engine = generator.engine
    if !isStructural {
      panes[index].settings = settings
      panes[index].settings.adopt(engine.model, isBase: panes[index].format == .plain)
      emit(.settings(pane: panes[index].number, settings: panes[index].settings.entries))
      return nil
    }
    guard !panes[index].isBusy else { return "it is at work; s stops it" }
    let memory = library.memory
    memory.releaseSequence(of: engine.model, contextSize: generator.contextSize)
    if let reason = equip(index, engine, settings, admits: true) {
      // What it had a moment ago it can have again.
      try? memory.admitSequence(of: engine.model, contextSize: generator.contextSize)
      return reason
    }
    var seconds = 0.0
    if case .ready(_, let taken) = library.entries[panes[index].argument.path] { seconds = taken }
    let shares = state.pane(panes[index].number)?.model.sharesWeights ?? false
    tell(index, engine, seconds: seconds, sharesWeights: shares)
    return nil
  }

  /// The prompt file that a setting names; or that is the setting, as sessions record it.
  func template(_ value: JSONValue) throws -> PromptTemplate? {
    switch value {
    case .null: nil
    case .string(let name): try prompt(name)
    default: try PromptTemplate(json: value)
    }
  }
}
