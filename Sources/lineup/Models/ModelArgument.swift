import FoundationEssentials
import GGUF
import Glibc
import Playground

/// A MODEL of the command line, found.
struct ModelArgument: Equatable {
  /// What the pane is called: the alias, or the file's stem.
  var name: String
  var place: ModelPlace

  init(name: String, path: String) { self.init(name: name, place: .file(path)) }

  /// A server's model.
  init(endpoint: String) { self.init(name: endpoint, place: .endpoint(endpoint)) }

  init(name: String, place: ModelPlace) {
    self.name = name
    self.place = place
  }

  /// Empty for a server's.
  var path: String { if case .file(let path) = place { path } else { "" } }
  /// Of a server's, "lab/llama-3.3-70b".
  var endpoint: String? { if case .endpoint(let endpoint) = place { endpoint } else { nil } }

  /// Finds a model by path, or by the name of a pulled one or of one in a further folder; only these
  /// need folders.
  ///
  /// - Throws: `Failure` with near names for an unknown one.
  ///
  /// - Parameter arrives: whether what is not here is on its way.
  init(
    _ text: String, folder places: @autoclosure () throws -> String, arrives: Bool = false,
    further: @autoclosure () -> FurtherModels = .ofUser
  ) throws {
    let looksLikePath = text.contains("/") || text.hasSuffix(".gguf")
    if ModelSource.isMeant(by: text), !FileManager.default.fileExists(atPath: text) {
      let model = try WantedModel(text)
      let folder = try places()
      guard model.isHere(in: folder) else {
        throw Failure("\(model.name) is not here yet; get it with: lineup models pull \(text)")
      }
      name = model.name
      place = .file(model.paths(in: folder)[0])
      return
    }
    if looksLikePath, !FileManager.default.fileExists(atPath: text),
      EndpointBook.ofUser.split(text) != nil
    {
      throw Failure(
        "\(text) is a server's model; this is for .gguf files, and servers' models are for "
          + "the playground and lineup run")
    }
    if looksLikePath {
      name = Self.stem(ofFile: text)
      place = .file(Self.canonical(text))
      return
    }
    let folder = try places()
    if let entry = Catalogue.entry(named: text) {
      name = text
      let pulled = folder + "/" + entry.file
      let isPulled = FileManager.default.fileExists(atPath: pulled)
      let path = isPulled ? pulled : further().path(of: entry.file) ?? pulled
      place = .file(path)
      guard arrives || isPulled || path != pulled else {
        throw Self.refusal(of: text, LocalModels(folder: folder, further: further()))
          ?? Failure("\(text) is not here yet; get it with: lineup models pull \(text)")
      }
      return
    }
    let own = folder + "/" + text + ".gguf"
    if FileManager.default.fileExists(atPath: own) {
      name = text
      place = .file(own)
      return
    }
    if let split = ModelFiles.split(named: text, in: folder) {
      name = text
      place = .file(split)
      return
    }
    if let found = further().path(of: text) {
      name = text
      place = .file(Self.canonical(found))
      return
    }
    if FileManager.default.fileExists(atPath: text) {
      name = Self.stem(ofFile: text)
      place = .file(Self.canonical(text))
      return
    }
    // A row's name in other letters, where no file is called that.
    if let row = Catalogue.ofUser.row(named: text), row.name != text {
      self = try ModelArgument(row.name, folder: folder, arrives: arrives, further: further())
      return
    }
    let local = LocalModels(folder: folder, further: further())
    if let refusal = Self.refusal(of: text, local) { throw refusal }
    if let wanting = EndpointBook.ofUser.wanting(text) { throw Failure(wanting) }
    let here = local.models.map(\.name)
    let commands = Lineup.configuration.subcommands.compactMap { command in
      command.configuration.shouldDisplay ? command.configuration.commandName : nil
    }
    let names = here + Catalogue.ofUser.rows.map(\.name) + Catalogue.builtIn.map(\.name)
    let near = Nearness.nearest(to: text, among: Self.unique(names + commands))
    let known = here.isEmpty ? "" : "here are \(here.prefix(12).joined(separator: ", ")); "
    let hint =
      ModelsCommand.question(for: text) ?? Nearness.question(near)
      ?? known + "lineup models lists what there is, or give the path of a .gguf file"
    throw Failure("there is no model or command \"\(text)\"; \(hint)")
  }

  /// Why a row of the catalogue that is named is not opened; nil where there is no such row.
  private static func refusal(of name: String, _ local: LocalModels) -> Failure? {
    let catalogue = Catalogue.ofUser
    guard let row = catalogue.row(named: name) else { return nil }
    return Failure(RowSentences(catalogue: catalogue, local: local).refusal(of: row))
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// Finds all of them, one pane each.
  ///
  /// - Parameter servers: whether those of servers may be among them.
  static func all(
    _ texts: [String], folder: @autoclosure () throws -> String, arrives: Bool = false,
    servers: Bool = false
  ) throws -> [ModelArgument] {
    guard texts.count <= ViewState.paneLimit else {
      throw Failure(
        "\(texts.count) models are named, but there are at most \(ViewState.paneLimit) panes",
        status: 2)
    }
    return try texts.map { text in
      if servers, let endpoint = try ofServer(text) { return endpoint }
      return try ModelArgument(text, folder: try folder(), arrives: arrives)
    }
  }

  /// A server's model; nil for what names none.
  private static func ofServer(_ text: String) throws -> ModelArgument? {
    guard text.contains("/"), !FileManager.default.fileExists(atPath: text),
      !ModelSource.isMeant(by: text)
    else { return nil }
    let book = EndpointBook.ofUser
    if book.split(text) != nil { return ModelArgument(endpoint: text) }
    if let obstacle = book.obstacle(to: text) { throw Failure(obstacle) }
    return nil
  }

  /// A file that was found.
  init(file: String) {
    self.init(name: Self.stem(ofFile: file), path: Self.canonical(file))
  }

  /// The same model under a name that none of these is: a repeat is called "name#2".
  func named(besides names: [String]) -> ModelArgument {
    guard names.contains(name) else { return self }
    let number = (2...).first { !names.contains("\(stem)#\($0)") } ?? 2
    return ModelArgument(name: "\(stem)#\(number)", place: place)
  }

  /// The name without the number of a repeat.
  var stem: String {
    guard let mark = name.lastIndex(of: "#"), Int(name[name.index(after: mark)...]) != nil else {
      return name
    }
    return String(name[..<mark])
  }

  /// The one path of a file that may be spelt in several ways, so that it is loaded once.
  ///
  /// Of a split model it is the first part's, and a link's own: what the link leads to may be called
  /// anything, and the parts are found by their names.
  static func canonical(_ path: String) -> String {
    if SplitName(path) != nil {
      let first = ModelFiles.first(path)
      guard let slash = first.lastIndex(of: "/") else { return resolved(".") + "/" + first }
      let folder = slash == first.startIndex ? "/" : String(first[..<slash])
      return resolved(folder) + first[slash...]
    }
    return resolved(path)
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// A file's name without its ending, and without the numbers of a part.
  static func stem(ofFile path: String) -> String {
    let path = SplitName(path)?.stem ?? path
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".gguf") ? String(file.dropLast(5)) : file
  }
}
