import ArgumentParser
import Configuration
import Playground

struct EndpointsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoints", abstract: "List the servers there are, or ask them what they have.",
    discussion: """
      An endpoint is a server that speaks OpenAI's protocol; NAME/MODEL, such as \
      openai/gpt-4o-mini, names one of its models for a pane, or for lineup run. Your own are in the \
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
      "output"}} per million tokens, currency, budget, body (further fields of its requests).
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
