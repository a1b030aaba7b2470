import ArgumentParser

/// The flag that gives a prompt file its inputs.
struct InputOptions: ParsableArguments {
  @Option(
    name: .customLong("input"), parsing: .unconditionalSingleValue,
    help: """
      An input of the prompt file: TEXT, or name=TEXT where there are several; @PATH is a file's \
      content. May be repeated.
      """)
  var given: [String] = []
}
