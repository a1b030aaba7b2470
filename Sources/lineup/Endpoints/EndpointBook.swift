import Configuration
import FoundationEssentials
import GenerationAPI
import HTTP
import OpenAIClient
import Playground
import SessionLog

/// The servers there are: those of `config.yaml`, then the presets it does not replace.
struct EndpointBook: Sendable {
  let all: [KnownEndpoint]
  /// What a session may spend at all of them, where the settings say it.
  let budget: SessionBudget
  /// What is wrong in `config.yaml`, and with addresses in the environment.
  let problems: [Problem]
  private let broken: [BrokenEndpoint]
  /// Why it can't be told which there are.
  private let doubt: Problem?

  /// As the file is now, so that a change needs no new start.
  static var ofUser: EndpointBook {
    let folder = try? Places.ofUser.configuration
    let files = folder.map { UserFiles(folder: $0) } ?? UserFiles()
    return EndpointBook(
      files.settings, problems: files.problems.filter { $0.file == "config.yaml" },
      KeySurroundings(folder: folder), catalogue: Catalogue.ofUser)
  }

  /// - Parameter catalogue: knows prices that makers published.
  init(
    _ settings: UserSettings, problems: [Problem] = [], _ surroundings: KeySurroundings,
    catalogue: ModelCatalogue
  ) {
    // Where the user's own has a mistake, the preset would be asked without their limits.
    let taken = Set(settings.endpoints.map(\.name) + settings.brokenEndpoints.map(\.name))
    let presets = EndpointPreset.all.filter { !taken.contains($0.name) }
    var all: [KnownEndpoint] = []
    var broken = settings.brokenEndpoints
    var problems = problems
    for endpoint in settings.endpoints + presets {
      do throws(Problem) {
        if endpoint.isPreset, !endpoint.address.isThisMachine, let doubt = settings.endpointsDoubt {
          throw doubt
        }
        let moved = try endpoint.moved(by: surroundings.environment)
        all.append(KnownEndpoint(moved, surroundings, published: Self.published(catalogue, moved)))
      } catch {
        broken.append(BrokenEndpoint(name: endpoint.name, problem: error))
        if !problems.contains(error) { problems.append(error) }
      }
    }
    self.all = all
    self.broken = broken
    doubt = settings.endpointsDoubt
    budget = SessionBudget(nil, or: settings)
    self.problems = problems
  }

  /// Prices of the models of whoever has an address, in the currency that is paid in there.
  private static func published(
    _ catalogue: ModelCatalogue, _ settings: EndpointSettings
  ) -> [String: TokenPrices] {
    guard let preset = EndpointPreset.at(settings.address) else { return [:] }
    var prices: [String: TokenPrices] = [:]
    for row in catalogue.rows {
      guard let endpoint = row.endpoint, endpoint.hasPrefix(preset.name + "/"),
        let published = row.prices, published.currency == settings.currency
      else { continue }
      prices[String(endpoint.dropFirst(preset.name.count + 1))] = published.tokens
    }
    return prices
  }

  /// Says where prompts go of servers that nobody named just now.
  static func tellDestinations(of endpoints: [String]) {
    guard !endpoints.isEmpty, !LocalOnly.ofProcess.isOn else { return }
    let book = ofUser
    for endpoint in Set(endpoints).sorted() {
      guard let place = book.split(endpoint)?.endpoint.destination else { continue }
      complain("\(endpoint) is asked: prompts go to \(place)")
    }
  }

  /// Whether some of the user's own can't be used.
  var hasBroken: Bool { !broken.isEmpty }

  func endpoint(named name: String) -> KnownEndpoint? { all.first { $0.name == name } }

  /// "lab/meta/llama-3" is meta/llama-3 at lab.
  ///
  /// - Returns: nil where the first part is no endpoint's name, or nothing follows it.
  func split(_ text: String) -> (endpoint: KnownEndpoint, model: String)? {
    guard let slash = text.firstIndex(of: "/"),
      let endpoint = endpoint(named: String(text[..<slash]))
    else { return nil }
    let model = String(text[text.index(after: slash)...])
    return EndpointSettings.isModel(model) ? (endpoint, model) : nil
  }

  /// Why the name of an endpoint alone opens nothing; nil where none is called that.
  func wanting(_ name: String) -> String? {
    if let problem = broken.first(where: { $0.name == name })?.problem {
      return "the endpoint \(name) can't be used: \(problem)"
    }
    guard let known = endpoint(named: name) else { return nil }
    let model = known.knownModels.first ?? "MODEL"
    return "\(name) is a server: name a model of it, too, as \(name)/\(model); "
      + "lineup endpoints check \(name) lists them"
  }

  /// Why a text that looks like "lab/llama" is no model of an endpoint; nil where there is nothing to
  /// say, as of paths.
  func obstacle(to text: String) -> String? {
    guard let slash = text.firstIndex(of: "/") else { return nil }
    let name = String(text[..<slash])
    if let wanting = wanting(name) { return wanting }
    guard !text.hasSuffix(".gguf"), !name.isEmpty, !name.hasPrefix("."), name != "~" else {
      return nil
    }
    let near = Nearness.nearest(to: name, among: all.map(\.name) + broken.map(\.name))
    guard let question = Nearness.question(near) else {
      return doubt.map { "there is no endpoint \"\(name)\" that can be used; mend \($0)" }
    }
    return "there is no endpoint \"\(name)\"; \(question)"
  }
}
