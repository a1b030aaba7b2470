import Cells

/// What the model's file says.
extension DetailsText {
  mutating func addCard() {
    heading("model")
    entry("name", pane.name)
    let facts = [
      pane.model.architecture, pane.model.quantisation,
      pane.model.parameters.map { Figures.parameters($0) },
    ]
    let text = facts.compactMap { $0 }.joined(separator: ", ")
    if !text.isEmpty { entry("kind", text) }
    if let path = pane.model.path { entry("file", path) }
    if let bytes = pane.model.fileBytes { entry("size", Figures.bytes(bytes)) }
    if let sum { entry("SHA-256", sum) }
    if let seconds = pane.model.loadSeconds {
      entry("loaded in", Figures.milliseconds(seconds * 1000, ascii: isASCII))
    }
    if case .loading = pane.activity, pane.isFetching {
      entry("", "not here yet: it is being fetched", .textDim)
      return
    }
    if case .failed(let reason) = pane.activity, pane.isFetching {
      entry("problem", reason, .stateError)
      return
    }
    guard let card else {
      if pane.model.path != nil { entry("", "reading the file" + glyphs.ellipsis.string, .textDim) }
      return
    }
    if let problem = card.problem { entry("problem", problem, .stateError) }
    for fact in card.facts { entry(fact.name, fact.value) }
    addTemplate(card)
    if !card.tensors.isEmpty {
      heading("tensors")
      for type in card.tensors.prefix(40) {
        entry(type.name, "\(Figures.padded(String(type.count), 5))  \(Figures.bytes(type.bytes))")
      }
    }
    if !card.shape.isEmpty {
      heading("shape")
      for fact in card.shape { entry(fact.name, fact.value, hasLongName: true) }
    }
    if !card.tokenizer.isEmpty {
      heading("tokenizer")
      for fact in card.tokenizer { entry(fact.name, fact.value, hasLongName: true) }
    }
  }

  private mutating func addTemplate(_ card: ModelCard) {
    if let format = pane.model.format { entry("prompt format", format) }
    guard let template = card.template else {
      if card.problem == nil {
        entry("chat template", "none: a base model, which continues text")
      }
      return
    }
    let bytes = card.templateBytes ?? template.utf8.count
    entry("chat template", "\(bytes) bytes of Jinja, which begin")
    entry("", template, .code)
  }
}
