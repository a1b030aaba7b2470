import Playground

/// Reads the rows of a catalogue file, with all that is wrong in it. A row that is wrong in part is used
/// without that part, and one that can't be told from others or had in any way is left out.
struct CatalogueReading {
  static let keys = [
    "title", "family", "maker", "year", "parameters", "active", "training", "licence", "access",
    "formats", "prompt", "get", "file", "quantisation", "bytes", "sha256", "how", "endpoint",
    "architecture", "shape", "why", "instead", "note", "sources", "prices",
  ]
  static let shapeKeys = [
    "block_count", "embedding_length", "feed_forward_length", "attention.head_count",
    "attention.head_count_kv", "attention.key_length", "attention.value_length",
    "attention.sliding_window", "rope.dimension_count", "expert_count", "expert_used_count",
    "expert_feed_forward_length", "context_length", "vocab_size", "tied",
  ]

  /// Rows that a file has at most.
  static let rowLimit = 1000
  /// Rows that may come closest to one.
  static let alternativeLimit = 20

  var problems: Problems
  private(set) var rows: [CatalogueRow] = []
  /// Where rows say what comes closest.
  private var lines: [String: Int] = [:]

  init(_ text: String, file: String) {
    problems = Problems(file: file)
    do throws(Problem) {
      guard let root = try YAMLText.parse(text, name: file) else { return }
      for entry in root.entries("row", &problems) {
        guard rows.count < Self.rowLimit else {
          problems.add(line: entry.line, "a catalogue has at most \(Self.rowLimit) rows")
          return
        }
        if let row = row(entry) { rows.append(row) }
      }
    } catch {
      problems.add(error)
    }
  }

  /// Says which rows that were said to come closest are not there.
  mutating func checkAlternatives(among names: [String]) {
    let known = Set(names)
    for row in rows {
      for name in row.alternatives where !known.contains(name) {
        let near = problems.isFull ? nil : Nearness.nearest(to: name, among: names).first
        problems.warn(
          line: lines[row.name],
          "there is no row \(name.quoted)" + (near.map { "; did you mean \($0)?" } ?? ""))
      }
    }
  }

  private mutating func row(_ entry: YAMLValue.Entry) -> CatalogueRow? {
    guard CatalogueRow.isName(entry.key) else {
      problems.add(
        line: entry.line,
        "a row's name has small letters, digits, -, _ and ., at most 64, not \(entry.key.quoted)")
      return nil
    }
    let parts = entry.value.entries("fact", known: Self.keys, &problems)
    guard let access = access(parts, of: entry) else { return nil }
    var row = CatalogueRow(entry.key, access: access)
    for part in parts { take(part, &row) }
    if row.source == "packages", row.file == nil {
      problems.add(line: entry.line, "\(row.name) says get: packages, and not which file that is")
      row.source = nil
    }
    if row.hasWeights, row.source == nil, row.guidance == nil {
      problems.warn(line: entry.line, "\(row.name) does not say how it is got (get, or how)")
    }
    return row
  }

  private mutating func access(
    _ parts: [YAMLValue.Entry], of row: YAMLValue.Entry
  ) -> CatalogueRow.Access? {
    let names = CatalogueRow.Access.allCases.map(\.rawValue)
    guard let part = parts.first(where: { $0.key == "access" }) else {
      problems.add(
        line: row.line, "\(row.key) has no key access: \(names.joined(separator: ", "))")
      return nil
    }
    guard let text = part.text(&problems) else { return nil }
    if let access = CatalogueRow.Access(rawValue: text) { return access }
    let hint = suggestion(for: text, among: names, called: "there are")
    problems.add(line: part.line, "there is no access \(text.quoted); \(hint)")
    return nil
  }

  private mutating func take(_ part: YAMLValue.Entry, _ row: inout CatalogueRow) {
    switch part.key {
    case "title": row.title = part.prose(&problems) ?? row.title
    case "family": row.family = part.prose(&problems) ?? row.family
    case "maker": row.maker = part.prose(&problems)
    case "year": row.year = number(part, 1900...2200)
    case "parameters": row.parameters = count(part)
    case "active": row.activeParameters = count(part)
    case "training": row.training = part.prose(&problems)
    case "licence": row.licence = part.prose(&problems)
    case "formats": row.formats = part.texts(&problems) ?? []
    case "prompt": row.prompt = part.prose(&problems)
    case "get": row.source = source(part)
    case "file": row.file = file(part)
    case "quantisation": row.quantisation = part.prose(&problems)
    case "bytes": row.bytes = number(part, 1...(1 << 50))
    case "sha256": row.sha256 = sum(part)
    case "how": row.guidance = part.prose(&problems)
    case "endpoint": row.endpoint = endpoint(part)
    case "architecture": row.architecture = part.prose(&problems)
    case "shape": row.shape = shape(part)
    case "why": row.obstacle = part.prose(&problems)
    case "instead":
      row.alternatives = alternatives(part)
      lines[row.name] = part.line
    case "note": row.note = part.prose(&problems)
    case "sources": row.sources = part.texts(&problems) ?? []
    case "prices": row.prices = prices(part)
    default: break
    }
  }

  // MARK: Values

  private mutating func prices(_ part: YAMLValue.Entry) -> CatalogueRow.PublishedPrices? {
    let keys = ["input", "output", "currency", "as_of"]
    var found: [String: String] = [:]
    for value in part.value.entries("fact of prices", known: keys, &problems) {
      found[value.key] = value.text(&problems)
    }
    func amount(_ key: String) -> Double? {
      found[key].flatMap(Double.init).flatMap { 0...1e6 ~= $0 ? $0 : nil }
    }
    guard let input = amount("input"), let output = amount("output"),
      let currency = found["currency"], 1...8 ~= currency.utf8.count,
      let date = found["as_of"], Self.isDay(date)
    else {
      problems.add(
        line: part.line,
        "prices has input and output (of a million tokens), currency, and as_of, a day such as "
          + "2026-09-22")
      return nil
    }
    return CatalogueRow.PublishedPrices(
      input: input, output: output, currency: currency, date: date)
  }

  /// "2026-09-22".
  private static func isDay(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2] else { return false }
    let numbers = parts.compactMap { Int($0) }
    return numbers.count == 3 && 1...12 ~= numbers[1] && 1...31 ~= numbers[2]
  }

  private mutating func alternatives(_ part: YAMLValue.Entry) -> [String] {
    let names = part.texts(&problems) ?? []
    if names.count > Self.alternativeLimit {
      problems.warn(
        line: part.line,
        "of the \(names.count) rows in instead the first "
          + "\(Self.alternativeLimit) are used")
    }
    return Array(names.prefix(Self.alternativeLimit))
  }

  private mutating func number(_ part: YAMLValue.Entry, _ range: ClosedRange<Int>) -> Int? {
    guard let text = part.text(&problems) else { return nil }
    if let value = Int(text), range.contains(value) { return value }
    problems.add(
      line: part.line,
      "\(part.key) is a whole number from \(range.lowerBound) to \(range.upperBound), not "
        + text.quoted)
    return nil
  }

  /// "6738415616", "137B", "unpublished".
  private mutating func count(_ part: YAMLValue.Entry) -> Int? {
    guard let text = part.text(&problems), text != "unpublished" else { return nil }
    if let value = Self.count(text) { return value }
    problems.add(
      line: part.line, "\(part.key) is a count, 7B, 350M or unpublished, not \(text.quoted)")
    return nil
  }

  static func count(_ text: String) -> Int? {
    let units: [(String, Double)] = [("K", 1e3), ("M", 1e6), ("B", 1e9), ("T", 1e12)]
    let unit = units.first { text.hasSuffix($0.0) }
    let digits = unit == nil ? text : String(text.dropLast())
    guard digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2E }), let value = Double(digits)
    else { return nil }
    let count = (value * (unit?.1 ?? 1)).rounded()
    return 1...1e15 ~= count ? Int(count) : nil
  }

  private mutating func source(_ part: YAMLValue.Entry) -> String? {
    guard let text = part.text(&problems) else { return nil }
    let isKnown =
      text == "packages" || text.hasPrefix("hf:") || text.hasPrefix("https://")
      || text.hasPrefix("http://")
    if isKnown { return text }
    problems.add(
      line: part.line,
      "get is hf:OWNER/REPO/FILE, an address or packages, not \(text.quoted); for a sentence there is "
        + "how")
    return nil
  }

  /// A name within the folder of models.
  private mutating func file(_ part: YAMLValue.Entry) -> String? {
    guard let text = part.text(&problems) else { return nil }
    let isName =
      text.hasSuffix(".gguf") && !text.hasPrefix(".") && text.utf8.count <= 200
      && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x2F && $0 != 0x7F }
    if isName { return text }
    problems.add(
      line: part.line, "file is the name of a .gguf file, without folders, not \(text.quoted)")
    return nil
  }

  private mutating func endpoint(_ part: YAMLValue.Entry) -> String? {
    guard let text = part.text(&problems) else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if let name = parts.first, EndpointReading.isName(String(name)),
      parts.count == 1 || EndpointSettings.isModel(String(parts[1]))
    {
      return text
    }
    problems.add(line: part.line, "endpoint is NAME/MODEL, or NAME, not \(text.quoted)")
    return nil
  }

  private mutating func sum(_ part: YAMLValue.Entry) -> String? {
    guard let text = part.text(&problems)?.lowercased() else { return nil }
    if text.utf8.count == 64,
      text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
    {
      return text
    }
    problems.add(line: part.line, "sha256 has 64 hexadecimal digits, unlike \(text.quoted)")
    return nil
  }

  private mutating func shape(_ part: YAMLValue.Entry) -> [String: Double] {
    var shape: [String: Double] = [:]
    for value in part.value.entries("hyperparameter", known: Self.shapeKeys, &problems) {
      if value.key == "tied" {
        if let isTied = value.truth(&problems) { shape["tied"] = isTied ? 1 : 0 }
      } else if let number = number(value, 1...(1 << 40)) {
        shape[value.key] = Double(number)
      }
    }
    return shape
  }
}
