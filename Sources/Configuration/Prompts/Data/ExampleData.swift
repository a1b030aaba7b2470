import Prompts

extension PromptReading {
  /// Reads `examples: {from: FILE, take: N, seed: S}`.
  mutating func readData(
    _ entry: YAMLValue.Entry, folder: String?
  ) -> [Written<PromptExample>] {
    var file: String?
    var take: Int?
    var seed: UInt64?
    var isFine = true
    for part in entry.value.entries("key of examples", known: ["from", "take", "seed"], &problems) {
      switch part.key {
      case "from": file = part.text(&problems)
      case "take":
        take = Int(part.value.text ?? "")
        guard let take, 1...Self.exampleLimit ~= take else {
          problems.add(
            line: part.line,
            "take is a whole number from 1 to \(Self.exampleLimit), not \(part.value.kind)")
          isFine = false
          continue
        }
      default:
        seed = UInt64(part.value.text ?? "")
        if seed == nil {
          problems.add(line: part.line, "seed is a whole number from 0 on, not \(part.value.kind)")
        }
      }
    }
    guard let file, let folder, isFine else {
      if isFine {
        problems.add(
          line: entry.line,
          file == nil
            ? "examples wants from, the file they come from" : "there is no folder to find it in")
      }
      return []
    }
    let steps = file.split(separator: "/", omittingEmptySubsequences: false)
    guard !steps.contains(where: { $0 == ".." || $0.isEmpty }) else {
      problems.add(line: entry.line, "the file of examples must lie beside the prompt or below it")
      return []
    }
    do throws(Problem) {
      return try examples(
        DataFile.rows("\(folder)/\(file)", name: file), of: file, take: take, seed: seed)
    } catch {
      problems.add(error.line == nil ? Problem(problems.file, line: entry.line, "\(error)") : error)
      return []
    }
  }

  private func examples(
    _ rows: [DataRow], of file: String, take: Int?, seed: UInt64?
  ) throws(Problem) -> [Written<PromptExample>] {
    guard take != nil || rows.count <= Self.exampleLimit else {
      throw Problem(file, "\(rows.count) rows are too many examples; say how many with take")
    }
    let count = min(take ?? rows.count, rows.count)
    let chosen = seed.map { SeededOrder(seed: $0).first(count, of: rows) } ?? Array(rows[..<count])
    var names = Set(PromptText(user?.value ?? "").variables)
    names.formUnion(expect?.value.variables ?? [])
    var examples: [Written<PromptExample>] = []
    for row in chosen {
      guard let output = row.values["output"] else {
        let near = Nearest.one(to: "output", among: row.values.keys.sorted())
        throw Problem(
          file, line: row.line,
          "the row has no output" + (near.map { "; is \($0) meant as it?" } ?? ""))
      }
      let values = row.values.filter { names.contains($0.key) }
      let example = PromptExample(values, output: output, note: row.values["note"] ?? "")
      examples.append(Written(value: example, line: row.line, file: file))
    }
    return examples
  }
}

/// An order that a seed gives, by SplitMix64 (Steele, Lea and Flood 2014).
struct SeededOrder {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The first items of all in that order (Fisher and Yates).
  func first<Item>(_ count: Int, of items: [Item]) -> [Item] {
    var order = self
    var items = items
    for index in 0..<min(count, items.count) {
      let rest = UInt64(items.count - index)
      items.swapAt(index, index + Int(order.next() % rest))
    }
    return Array(items.prefix(count))
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
