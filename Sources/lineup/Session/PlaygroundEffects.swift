import Playground

/// What the playground asks for is done.
extension PlaygroundSession {
  func perform(_ effect: Effect) {
    switch effect {
    case .send(let text, let inputs, let panes):
      conductor.send(text, inputs: inputs, to: panes)
    case .retry(let panes, let drawsSeed): conductor.retry(panes, drawsSeed: drawsSeed)
    case .goOn(let panes): conductor.goOn(panes).forEach(notice)
    case .edit(let turn, let text, let inputs, let panes):
      conductor.edit(turn: turn, text, inputs: inputs, in: panes)
    case .show(let pane, let turn, let variant):
      conductor.show(pane, turn: turn, variant: variant)
    case .setMode(let mode): conductor.setMode(mode)
    case .saveLayout(let layout, let name): save(layout, name)
    case .openLayout(let name): openLayout(name)
    case .set(let panes, let name, let value, let source):
      let refusals = conductor.set(panes, name, value, source: source)
      handle(.sessionChanged(at: Machine.clock()))
      refusals.forEach(notice)
    case .stop(let panes): conductor.stop(panes)
    case .findModels: findModels()
    case .inspect(let path, let size): inspect(path, contextSize: size)
    case .fetch(let name): conductor.fetch(name)
    case .open(let name, let path, let contextSize):
      var settings = settings
      if let contextSize { settings.contextSize = contextSize }
      let number = conductor.open(ModelArgument(name: name, path: path), settings)
      handle(.opened(pane: number, at: Machine.clock()))
    case .change(let panes, let name, let path, let contextSize):
      conductor.change(
        panes, to: ModelArgument(name: name, path: path), contextSize: contextSize)
    case .openEndpoint(let endpoint):
      let number = conductor.open(ModelArgument(endpoint: endpoint), settings)
      handle(.opened(pane: number, at: Machine.clock()))
    case .changeEndpoint(let panes, let endpoint):
      conductor.change(panes, to: ModelArgument(endpoint: endpoint))
    case .listModels(let server): listModels(of: server)
    case .consent(let hosts, let isGiven):
      conductor.consent(to: hosts, isGiven: isGiven)
      handle(.sessionChanged(at: Machine.clock()))
    case .setBudget(let amount, let currency): setBudget(amount, currency)
    case .clone(let pane):
      if let number = conductor.clone(pane) { handle(.opened(pane: number, at: Machine.clock())) }
    case .close(let panes):
      conductor.close(panes)
      handle(.sessionChanged(at: Machine.clock()))
    case .reopen(let panes, let replaced):
      conductor.reopen(panes, replacing: replaced)
      conductor.close(replaced)
      handle(.sessionChanged(at: Machine.clock()))
    case .move(let pane, let step): conductor.move(pane, by: step)
    case .copy(let text): handle(.copied(terminal.copy(text), at: Machine.clock()))
    case .findThemes: findThemes()
    case .findPrompts: findPrompts()
    case .climb(let ladder): climb(ladder)
    case .xray(let pane, let draft, let inputs, let prompt):
      xray(pane, draft: draft, inputs: inputs, prompt: prompt)
    case .readFiles(let paths):
      lookUp { $0(.files(paths.map(PlaygroundFiles.read), at: Machine.clock())) }
    case .measure(let path, let pane): measure(path, pane)
    case .savePrompt(let template, let replacing): save(template, replacing: replacing)
    case .saveExample(let example, let prompt): add(example, to: prompt)
    case .takeBack(let example): takeBack(example)
    case .keepTheme(let name):
      if let sentence = setup.keepTheme(name) { notice(sentence) }
    case .page(let text): page(text)
    case .editDraft(let text): editDraft(text)
    case .setMouse(let on): terminal.setMouse(on)
    case .describe(let path, let meta): describe(path, meta)
    case .findSessions: savedSessions.list(listing)
    case .searchSessions(let text, let query): savedSessions.search(text, query: query, tellViewer)
    case .previewSession(let path, let modified):
      savedSessions.preview(path, modified: modified, tellViewer)
    case .deleteSession(let path, let name): savedSessions.delete(path, name, listing)
    case .restoreSession(let deleted, let name): savedSessions.restore(deleted, name, listing)
    case .duplicateSession(let path, let title): savedSessions.duplicate(path, title, listing)
    case .openSession(let path): open(path)
    case .replay(let path): startReplay(path)
    case .newSession(let isPrivate): succeed(with: .new(isPrivate: isPrivate))
    case .exportSession(let path, let format): export(path, format: format)
    case .ring(let text): terminal.notify(text)
    case .control(let command): control(command)
    case .redraw: terminal.redraw()
    case .suspend: suspend()
    case .quit: mustQuit = true
    }
  }
}
