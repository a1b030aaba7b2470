import ArgumentParser
import FoundationEssentials
import Glibc
import SessionLog

/// What shells may complete words with, looked up when somebody asks.
enum Completions {
  /// Models on this machine: by name, or as a file.
  static let models = CompletionKind.custom { _, _, prefix in here(prefix) }

  /// What a pane may have: these, and servers' models that the settings name.
  static let panes = CompletionKind.custom { _, _, prefix in
    here(prefix)
      + EndpointBook.ofUser.all.flatMap { endpoint in
        endpoint.knownModels.map { "\(endpoint.name)/\($0)" }
      }
  }

  private static func here(_ prefix: String) -> [String] {
    prefix.contains("/") ? files(prefix) : LocalModels.ofUser.models.map(\.name)
  }

  /// Folders, and files of models, that begin so.
  private static func files(_ prefix: String) -> [String] {
    let slash = prefix.lastIndex(of: "/") ?? prefix.startIndex
    let folder = String(prefix[...slash])
    let home = ProcessInfo.processInfo.environment["HOME"]
    let path = UserSetup.path(folder, home: home, folder: FileManager.default.currentDirectoryPath)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().prefix(1000).compactMap { name in
      if name.hasSuffix(".gguf") { return folder + name }
      var facts = stat()
      let isFolder = stat(path + "/" + name, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
      return isFolder && !name.hasPrefix(".") ? folder + name + "/" : nil
    }
  }

  /// Models that can be pulled by name.
  static let catalogue = CompletionKind.custom { _, _, _ in Catalogue.entries.map(\.name) }

  /// Systems of the catalogue.
  static let systems = CompletionKind.custom { _, _, _ in Catalogue.ofUser.rows.map(\.name) }

  /// All that memory can be planned for.
  static let inspected = CompletionKind.custom { _, _, prefix in
    if prefix.contains("/") { return files(prefix) }
    let names = LocalModels.ofUser.models.map(\.name)
    let planned = Catalogue.ofUser.rows.filter { !$0.shape.isEmpty }.map(\.name)
    return names + planned.filter { !names.contains($0) }
  }

  /// Sessions by their ids, the newest first.
  static let sessions = CompletionKind.custom { _, _, _ in
    guard let folder = try? Places.ofUser.sessions else { return [] }
    return ["last"]
      + SessionFolder(folder).newestFirst().prefix(50).compactMap { SessionName(path: $0)?.id }
  }

  /// Endpoints by their names.
  static let endpoints = CompletionKind.custom { _, _, _ in EndpointBook.ofUser.all.map(\.name) }

  static let themes = CompletionKind.custom { _, _, _ in UserSetup.ofUser.themes.names }
  static let prompts = CompletionKind.custom { _, _, _ in UserSetup.ofUser.prompts.names }
}
