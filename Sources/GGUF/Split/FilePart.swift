/// One file of a model: the only one, or a part of a split model.
struct FilePart: Sendable {
  /// The file's name, where it has one.
  let name: String?
  let mapping: MappedBytes
  let header: Header
  /// The bytes of all parts before it.
  let start: Int

  init(_ mapping: MappedBytes, name: String?, start: Int = 0) throws(GGUFError) {
    do throws(GGUFError) {
      header = try Header(parsing: mapping, fileName: name)
    } catch {
      throw mapping.change ?? error
    }
    self.mapping = mapping
    self.name = name
    self.start = start
  }

  /// The same part behind others.
  private init(_ part: FilePart, start: Int) {
    name = part.name
    mapping = part.mapping
    header = part.header
    self.start = start
  }

  static func fileName(_ path: String) -> String? {
    path.split(separator: "/").last.map(String.init)
  }

  /// All parts of the model that the file at `path` is, or is a part of.
  static func all(path: String) throws(GGUFError) -> [FilePart] {
    let given = try FilePart(MappedBytes(path: path), name: fileName(path))
    guard let position = given.header.split else { return [given] }
    guard let name = SplitName(path), name.number == position.number + 1,
      name.count == position.count
    else { throw .partOfSplit(number: position.number, count: position.count) }
    var parts: [FilePart] = []
    var start = 0
    for number in 1...position.count {
      let part =
        number == name.number
        ? FilePart(given, start: start)
        : try open(name.path(number), number, given, start: start)
      parts.append(part)
      start += part.mapping.bytes.count
    }
    return parts
  }

  /// Opens the part of that number, counted from 1, and checks that it belongs to `other`.
  private static func open(
    _ path: String, _ number: Int, _ other: FilePart, start: Int
  ) throws(GGUFError) -> FilePart {
    let name = fileName(path) ?? path
    let part: FilePart
    do throws(GGUFError) {
      part = try FilePart(MappedBytes(path: path), name: name, start: start)
    } catch .notFound {
      throw .missingPart(name, number: number - 1, count: other.header.split?.count ?? 1)
    } catch {
      throw .inPart(name, error)
    }
    let position = part.header.split
    if position?.count != other.header.split?.count {
      throw .foreignPart(name, key: "split.count")
    }
    if position?.number != number - 1 { throw .foreignPart(name, key: "split.no") }
    if position?.tensorCount != other.header.split?.tensorCount {
      throw .foreignPart(name, key: "split.tensors.count")
    }
    // Only the first part has these, as a rule; where another has, they tell models apart.
    for key in ["general.architecture", "general.name"] {
      guard case .string(let own)? = part.header.metadata[key],
        case .string(let theirs)? = other.header.metadata[key]
      else { continue }
      if !own.bytes.elementsEqual(theirs.bytes) { throw .foreignPart(name, key: key) }
    }
    return part
  }

  /// The tensors with the part's number, counted from 0, and their places behind the parts before.
  func tensors(_ part: Int) -> [TensorInfo] {
    part == 0 ? header.tensors : header.tensors.map { $0.moved(by: start, part: part) }
  }

  var change: GGUFError? { mapping.change }
}
