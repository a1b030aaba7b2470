import ArgumentParser
import Playground

/// Prints the manual page, which `make install` puts where `man` finds it.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page, in roff.", shouldDisplay: false)

  func run() throws { FileHandleOutput.standard.write(ManualPage.text) }
}

/// The manual page: what the commands' own help and the playground's keys say.
enum ManualPage {
  static var text: String {
    var page = """
      .TH LINEUP 1 "" "lineup \(Lineup.version)"
      .SH NAME
      lineup \\- compares language models side by side in the terminal
      .SH SYNOPSIS
      .B lineup
      .I MODEL ...
      [options]
      .br
      .B lineup
      .I command ...
      .SH DESCRIPTION

      """
    page += paragraph(Lineup.configuration.discussion)
    page += ".SH OPTIONS\n" + block(Lineup.helpMessage(for: PlaygroundCommand.self, columns: 78))
    page += ".SH COMMANDS\n"
    page += commands(of: Lineup.self, after: "lineup")
    page += ".SH KEYS\n"
    for line in ManualKeys.lines {
      switch line {
      case .section(let text): page += ".SS \(escaped(text))\n"
      case .group(let text): page += ".PP\n.I \(escaped(text))\n"
      case .entry(let key, let text):
        page += ".TP\n.B \(escaped(key))\n" + paragraph(text)
      }
    }
    return page
  }

  /// Its commands, and theirs.
  private static func commands(of command: any ParsableCommand.Type, after words: String) -> String
  {
    var text = ""
    for command in command.configuration.subcommands {
      let configuration = command.configuration
      guard configuration.shouldDisplay, let name = configuration.commandName else { continue }
      let line = "\(words) \(name)"
      text += ".TP\n.B \(escaped(line))\n" + paragraph(configuration.abstract)
      text += commands(of: command, after: line)
    }
    return text
  }

  private static func paragraph(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.isEmpty ? ".PP\n" : escaped(String(line)) + "\n"
    }.joined()
  }

  /// As it stands.
  private static func block(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return ".nf\n" + lines.map { escaped(String($0)) + "\n" }.joined() + ".fi\n"
  }

  /// A line of which roff obeys nothing.
  static func escaped(_ line: String) -> String {
    var text = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    if text.hasPrefix(".") || text.hasPrefix("'") { text = "\\&" + text }
    return text
  }
}
