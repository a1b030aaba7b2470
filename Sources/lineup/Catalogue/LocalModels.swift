import FoundationEssentials
import Glibc
import SessionLog

/// Model files that are on this machine.
struct LocalModels {
  struct Model: Equatable {
    /// What it is called on the command line.
    var name: String
    var path: String
    /// What the catalogue calls it; nil for another file.
    var entry: CatalogueEntry?
  }

  /// Those of the catalogue first, in its order, then others in the folder, then those in further ones.
  let models: [Model]

  /// - Parameter folder: where pulled models are; nil where there is no such place.
  init(folder: String?, further: FurtherModels, entries: [CatalogueEntry] = Catalogue.entries) {
    let files =
      folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
    var models: [Model] = []
    let elsewhere = further.files()
    for entry in entries {
      if let folder, files.contains(entry.file) {
        models.append(Model(name: entry.name, path: folder + "/" + entry.file, entry: entry))
      } else if let path = elsewhere.first(where: { $0.hasSuffix("/" + entry.file) }) {
        models.append(Model(name: entry.name, path: path, entry: entry))
      }
    }
    let taken = Set(models.map(\.path))
    let own = ModelFiles.models(among: files.filter { $0.hasSuffix(".gguf") }.sorted())
      .map { (folder ?? "") + "/" + $0 }
    for path in own where !taken.contains(path) {
      models.append(Model(name: ModelArgument.stem(ofFile: path), path: path))
    }
    for path in elsewhere where !taken.contains(path) {
      let argument = ModelArgument(file: path)
      models.append(Model(name: argument.name, path: argument.path))
    }
    self.models = models
  }

  /// As the user's settings have it.
  static var ofUser: LocalModels {
    LocalModels(folder: try? Places.ofUser.models, further: .ofUser)
  }

  /// Whether a model is called that.
  func has(_ name: String) -> Bool { models.contains { $0.name == name } }

  /// Where the model of a catalogue's row is; nil where it is not here.
  func path(named name: String) -> String? {
    models.first { $0.entry != nil && $0.name == name }?.path
  }
}
