import JSON
import Playground
import SessionLog

/// The folder of saved layouts, a JSON file each.
struct LayoutFolder {
  let path: String

  init(_ places: Places) throws(PlacesError) { path = try places.layouts }

  /// Names, in the order of the alphabet.
  var names: [String] {
    WholeFile.names(in: path).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      .filter { SavedLayout.obstacle(toName: $0) == nil }.sorted()
  }

  /// - Throws: `Failure` with one sentence.
  func layout(_ name: String) throws -> SavedLayout {
    if let reason = SavedLayout.obstacle(toName: name) { throw Failure(reason) }
    guard names.contains(name) else {
      let near = Nearness.nearest(to: name, among: names)
      let known = names.isEmpty ? "none is saved yet" : "there are \(names.joined(separator: ", "))"
      throw Failure(
        "there is no layout \"\(name)\"; "
          + (Nearness.question(near) ?? known))
    }
    let file = path + "/" + name + ".json"
    guard let bytes = try? WholeFile.read(file, atMost: SavedLayout.byteLimit),
      let json = try? JSONValue.parse(bytes), let layout = SavedLayout(json)
    else {
      throw Failure("\(file) is no layout; save it again, or delete it")
    }
    return layout
  }

  /// - Throws: `Failure` with one sentence.
  func save(_ layout: SavedLayout, name: String) throws {
    if let reason = SavedLayout.obstacle(toName: name) { throw Failure(reason) }
    let file = path + "/" + name + ".json"
    do {
      try WholeFile.write(layout.json.write() + "\n", to: file)
    } catch {
      throw Failure("\(error)")
    }
  }
}
