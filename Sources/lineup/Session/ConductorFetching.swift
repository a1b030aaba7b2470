import FoundationEssentials
import SessionLog

/// Models' files that are still on their way to this machine.
extension Conductor {
  /// Fetches a model of the catalogue in the background; its panes load it once it is there.
  func fetch(_ name: String) {
    if let entry = Catalogue.entry(named: name) { fetch(entry) }
  }

  private func fetch(_ entry: CatalogueEntry) {
    guard let folder else { return }
    let path = folder + "/" + entry.file
    guard !library.isExpected(path) else { return }
    let report = report
    do throws(Failure) {
      let process = try ModelFetch.start(entry, into: folder) { report(.fetching($0)) }
      library.expect(path, process)
    } catch {
      failToLoad(path, error.sentence)
    }
  }

  /// Fetches a pane's model where that was to be done before, and failed.
  ///
  /// - Returns: whether it is on its way now.
  func fetchAgain(_ pane: PaneRuntime) -> Bool {
    let path = pane.argument.path
    guard let folder, let entry = Catalogue.entry(at: path, in: folder),
      case .failed? = library.entries[path], !FileManager.default.fileExists(atPath: path)
    else { return false }
    emit(.fetch(pane: pane.number, done: 0, total: 0))
    fetch(entry)
    return true
  }

  /// Another program fetches those of these models that are not there, and tells on a descriptor
  /// how far it is.
  func expect(_ models: [ModelArgument], from descriptor: Int32) {
    guard let folder else { return }
    for model in models where !FileManager.default.fileExists(atPath: model.path) {
      library.expect(model.path)
    }
    let report = report
    ModelFetch.follow(descriptor, Catalogue.builtIn, into: folder) { report(.fetching($0)) }
  }

  func take(_ news: ModelFetch.News) {
    switch news {
    case .progress(let path, let done, let total):
      guard library.isExpected(path) else { return }
      library.note(path, .loading(done: done, total: total))
      for pane in panes where pane.argument.path == path {
        emit(.fetch(pane: pane.number, done: done, total: total))
      }
    case .arrived(let path):
      library.stopExpecting(path)
      for index in panes.indices where panes[index].argument.path == path { openModel(index) }
    case .failed(let path, let reason):
      guard library.isExpected(path) else { return }
      library.stopExpecting(path)
      failToLoad(path, reason)
    }
  }

  /// A file can't be had or can't be loaded: its panes say why.
  func failToLoad(_ path: String, _ reason: String) {
    library.note(path, .failed(reason))
    for index in panes.indices where panes[index].argument.path == path { fail(index, reason) }
  }
}
