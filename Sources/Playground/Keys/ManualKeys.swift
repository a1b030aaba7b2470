/// The keys and commands of the playground for a manual page, from the same table as everything else.
public enum ManualKeys {
  public enum Line: Sendable, Equatable {
    case section(String)
    case group(String)
    /// A key or a command, and what it does.
    case entry(String, String)
  }

  /// What the help says, without its wrapping; then the commands that take an argument.
  public static var lines: [Line] {
    var lines: [Line] = []
    for line in HelpText.lines(ViewState(), width: .max / 2) {
      switch line {
      case .heading(let text): lines.append(.section(text.string))
      case .group(let text): lines.append(.group(text.string))
      case .entry(let key, let text): lines.append(.entry(key.string, text.string))
      case .blank: break
      }
    }
    lines.append(.section("commands that take an argument, after : in PANES"))
    for command in PaletteCommand.all {
      lines.append(.entry("\(command.name) \(command.argument)", command.help))
    }
    return lines
  }
}
