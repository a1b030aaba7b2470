import Configuration
import Inference
import Testing

@testable import lineup

/// Shapes of the catalogue against what is published of their models.
struct RowMemoryTests {
  static let shaped = CatalogueSamples.shipped.rows.filter { !$0.shape.isEmpty }

  @Test func `every row with weights has a shape`() {
    let weights = CatalogueSamples.shipped.rows.filter(\.hasWeights)
    #expect(weights.allSatisfy { !$0.shape.isEmpty })
    #expect(Self.shaped.count == weights.count + 1, "and GPT-3, whose paper has it")
  }

  @Test(arguments: shaped.map(\.name))
  func `a shape has the parameters that are stated`(name: String) throws {
    let row = CatalogueSamples.row(name)
    let outline = try #require(try RowMemory.outline(row, quantisation: "Q4_K_M"))
    let stated = try #require(row.parameters)
    #expect(abs(Double(outline.parameters) / Double(stated) - 1) < 0.02)
    // Where the last digit is stated, it is right.
    if stated % 100_000 != 0 { #expect(outline.parameters == stated) }
  }

  @Test(arguments: shaped.map(\.name))
  func `better weights take more memory`(name: String) throws {
    let memory = RowMemory(CatalogueSamples.row(name), available: 0)
    let totals = memory.totals.compactMap(\.self)
    #expect(totals.count == 3 && totals == totals.sorted() && Set(totals).count == 3)
    #expect(memory.fits == false && memory.best == nil)
  }

  @Test func `what fits is the best form that does`() {
    let row = CatalogueSamples.row("llama-7b")
    #expect(RowMemory(row, available: 24 << 30).best == "F16")
    #expect(RowMemory(row, available: 8 << 30).best == "Q8_0")
    #expect(RowMemory(row, available: 5 << 30).best == "Q4_K_M")
    #expect(RowMemory(CatalogueSamples.row("lamda"), available: 1 << 40).fits == nil)
  }

  @Test func `LLaMA fits up to 33B into 24 GiB`() {
    let fits = ["llama-7b", "llama-13b", "llama-33b", "llama-65b"].map { name in
      RowMemory(CatalogueSamples.row(name), available: 24 << 30).fits
    }
    #expect(fits == [true, true, true, false])
  }

  @Test func `a hostile shape makes no model and no trap`() {
    var row = CatalogueSamples.row("llama-7b")
    let hostile: [(String, Double)] = [
      ("block_count", 1e300), ("embedding_length", .nan), ("vocab_size", -1),
      ("expert_count", 1e12), ("attention.head_count", 7), ("attention.key_length", 1e12),
      ("context_length", 1e12),
    ]
    for (key, value) in hostile {
      let old = row.shape[key]
      row.shape[key] = value
      #expect(throws: ModelError.self) { try RowMemory.outline(row, quantisation: "F16") }
      row.shape[key] = old
    }
    #expect(RowMemory(row, available: 1 << 40).fits == true)
  }

  // MARK: lineup inspect

  @Test func `a row is planned without a file`() throws {
    let row = CatalogueSamples.row("llama-65b")
    let left = MemoryLeft(bytes: 24 << 30, resident: 0)
    let plan = try RowPlan(row, quantisation: nil, contextSize: nil, left: left)
    #expect(plan.quantisation == "Q4_K_M" && plan.memory.contextSize == 2048)
    #expect(plan.text.contains("does not fit"))
    #expect(plan.json.write().contains("\"planned\":true"))
    #expect(throws: Failure.self) {
      try RowPlan(row, quantisation: nil, contextSize: 4096, left: left)
    }
    #expect(throws: Failure.self) {
      try RowPlan(CatalogueSamples.row("palm2"), quantisation: nil, contextSize: nil, left: left)
    }
  }
}
