import Cells
import SessionLog

/// Running commands by name.
extension Updater {
  mutating func handleInPalette(_ key: Key, _ old: Palette, cache: inout LayoutCache) {
    var palette = old
    let list = PaletteList(palette, session, view)
    let page = max(1, PaletteRows.count(view.size) - 1)
    if key == Key(.enter) { return run(list, palette, cache: &cache) }
    if key == Key(.tab) {
      complete(list, &palette)
    } else if key == Key(.backspace) || key == .control("h"), palette.filter.isEmpty {
      // Nothing left to take back leaves, as in other programs.
      view.overlay = nil
      return
    } else if let index = key.selected(after: palette.selected, page: page) {
      palette.select(index, of: list.count)
    } else if let text = key.typed(into: palette.filter) {
      palette.setFilter(text)
    } else {
      return toast("\(key.name) does nothing here; Esc cancels")
    }
    view.overlay = .palette(palette)
  }

  mutating func movePalette(by lines: Int) {
    guard case .palette(var palette) = view.overlay else { return }
    let count = PaletteList(palette, session, view).count
    palette.select(palette.selected + lines, of: count)
    view.overlay = .palette(palette)
  }

  /// A click on a line runs it; one outside leaves.
  mutating func clickPalette(_ old: Palette, at point: Point, cache: inout LayoutCache) {
    let list = PaletteList(old, session, view)
    let rows = PaletteRows.count(view.size)
    let shown = PaletteRows.shown(list.count, view.size)
    // The box stands above the hints: its border, what was typed, the lines, its border.
    let top = view.size.rows - 1 - (rows + 1) - 2
    if point.row < top || point.row >= top + shown + 3 {
      view.overlay = nil
      return
    }
    let first = max(0, min(old.selected - rows / 2, list.count - rows))
    let index = first + point.row - top - 2
    guard point.row >= top + 2, point.row < top + 2 + rows, index < list.count else { return }
    var palette = old
    palette.select(index, of: list.count)
    view.overlay = .palette(palette)
    run(list, palette, cache: &cache)
  }

  private func complete(_ list: PaletteList, _ palette: inout Palette) {
    if let call = list.call {
      guard call.completions.indices.contains(palette.selected) else { return }
      palette.setFilter("\(call.command.name) \(call.completions[palette.selected])")
    } else if list.entries.indices.contains(palette.selected) {
      let entry = list.entries[palette.selected]
      palette.setFilter(entry.name + (entry.argument.isEmpty ? "" : " "))
    }
  }

  private mutating func run(
    _ list: PaletteList, _ palette: Palette, cache: inout LayoutCache
  ) {
    if let call = list.call { return run(call, palette, cache: &cache) }
    guard list.entries.indices.contains(palette.selected) else {
      let near = Nearness.question(list.near).map { "; \($0)" } ?? ""
      return toast("no command is called \(palette.filter.firstLine)\(near)")
    }
    let entry = list.entries[palette.selected]
    if let obstacle = entry.obstacle { return toast(obstacle) }
    switch entry.run {
    case .command(let command) where command.mayBeAlone:
      var palette = palette
      palette.setFilter(command.name + " ")
      if let call = PaletteList(palette, session, view).call { run(call, palette, cache: &cache) }
    case .command(let command):
      // Its argument comes next.
      var palette = palette
      palette.setFilter(command.name + " ")
      view.overlay = .palette(palette)
    case .action(let action):
      note(entry.name)
      view.overlay = nil
      perform(action, wasAsked: nil, cache: &cache)
    }
  }

  private mutating func run(
    _ call: PaletteList.Call, _ palette: Palette, cache: inout LayoutCache
  ) {
    let command = call.command
    if let obstacle = command.reason(session, view) { return toast(obstacle) }
    let selected =
      call.completions.indices.contains(palette.selected)
      ? call.completions[palette.selected] : nil
    let mayComplete = palette.hasMoved || !call.argument.isEmpty
    let typed = command.parse(call.argument, session, view)
    var outcome = palette.hasMoved ? nil : typed
    if case .refusal = outcome { outcome = nil }
    if outcome == nil, mayComplete, let selected {
      outcome = command.parse(selected, session, view)
    }
    switch outcome ?? typed {
    case .refusal(let reason): return toast(reason)
    case .action(let action):
      if let reason = Availability.reason(against: action, session, view) { return toast(reason) }
      note(command.name)
      view.overlay = nil
      perform(action, wasAsked: nil, cache: &cache)
    case .effects(let wanted):
      note(command.name)
      view.overlay = nil
      effects += wanted
    case .change(let change):
      note(command.name)
      view.overlay = nil
      change(&self)
    }
  }

  /// Commands that are kept as the last ones.
  private static let recentLimit = 50

  private mutating func note(_ name: String) {
    view.recentCommands.removeAll { $0 == name }
    view.recentCommands.insert(name, at: 0)
    if view.recentCommands.count > Self.recentLimit { view.recentCommands.removeLast() }
  }
}
