import Configuration
import Downloading
import FoundationEssentials
import SessionLog

/// A model that can be pulled by name.
struct CatalogueEntry: Equatable, Sendable {
  var name: String
  /// What its file is called in the folder of models.
  var file: String
  var title: String
  /// Nil where they are not known beforehand.
  var bytes: Int?
  var sha256: String?
  var source: ModelSource
  /// How its weights are stored there.
  var quantisation: String?
  var licence: String?
}

extension CatalogueEntry {
  /// Nil for a row that can't be pulled.
  init?(_ row: CatalogueRow) {
    guard row.hasWeights, let text = row.source,
      let source = text == "packages" ? .packages : try? ModelSource(text),
      let file = (row.file ?? source.remoteName).flatMap(FileName.safe)
    else { return nil }
    self.init(
      name: row.name, file: file, title: row.title, bytes: row.bytes, sha256: row.sha256,
      source: source, quantisation: row.quantisation, licence: row.licence)
  }
}

/// Systems that can be named, and those of them that can be pulled.
enum Catalogue {
  /// Those that come with `make run`: known also where no file of a catalogue is found.
  static let builtIn = [
    CatalogueEntry(
      name: "smollm2", file: "SmolLM2-135M-Instruct.Q4_1.gguf", title: "SmolLM2 135M Instruct",
      bytes: 98_362_432, sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
      source: .packages, quantisation: "Q4_1", licence: "Apache 2.0"),
    CatalogueEntry(
      name: "gemma3", file: "gemma-3-270m-q4_k_m.gguf", title: "Gemma 3 270M (base)",
      bytes: 253_113_024,
      sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
      source: .packages, quantisation: "Q4_K_M", licence: "Gemma Terms of Use"),
  ]

  /// Both files, read once, when they are first asked for.
  static let ofUser = ModelCatalogue(own: ownFile, shipped: SharedFiles.catalogue)

  /// All that can be pulled by name, the built-in ones first.
  static let entries = entries(of: ofUser)

  static func entries(of catalogue: ModelCatalogue) -> [CatalogueEntry] {
    let entries = catalogue.rows.compactMap(CatalogueEntry.init)
    let missing = builtIn.filter { entry in !catalogue.rows.contains { $0.name == entry.name } }
    return missing + entries
  }

  /// The one of a name, exactly.
  static func entry(named name: String) -> CatalogueEntry? {
    // Most who name a model name one of these, and need not wait until files are read.
    if let entry = builtIn.first(where: { $0.name == name }), !hasOwnFile { return entry }
    return entries.first { $0.name == name }
  }

  /// The model whose file this is.
  static func entry(at path: String, in folder: String) -> CatalogueEntry? {
    func isOne(_ entry: CatalogueEntry) -> Bool { folder + "/" + entry.file == path }
    guard path.hasPrefix(folder + "/") else { return nil }
    return builtIn.first(where: isOne) ?? entries.first(where: isOne)
  }

  private static var ownFile: String? { try? Places.ofUser.catalogue }

  private static var hasOwnFile: Bool {
    ownFile.map { FileManager.default.fileExists(atPath: $0) } ?? false
  }
}
