import Configuration
import GGUF
import Glibc

/// Models in the further folders that `config.yaml` names, and in folders therein. A folder may be
/// anything: the search has an end.
struct FurtherModels {
  let folders: [String]

  /// How deep folders may lie in one that is named.
  static let depth = 3
  /// Entries that are looked at in all, and files that are taken.
  static let entryLimit = 20_000
  static let fileLimit = 1000

  static var ofUser: FurtherModels { FurtherModels(folders: UserSetup.ofUser.modelFolders) }

  /// Paths of .gguf files, sorted within each of the folders; of a split model the first part.
  func files() -> [String] {
    var left = Self.entryLimit
    var found: [String] = []
    for folder in folders {
      var files: [String] = []
      search(folder, depth: Self.depth, &left, &files)
      found += ModelFiles.models(among: files.sorted())
    }
    return Array(found.prefix(Self.fileLimit))
  }

  /// The first file of a name, with or without its ending, and a part's numbers.
  func path(of name: String) -> String? {
    guard !folders.isEmpty else { return nil }
    return files().first { file in
      file.hasSuffix("/\(name)") || file.hasSuffix("/\(name).gguf")
        || SplitName(file)?.stem.hasSuffix("/\(name)") ?? false
    }
  }

  private func search(_ folder: String, depth: Int, _ left: inout Int, _ files: inout [String]) {
    guard depth > 0, let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    var inner: [String] = []
    while left > 0, let entry = readdir(stream) {
      left -= 1
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      let path = folder + "/" + name
      if name.hasSuffix(".gguf") {
        var facts = stat()
        // Links to files count; pipes and devices would be waited for.
        if stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG { files.append(path) }
      } else {
        var facts = stat()
        // Links to folders may lead in circles.
        if lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR { inner.append(path) }
      }
    }
    for folder in inner.sorted() { search(folder, depth: depth - 1, &left, &files) }
  }
}
