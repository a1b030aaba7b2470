import ArgumentParser

/// Prints what a shell completes command lines by, which `make install` puts where shells look.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print completions for bash, zsh or fish.",
    shouldDisplay: false)

  @Argument(help: "bash, zsh or fish.")
  var shell: String

  func run() throws {
    guard let shell = CompletionShell(rawValue: shell) else {
      throw Failure("there are completions for bash, zsh and fish, not for \"\(shell)\"", status: 2)
    }
    FileHandleOutput.standard.write(CompletionScript.text(for: shell))
  }
}

/// ArgumentParser's scripts, which know nothing of a default subcommand: where the first word is none
/// of the others, the line is completed as if `playground` stood there.
enum CompletionScript {
  private static let playground = "playground"

  /// The command line with the playground as a subcommand that is seen.
  private struct Root: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lineup", version: Lineup.configuration.version,
      subcommands: [Playground.self] + Lineup.configuration.subcommands.dropFirst())
  }

  private struct Playground: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: playground)
    @OptionGroup var command: PlaygroundCommand
  }

  private static var subcommands: String {
    let shown = Lineup.configuration.subcommands.compactMap { command in
      command.configuration.shouldDisplay ? command.configuration.commandName : nil
    }
    return (shown + ["help"]).joined(separator: " ")
  }

  static func text(for shell: CompletionShell) -> String {
    let text = Root.completionScript(for: shell)
    return switch shell {
    case .bash: bash(text)
    case .zsh: zsh(text)
    case .fish: fish(text)
    default: text
    }
  }

  private static func bash(_ text: String) -> String {
    text.replacing("compgen -W '\(playground) run", with: "compgen -W 'run")
      .replacing("-F _lineup lineup", with: "-F _lineup_or_\(playground) lineup")
      .replacing(
        "\n_lineup() {",
        with: """

          _lineup_or_\(playground)() {
              local -a replies=()
              if [[ "${COMP_CWORD}" -eq 1 ]]; then
                  _lineup "${@}"
                  replies=("${COMPREPLY[@]}")
                  COMPREPLY=()
              elif [[ " \(subcommands) " = *" ${COMP_WORDS[1]} "* ]]; then
                  _lineup "${@}"
                  return
              fi
              local -i COMP_CWORD="$((COMP_CWORD + 1))" COMP_POINT="$((COMP_POINT + \(playground.utf8.count + 1)))"
              local COMP_LINE="${COMP_LINE/"${COMP_WORDS[0]}"/"${COMP_WORDS[0]}" \(playground)}"
              local -a COMP_WORDS=("${COMP_WORDS[0]}" \(playground) "${COMP_WORDS[@]:1}")
              _lineup "${@}"
              COMPREPLY+=("${replies[@]}")
          }

          _lineup() {
          """)
  }

  private static func zsh(_ text: String) -> String {
    // The file is loaded as a function of its own name, so the first one called must have it.
    text.replacing("\n            '\(playground):'", with: "")
      .replacing(
        "\n_lineup() {",
        with: """

          _lineup() {
              local -i ret=1
              local -ar subcommands=(\(subcommands))
              if (( CURRENT > 2 && ${subcommands[(Ie)${words[2]}]} )); then
                  __lineup_root "${@}"
                  return
              fi
              if (( CURRENT == 2 )); then
                  __lineup_root "${@}" && ret=0
              fi
              words=("${words[1]}" \(playground) "${(@)words[2,-1]}")
              (( CURRENT++ ))
              __lineup_root "${@}" && ret=0
              return "${ret}"
          }

          __lineup_root() {
          """)
  }

  private static func fish(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.contains("-fa '\(playground)'") }.joined(separator: "\n")
      .replacing(
        "    set -l unparsed_tokens (__lineup_tokens -pc)\n",
        with: """
              set -l unparsed_tokens (__lineup_tokens -pc)
              if test "$expected_commands" = 'lineup \(playground)'; and not contains -- "$unparsed_tokens[2]" \(subcommands)
                  set unparsed_tokens $unparsed_tokens[1] \(playground) $unparsed_tokens[2..]
              end

          """)
  }
}
