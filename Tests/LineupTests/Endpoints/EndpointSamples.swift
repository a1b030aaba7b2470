import Configuration
import FoundationEssentials

@testable import lineup

/// Books of endpoints as a config.yaml makes them.
enum EndpointSamples {
  static func book(
    _ text: String, environment: [String: String] = [:], folder: String? = nil
  ) -> EndpointBook {
    let (settings, problems) = UserSettings.read(text, file: "config.yaml")
    return EndpointBook(
      settings, problems: problems,
      KeySurroundings(environment: environment, folder: folder, ring: KeyRing()),
      catalogue: CatalogueSamples.shipped)
  }
}

/// A folder that is gone after the test.
final class KeyFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/lineup-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String, mode: Int) throws {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
  }

  func text(_ name: String) -> String? {
    (try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
