import ArgumentParser
import Configuration
import Playground

struct EndpointsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoints", abstract: "List the servers there are, or ask them what they have.",
    discussion: """
      An endpoint is a server that speaks OpenAI's protocol; NAME/MODEL, such as \
      openai/gpt-4o-mini, names one of its models wherever a model may be named. Your own are in the \
      list "endpoints" of config.yaml, each with name, url and more; presets need no more than their key in \
      the environment, or nothing at all where the server is on this machine.
      """,
    subcommands: [ListEndpoints.self, CheckEndpoints.self],
    defaultSubcommand: ListEndpoints.self)
}

struct ListEndpoints: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the servers there are.",
    discussion: """
      Asks none of them. Columns: name, address, where the key comes from and whether it is there, models \
      that are named or have a price, what a session may spend. With --json a line each: name, title, url, \
      host (null for this machine), preset, api (chat or completions), key (where it comes from, never \
      what it is), key_state (none, present, missing), models, prices {model: {"input", "cached_input", \
      "output"}} per million tokens, currency, budget.
      """, aliases: ["ls"])

  @Flag(help: "Print JSON Lines.")
  var json = false

  func run() throws {
    let book = EndpointBook.ofUser
    for problem in book.problems { complain("\(problem)") }
    let output = FileHandleOutput.standard
    if json {
      for endpoint in book.all where !output.write(json: Array(endpoint.json.write().utf8)) {
        return
      }
      return
    }
    output.write(EndpointsTable.text(book.all, width: output.columns))
  }
}

struct CheckEndpoints: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Ask servers whether they answer, and which models they have.",
    discussion: """
      Asks for the list of models, which costs nothing. Without a NAME it asks your own endpoints, presets \
      whose key is there, and those of this machine. With --json a line each: name, url, state (ok, failed, \
      or absent where nothing listens at its address), ms, models [{"id", "context"}], problem. Exit code 1 \
      where one fails that is named here or is your own.
      """)

  @Argument(help: "Names of endpoints.", completion: Completions.endpoints)
  var names: [String] = []
  @Flag(help: "Print JSON Lines.")
  var json = false

  func run() throws {
    let book = EndpointBook.ofUser
    let named = try names.map { try Self.endpoint($0, in: book) }
    if names.isEmpty { for problem in book.problems { complain("\(problem)") } }
    let asked =
      names.isEmpty
      ? book.all.filter {
        !$0.isPreset || $0.host == nil || $0.keyState == .present
      } : named
    let question = EndpointQuestion(try Network.transport())
    let answers = question.ask(asked)
    let output = FileHandleOutput.standard
    let checked = zip(asked, answers).map { EndpointCheck(endpoint: $0, answer: $1) }
    if json {
      for check in checked { output.write(json: Array(check.json.write().utf8)) }
    } else {
      output.write(EndpointCheck.text(checked, width: output.columns))
    }
    let isWrong = checked.contains { $0.isFailure || !names.isEmpty && $0.answer.models == nil }
    if isWrong || names.isEmpty && book.hasBroken { throw ExitCode(1) }
  }

  /// - Throws: `Failure` with why it can't be used, or near names.
  private static func endpoint(_ name: String, in book: EndpointBook) throws(Failure)
    -> KnownEndpoint
  {
    if let endpoint = book.endpoint(named: name) { return endpoint }
    if let (endpoint, _) = book.split(name) {
      throw Failure(
        "\(name) is a model of \(endpoint.name); check asks \(endpoint.name) for all it has")
    }
    if let reason = book.obstacle(to: name + "/") { throw Failure(reason) }
    throw Failure(
      "there is no endpoint \"\(name)\"; there are \(book.all.map(\.name).joined(separator: ", "))")
  }
}
