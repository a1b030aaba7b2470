import Downloading
import FoundationEssentials
import Playground

/// A model that is to be had: where it comes from, and as which files it will be here.
struct WantedModel: Equatable {
  /// What it is opened by.
  var name: String
  var source: ModelSource
  /// Names of its files in the models folder; more than one of a model that was split.
  var files: [String]
  var bytes: Int?
  var sha256: String?

  init(_ entry: CatalogueEntry) {
    name = entry.name
    source = entry.source
    files = ModelFiles(entry.file).paths
    bytes = entry.bytes
    sha256 = entry.sha256
  }

  /// Reads a name of the catalogue, `hf:OWNER/REPO/FILE`, or an address.
  ///
  /// - Parameter name: what it is to be called; nil for the name that its file has there.
  init(_ text: String, as name: String? = nil) throws {
    let text = Self.withScheme(text)
    guard ModelSource.isMeant(by: text) else {
      let exact = Catalogue.entry(named: text)
      guard let entry = exact ?? Catalogue.ofUser.row(named: text).flatMap(CatalogueEntry.init)
      else { throw Self.unknown(text) }
      guard name == nil else {
        throw Failure("--as is for hf: and addresses; \(text) has its name", status: 2)
      }
      self.init(entry)
      return
    }
    let source: ModelSource
    do throws(ModelSourceError) {
      source = try ModelSource(text)
    } catch {
      throw Failure("\(error)", status: 2)
    }
    if name == nil, let entry = Catalogue.entries.first(where: { $0.source == source }) {
      self.init(entry)
      return
    }
    guard let file = (name ?? source.remoteName).flatMap(FileName.safe) else {
      throw Failure(
        "\(text) has no name that a file can have here; give it one with --as", status: 2)
    }
    let split = ModelFiles(source.remoteName ?? "").paths.count
    if name != nil, split > 1 {
      throw Failure(
        "--as is not for models of several files, which have to keep their names", status: 2)
    }
    self.init(
      name: ModelArgument.stem(ofFile: file), source: source,
      files: split > 1 ? ModelFiles(file).paths : [file])
  }

  private init(name: String, source: ModelSource, files: [String]) {
    self.name = name
    self.source = source
    self.files = files
  }

  private static func unknown(_ text: String) -> Failure {
    let catalogue = Catalogue.ofUser
    if let row = catalogue.row(named: text) {
      return Failure(RowSentences(catalogue: catalogue, local: .ofUser).refusal(of: row))
    }
    if FileManager.default.fileExists(atPath: text) {
      return Failure("\(text) is here already; open it with: lineup \(text)")
    }
    let near = Nearness.nearest(to: text, among: Catalogue.entries.map(\.name))
    // As the hub writes it.
    let onHub = (try? ModelSource("hf:" + text)) == nil ? nil : "did you mean hf:\(text)?"
    let hint =
      Nearness.question(near) ?? onHub
      ?? "lineup models lists those there are; or give hf:OWNER/REPO/FILE.gguf or an address"
    return Failure("there is no model \"\(text)\" to pull; \(hint)")
  }

  /// An address of the hub as other programs take it, without what stands before its host.
  private static func withScheme(_ text: String) -> String {
    ["hf.co/", "huggingface.co/"].contains { text.hasPrefix($0) } ? "https://" + text : text
  }

  /// Where its files are in a folder.
  func paths(in folder: String) -> [String] { files.map { folder + "/" + $0 } }

  /// Whether all of it is there.
  func isHere(in folder: String) -> Bool {
    paths(in: folder).allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }

  /// The page that people read about it; nil where none is known.
  var page: String? {
    guard case .hub(let owner, let repository, _, _) = source else { return nil }
    return "\(ModelSource.hubAddress)/\(owner)/\(repository)"
  }
}
