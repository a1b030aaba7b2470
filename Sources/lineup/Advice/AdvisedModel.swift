import Configuration
import Inference

/// A row of the catalogue that can be had and fits, with what it takes.
struct AdvisedModel {
  let row: CatalogueRow
  let quantisation: String
  let memory: MemoryPlan
  let isHere: Bool
  /// Nil where nothing was measured.
  let time: RequestTime?

  /// - Returns: nil for a row that can't be pulled or planned, or whose context is too short.
  init?(_ row: CatalogueRow, _ answers: AdviceAnswers, _ rate: MeasuredRate?, isHere: Bool) {
    guard row.obstacle == nil, isHere || CatalogueEntry(row) != nil,
      let plan = try? RowPlan(
        row, quantisation: nil, contextSize: nil,
        left: MemoryLeft(bytes: answers.machine.memory, resident: 0))
    else { return nil }
    let outline = plan.outline
    let size = max(answers.contextSize, Self.leastContext)
    guard answers.contextSize <= outline.configuration.contextLength else { return nil }
    let context = min(size, outline.configuration.contextLength)
    self.row = row
    quantisation = plan.quantisation
    memory = outline.memory(contextSize: context)
    self.isHere = isHere
    time = rate.map {
      RequestTime(
        answers,
        $0.scaled(
          bytesPerToken: outline.bytesPerToken, parameters: outline.parametersOfPrompt))
    }
  }

  /// A context as lists plan for, where requests need no more.
  private static let leastContext = RowMemory.contextSize

  /// Bytes with each of `RowMemory.quantisations`, in the same context.
  var totals: [Int?] {
    RowMemory.quantisations.map { name in
      (try? RowMemory.outline(row, quantisation: name))?.memory(contextSize: memory.contextSize)
        .total
    }
  }

  var parameters: Int { row.parameters ?? 0 }
  /// Whether it answers, rather than going on with a text.
  var isInstructed: Bool { row.prompt != "plain" }

  func fits(_ machine: AdvisedMachine) -> Bool { memory.total <= machine.memory }

  /// Whether it is named before another one of about its size.
  func isBetter(than other: AdvisedModel) -> Bool {
    let isSoon = time?.fitsDay ?? true
    let otherIsSoon = other.time?.fitsDay ?? true
    if isSoon != otherIsSoon { return isSoon }
    if isHere != other.isHere { return isHere }
    let (year, otherYear) = (row.year ?? 0, other.row.year ?? 0)
    // Of one year and about one size, the catalogue's order holds.
    return year == otherYear
      ? Self.rounded(parameters) > Self.rounded(other.parameters) : year > otherYear
  }

  /// To its first digit.
  private static func rounded(_ count: Int) -> Int {
    var unit = 1
    while count / unit >= 10 { unit *= 10 }
    return (count / unit + (count % unit * 2 >= unit ? 1 : 0)) * unit
  }
}
