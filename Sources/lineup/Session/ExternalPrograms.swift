/// The user's pager and editor, as the environment names them.
enum ExternalPrograms {
  /// A command line for a shell, so that `less -S` and `code --wait` work.
  static func pager(_ environment: [String: String]) -> (name: String, words: [String]) {
    let name = first(["PAGER"], in: environment) ?? "less"
    return (name, ["/bin/sh", "-c", name])
  }

  static func editor(
    _ environment: [String: String], file: String
  ) -> (name: String, words: [String]) {
    let name = first(["VISUAL", "EDITOR"], in: environment) ?? "vi"
    return (name, ["/bin/sh", "-c", name + " \"$@\"", name, file])
  }

  /// Where temporary files are.
  static func temporaryFolder(_ environment: [String: String]) -> String {
    guard let folder = environment["TMPDIR"], folder.hasPrefix("/") else { return "/tmp" }
    return folder
  }

  private static func first(_ names: [String], in environment: [String: String]) -> String? {
    names.compactMap { environment[$0] }.first { $0.contains { !$0.isWhitespace } }
  }

  /// What is wrong with how a program ended; nil where nothing is.
  ///
  /// - Parameter variable: the environment variable that names another one.
  static func complaint(
    _ name: String, status: Int?, variable: String
  ) -> String? {
    switch status {
    case 0?: nil
    case 126?, 127?, nil: "\(name) can't be started; set \(variable) to a program that can"
    case let status? where status > 128:
      "\(name) was ended by signal \(status - 128)"
    case let status?: "\(name) ended with status \(status)"
    }
  }
}
