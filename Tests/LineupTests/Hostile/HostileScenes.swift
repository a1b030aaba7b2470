import Cells
import GenerationAPI
import Playground
import SessionLog

/// Where a text that is not ours is shown.
enum HostilePlace: String, CaseIterable, Sendable {
  case liveTokens, replayedTokens, errorText, fileName, modelName
}

/// A payload at a place, as a frame.
struct HostileScene {
  let payload: HostilePayload
  let place: HostilePlace
  var size = Size(columns: 64, rows: 18)

  func frame() throws -> Frame {
    var session = SessionState()
    var view = ViewState(size: size)
    var cache = LayoutCache()
    for event in events { session.apply(event) }
    if place == .replayedTokens {
      session = SessionState()
      for event in events { session.apply(try SessionEvent(line: event.line())) }
    }
    if place == .fileName {
      _ = update(&view, .copied(.file("/home/\(payload.text)"), at: 0), session, cache: &cache)
    }
    return render(session, view, size: size, theme: .lineupDark, cache: &cache)
  }

  private var events: [SessionEvent] {
    let name = place == .modelName ? payload.text : "model"
    let path = place == .fileName ? "/models/\(payload.text).gguf" : "model.gguf"
    var facts = ModelFacts(path: path)
    facts.format = "plain"
    if place == .modelName {
      facts.title = payload.text
      facts.quantisation = payload.text
    }
    var bodies: [SessionEvent.Body] = [
      .pane(PaneEvent(pane: 1, action: .open, name: name, model: facts)),
      .pane(PaneEvent(pane: 1, action: .model, model: facts, contextSize: 512)),
    ]
    switch place {
    case .fileName:
      let reason = "\(path): no such file"
      bodies.append(.pane(PaneEvent(pane: 1, action: .model, error: reason)))
    case .modelName: bodies.append(.meta(SessionMeta(title: payload.text)))
    case .liveTokens, .replayedTokens, .errorText:
      bodies.append(.prompt(PromptEvent(turn: 1, panes: [1], text: "?")))
      bodies.append(
        .start(
          StartEvent(
            pane: 1, turn: 1, seed: 1, rendered: "", promptTokens: 1, cachedTokens: 0,
            condition: Condition())))
      let texts = place == .errorText ? ["."] : payload.pieces
      bodies += texts.map { .token(pane: 1, GeneratedToken(id: 1, text: $0, logprob: nil)) }
      if place == .errorText {
        let result = GenerateResult(
          reason: .error, text: ".", metrics: GenerateMetrics(), error: payload.text)
        bodies.append(.done(DoneEvent(pane: 1, turn: 1, result: result)))
      }
    }
    return bodies.map { SessionEvent(t: 0, $0) }
  }
}

extension Unicode.Scalar {
  /// What no terminal may be sent as a part of a text, whoever asks for it.
  var isForbidden: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x34F, 0x115F, 0x1160, 0x180E, 0x3164, 0xFFA0,
      0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
      0xFDD0...0xFDEF, 0xE000...0xF8FF, 0xE0000...0xE007F, 0xF0000...0x10FFFF:
      true
    default: value & 0xFFFE == 0xFFFE
    }
  }
}
