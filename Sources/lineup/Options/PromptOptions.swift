import ArgumentParser
import Prompts

/// The flags that say which prompt file is used, and with how many examples.
struct PromptOptions: ParsableArguments {
  @Option(
    name: .customLong("prompt"), help: "A prompt file, by its name or path.",
    completion: Completions.prompts)
  var name: String?
  @Option(
    help: """
      How many of its examples are given: a number, or all; several in a batch, as in 0,1,3. (what \
      the file says)
      """)
  var shots: ShotsList?

  func validate() throws {
    if shots != nil, name == nil {
      throw ValidationError("--shots counts a prompt file's examples; name one with --prompt.")
    }
  }

  /// The prompt file; nil where none is named.
  func template() throws -> PromptTemplate? { try name.map { try UserSetup.ofUser.prompt($0) } }

  /// The numbers of examples that are asked for; what the file says where nothing is.
  ///
  /// - Throws: `Failure` where the file has fewer.
  func counts(of template: PromptTemplate) throws -> [Int] {
    let available = template.examples.count
    var counts: [Int] = []
    for shots in shots?.all ?? [template.shots] {
      if case .count(let count) = shots, count > available, self.shots != nil {
        throw Failure(
          "\(template.name) has \(available) \(available == 1 ? "example" : "examples"), "
            + "not \(count); see --shots", status: 2)
      }
      let count = shots.count(of: available)
      if !counts.contains(count) { counts.append(count) }
    }
    return counts
  }

  /// Puts the prompt file into the settings of new panes.
  ///
  /// - Throws: `Failure` where more than one number of examples is asked for.
  func apply(_ template: PromptTemplate?, to settings: inout PaneSettings) throws {
    guard let template else { return }
    settings.take(template, source: "flag")
    guard shots != nil else { return }
    let counts = try counts(of: template)
    guard counts.count == 1, let count = counts.first else {
      throw Failure(
        "several numbers of --shots are for a batch: give a file of inputs with lineup run --inputs",
        status: 2)
    }
    _ = settings.set("shots", .integer(count), source: "flag")
  }
}

/// Numbers of examples as a command line says them: "3", "all", "0,1,3".
struct ShotsList: ExpressibleByArgument, Equatable {
  var all: [Shots] = []

  private static let limit = 64

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= Self.limit else { return nil }
    for part in parts {
      if part == "all" {
        all.append(.all)
      } else if let count = Int(part), count >= 0 {
        all.append(.count(count))
      } else {
        return nil
      }
    }
  }
}
