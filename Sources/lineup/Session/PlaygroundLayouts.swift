import Playground

/// Layouts are saved and opened.
extension PlaygroundSession {
  func save(_ layout: SavedLayout, _ name: String) {
    do {
      let folder = try LayoutFolder(places)
      try folder.save(layout, name: name)
      handle(.layouts(folder.names, at: Machine.clock()))
      notice("saved: lineup --layout \(name)")
    } catch {
      notice((error as? Failure)?.sentence ?? "\(error)")
    }
  }

  func openLayout(_ name: String) {
    do {
      let layout = try LayoutFolder(places).layout(name)
      let before = conductor.numbers
      let mode = conductor.state.runMode
      // What both have stays loaded.
      let opened = conductor.open(layout, settings, replacing: before)
      conductor.close(before)
      let now = Machine.clock()
      handle(.sessionChanged(at: now))
      handle(
        .laidOut(layout.arrangement, opened: opened, closed: before, before: mode, at: now))
    } catch {
      notice((error as? Failure)?.sentence ?? "\(error)")
    }
  }
}
