import Playground
import Prompts
import SessionLog
import Tokenization

/// What models are given is looked through.
extension Conductor {
  /// What a pane's model was given last, as the engine evaluated it; or what it would be given for a
  /// draft.
  ///
  /// - Throws: why there is nothing to be seen.
  func xray(
    _ number: Int, draft: String?, inputs: [String: String] = [:], prompt: String? = nil
  ) throws -> XRay {
    guard var pane = panes.first(where: { $0.number == number }) else {
      throw Failure("no pane \(number) is open")
    }
    if draft != nil, let prompt {
      pane.settings.take(try template(.string(prompt)), source: "user")
      if let model = pane.local?.engine.model {
        pane.settings.adopt(model, isBase: pane.format == .plain)
      }
      pane.adoptServer()
    }
    if pane.access != nil, let draft {
      let rendered = try preview(draft, inputs, pane).rendered
      var xray = XRay(pane: number, format: pane.format.name, text: rendered.text)
      xray.settings = pane.settings.entries
      return xray
    }
    guard let model = pane.local?.engine.model else {
      throw Failure(pane.failure ?? "its model is still loading")
    }
    let tokenizer = model.tokenizer
    let shown: ShownPrompt
    if let draft {
      guard let preview = ShownPrompt(try preview(draft, inputs, pane), tokenizer) else {
        throw Failure("the model has no tokenizer")
      }
      shown = preview
    } else if let last = pane.shownPrompt {
      shown = last
    } else {
      throw Failure("it was asked nothing yet; d shows what the draft would be")
    }
    var xray = XRay(
      pane: number, turn: draft == nil ? shown.turn : nil, variant: shown.variant,
      format: pane.format.name, templateHash: pane.format.hash,
      tokens: shown.tokens(tokenizer), cachedTokens: shown.cachedTokens)
    if draft != nil { xray.settings = pane.settings.entries }
    return xray
  }
}

extension ShownPrompt {
  /// The tokens with what they stand for.
  func tokens(_ tokenizer: Tokenizer) -> [XRay.Token] {
    let bytes = Array(rendered.text.utf8)
    let kinds = rendered.kinds(ofTokensAt: ranges)
    return zip(zip(ids, ranges), kinds).map { token, kind in
      let (id, range) = token
      let piece = tokenizer.piece(of: id, special: true)
      let isSpecial = tokenizer.piece(of: id).isEmpty
      return XRay.Token(
        id: id, bytes: Array(bytes[range]),
        name: isSpecial ? String(decoding: piece, as: UTF8.self) : nil,
        section: kind)
    }
  }
}
