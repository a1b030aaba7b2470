import ArgumentParser
import FoundationEssentials
import Glibc
import NcursesTerminal
import SessionLog

@main
struct Lineup: ParsableCommand {
  static let version = "0.1.0"
  /// How sessions name the program.
  static let app = "lineup \(version)"

  static let configuration = CommandConfiguration(
    commandName: "lineup",
    abstract: "Compares language models side by side in the terminal.",
    usage: """
      lineup MODEL … [<options>]        the playground
      lineup <subcommand> …
      """,
    discussion: """
      MODEL is a path to a .gguf file, the name of a pulled model (smollm2, gemma3), or \
      ENDPOINT/MODEL for one of a server (openai/gpt-4o-mini; see lineup endpoints). The same \
      model may be named more than once: one pane each, weights loaded once. Without a terminal, \
      or with --plain, every line of standard input is a prompt, and answers are written line by \
      line. The playground's options are those of "lineup run", without -p, -f, --json and those of \
      inputs and batches.
      """,
    version: "lineup \(version)",
    subcommands: [
      PlaygroundCommand.self, RunCommand.self, ModelsCommand.self, SessionsCommand.self,
      ReplaySessionCommand.self, RerunCommand.self, PromptsCommand.self, EndpointsCommand.self,
      TokenizeCommand.self,
      ScoreCommand.self, RenderCommand.self,
      InspectCommand.self, BenchCommand.self, AdviseCommand.self, DoctorCommand.self,
      ManualCommand.self,
      CompletionsCommand.self,
    ],
    defaultSubcommand: PlaygroundCommand.self)

  /// Parses and runs; exit 1 with one sentence for what went wrong, 2 for wrong usage.
  static func main() {
    installSignalDefaults()
    end {
      var command = try parseAsRoot(CommandLine.arguments.dropFirst().map { $0 })
      LocalOnly.decide(flag: (command as? any LocalOnlyCommand)?.localOnly.isGiven ?? false)
      try command.run()
    }
  }

  /// Does the work, says what is wrong where it fails, and exits.
  static func end(after work: () throws -> Void) -> Never {
    do {
      try work()
      Glibc.exit(0)
    } catch let error as Failure {
      complain(error.sentence)
      Glibc.exit(error.status)
    } catch let error as PlacesError {
      complain("\(error)")
      Glibc.exit(1)
    } catch let error as TerminalError {
      complain("\(error)")
      Glibc.exit(1)
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if code.isSuccess {
        FileHandleOutput.standard.write(message + "\n")
      } else if !message.isEmpty {
        complain(wrongUsage(Self.message(for: error), fullMessage: message))
      }
      Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
    }
  }

  /// What ArgumentParser says of a wrong command line, as one sentence.
  ///
  /// - Parameter fullMessage: ends in "See 'lineup run --help' for more information."
  static func wrongUsage(_ message: String, fullMessage: String) -> String {
    var sentence = message.replacing(". Did you mean", with: "; did you mean")
    // A list of values stands in one line.
    sentence = sentence.replacing(":\n  - ", with: ": ").replacing("\n  - ", with: ", ")
      .replacing(". Please provide", with: "; give")
    if sentence.hasSuffix(".") { sentence.removeLast() }
    if let first = sentence.first {
      sentence = first.lowercased() + sentence.dropFirst()
    }
    let quoted = fullMessage.split(separator: "'", omittingEmptySubsequences: false)
    let help = quoted.last { $0.hasPrefix("lineup") && $0.hasSuffix("--help") }
    return sentence + "; see \(help ?? "lineup --help")"
  }

  /// Swift's own crash report asks questions on the terminal, and a pipe that nobody reads is an
  /// error to report, not to die of.
  private static func installSignalDefaults() {
    for number in [SIGILL, SIGSEGV, SIGTRAP, SIGBUS, SIGFPE, SIGABRT, SIGQUIT] {
      signal(number, SIG_DFL)
    }
    signal(SIGXFSZ, SIG_IGN)
  }
}

/// What ends a command: one sentence for the user, with the status to exit with.
struct Failure: Error {
  var sentence: String
  var status: Int32 = 1

  init(_ sentence: String, status: Int32 = 1) {
    self.sentence = sentence
    self.status = status
  }
}

/// Writes to standard error.
func complain(_ text: String, prefix: Bool = true) {
  let line = (prefix ? "lineup: " : "") + text + "\n"
  FileHandleOutput.error.write(line)
}
