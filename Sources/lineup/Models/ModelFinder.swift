import Configuration
import FoundationEssentials
import GGUF
import Inference
import Playground

/// Finds models that a pane may be opened with: those in the folder and in further ones, those that
/// panes have, and what the catalogue has besides.
struct ModelFinder: Sendable {
  let folder: String?
  let further: FurtherModels
  let open: [ModelArgument]
  let memory: MemoryLedger
  /// Tokens of context that a pane would get; nil for the model's own.
  let contextSize: Int?
  /// Servers' models; nil for none.
  var servers: EndpointChoices?

  /// Lists them by name at once, then reads their headers, which takes its time where there are many.
  ///
  /// - Parameter report: called with all of them, always in the same order, as more is known.
  func find(looksForServers: Bool = true, _ report: ([ModelChoice]) -> Void) {
    let search = looksForServers ? servers?.search() : nil
    let local = LocalModels(folder: folder, further: further)
    let here =
      local.models
      + open.filter { $0.endpoint == nil && !isYetToCome($0) }.map {
        LocalModels.Model(name: $0.stem, path: $0.path)
      }
    var seen: Set<String> = []
    let files = here.filter { seen.insert(ModelArgument.canonical($0.path)).inserted }
    let others = CatalogueChoices(
      catalogue: Catalogue.ofUser, local: local, finder: self, servers: servers
    ).all
    var choices = files.map { ModelChoice(name: $0.name, path: $0.path) }
    let elsewhere = others.firstIndex { $0.group == .elsewhere } ?? others.endIndex
    func tell() {
      let servers = servers?.all ?? []
      report(
        choices + servers.filter { $0.group == .servers } + others[..<elsewhere]
          + servers.filter { $0.group == .elsewhere } + others[elsewhere...])
    }
    tell()
    for (index, file) in files.enumerated() {
      choices[index] = choice(ModelArgument(name: file.name, path: file.path), file.entry)
      tell()
    }
    guard let search else { return }
    search.wait()
    tell()
  }

  /// The same at once, without a look for servers.
  func found() -> [ModelChoice] {
    var last: [ModelChoice] = []
    find(looksForServers: false) { last = $0 }
    return last
  }

  /// Whether a pane has a model of the catalogue that is not here: it is among those that are fetched.
  private func isYetToCome(_ argument: ModelArgument) -> Bool {
    guard let folder, Catalogue.entry(at: argument.path, in: folder) != nil else { return false }
    return !FileManager.default.fileExists(atPath: argument.path)
  }

  private func choice(_ argument: ModelArgument, _ entry: CatalogueEntry?) -> ModelChoice {
    var choice = ModelChoice(name: argument.name, path: argument.path)
    choice.about = entry.map { "\($0.title), at \(argument.path)" } ?? argument.path
    do throws(ModelError) {
      let header = try ModelHeader(path: argument.path)
      choice.facts = [
        Amounts.bytes(header.file.fileBytes), header.file.quantisation ?? "",
        Amounts.count(header.file.parameterCount), header.configuration.architecture,
      ]
      let refusal = memory.refusal(of: header, path: argument.path, contextSize: contextSize)
      guard let refusal else { return choice }
      choice.contextSize = fittingContext(trained: header.configuration.defaultContext) {
        memory.refusal(of: header, path: argument.path, contextSize: $0) == nil
      }
      if let size = choice.contextSize {
        choice.facts.append("fits with a context of \(size)")
      } else {
        choice.obstacle = "\(refusal)"
      }
    } catch {
      choice.obstacle = "\(error)"
    }
    // Which file it is says less than why it can't be opened.
    if let obstacle = choice.obstacle { choice.about = obstacle }
    return choice
  }

  /// The largest context with which a model would fit, by halves; nil where the smallest does not.
  ///
  /// - Parameter trained: the tokens that it would have without a wish.
  func fittingContext(trained: Int, _ fits: (Int) -> Bool) -> Int? {
    guard contextSize == nil else { return nil }
    var size = trained / 2
    while size >= Self.smallestContext {
      if fits(size) { return size }
      size /= 2
    }
    return nil
  }

  /// A context that is smaller is of little use.
  private static let smallestContext = 256
}
