import ArgumentParser

struct CheckEndpoints: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Ask servers whether they answer, and which models they have.",
    discussion: """
      NAME asks for the list of models, which costs nothing; NAME/MODEL has that model say hello, which \
      costs a few tokens. Without either it asks for the lists of your own endpoints, of presets whose key \
      is there, and of those on this machine. With --json a line each: of NAME name, url, state (ok, failed, \
      or absent where nothing listens at its address), ms, models [{"id", "context"}], problem; of \
      NAME/MODEL name, url, state, ms (until the first token), answer, cost, currency, problem. Exit code \
      1 where one fails that is named here or is your own.
      """)

  @Argument(
    help: ArgumentHelp("Endpoints, or models of them.", valueName: "name"),
    completion: Completions.endpoints)
  var names: [String] = []
  @Flag(help: "Print JSON Lines.")
  var json = false

  func run() throws {
    let book = EndpointBook.ofUser
    let (named, trials) = try subjects(book)
    if names.isEmpty { for problem in book.problems { complain("\(problem)") } }
    let asked =
      names.isEmpty
      ? book.all.filter { !$0.isPreset || $0.host == nil || $0.keyState == .present } : named
    let transport = try Network.transport()
    let output = FileHandleOutput.standard
    let checks = zip(asked, EndpointQuestion(transport).ask(asked))
      .map { EndpointCheck(endpoint: $0, answer: $1) }
    if json {
      for check in checks { output.write(json: Array(check.json.write().utf8)) }
    } else {
      output.write(EndpointCheck.text(checks, width: output.columns))
    }
    var isWrong = checks.contains { $0.isFailure || !names.isEmpty && $0.answer.models == nil }
    // One after the other: a server on this machine has one model in memory.
    for trial in trials {
      let result = trial.ask(transport, book.budget)
      if case .failure = result { isWrong = true }
      if json {
        output.write(json: Array(trial.json(result).write().utf8))
      } else {
        output.write("\(trial.name)  \(EndpointTrial.sentence(result))\n")
      }
    }
    if isWrong || names.isEmpty && book.hasBroken { throw ExitCode(1) }
  }

  /// What the names name: servers, and models of theirs.
  private func subjects(_ book: EndpointBook) throws(Failure) -> ([KnownEndpoint], [EndpointTrial])
  {
    var endpoints: [KnownEndpoint] = []
    var trials: [EndpointTrial] = []
    for name in names {
      if let endpoint = book.endpoint(named: name) {
        endpoints.append(endpoint)
      } else if let (endpoint, model) = book.split(name) {
        trials.append(EndpointTrial(endpoint: endpoint, model: model))
      } else {
        let known = book.all.map(\.name).joined(separator: ", ")
        throw Failure(
          book.obstacle(to: name.contains("/") ? name : name + "/")
            ?? "there is no endpoint \"\(name)\"; there are \(known)")
      }
    }
    return (endpoints, trials)
  }
}
