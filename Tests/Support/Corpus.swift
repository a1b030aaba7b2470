import FoundationEssentials

/// A model file with what is to become of it.
package struct CorpusFile: Sendable {
  package var name: String
  package var bytes: [UInt8]
  /// What the sentence that refuses the file must contain; nil where it is accepted.
  package var refusal: [String]?

  package init(name: String, bytes: [UInt8], refusal: [String]?) {
    self.name = name
    self.bytes = bytes
    self.refusal = refusal
  }
}

/// The files of all tests, written out for the journey that runs the whole program on each.
package enum Corpus {
  /// Where they are to go; nil where nobody has asked for them.
  package static var folder: String? { ProcessInfo.processInfo.environment["LINEUP_CORPUS"] }

  private struct Entry: Codable {
    var file: String
    var name: String
    var refusal: [String]?
  }

  /// Writes the files, and `KIND.json`, which lists them.
  package static func write(_ files: [CorpusFile], as kind: String) throws {
    guard let folder else { return }
    var entries: [Entry] = []
    for (number, file) in files.enumerated() {
      let path = "\(kind)-\(number).gguf"
      try Data(file.bytes).write(to: URL(filePath: folder + "/" + path))
      entries.append(Entry(file: path, name: file.name, refusal: file.refusal))
    }
    try JSONEncoder().encode(entries).write(to: URL(filePath: "\(folder)/\(kind).json"))
  }
}
