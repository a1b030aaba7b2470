import Configuration
import FoundationEssentials

@testable import lineup

/// The catalogue as it is shipped, and a folder with models in it.
enum CatalogueSamples {
  static let path =
    #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/catalogue.yaml"
  static let shipped = ModelCatalogue(own: nil, shipped: path)
  static let none = ModelCatalogue(own: nil, shipped: nil)

  static func row(_ name: String) -> CatalogueRow {
    shipped.rows.first { $0.name == name } ?? CatalogueRow("absent", access: .private)
  }
}

/// A folder of models that is gone after the test.
final class ModelFolder {
  let path: String

  init(_ files: [String]) throws {
    path = FileManager.default.temporaryDirectory.path + "/lineup-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for file in files {
      try Data("GGUF".utf8).write(to: URL(fileURLWithPath: path + "/" + file))
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var models: LocalModels {
    LocalModels(
      folder: path, further: FurtherModels(folders: []),
      entries: Catalogue.entries(of: CatalogueSamples.shipped))
  }
}
