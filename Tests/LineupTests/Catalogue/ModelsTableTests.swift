import Configuration
import JSON
import SessionLog
import Testing

@testable import lineup

struct ModelsTableTests {
  private func table(_ folder: ModelFolder, _ rows: [CatalogueRow]) -> ModelsTable {
    let local = folder.models
    return ModelsTable(
      local: local.models, rows: rows,
      sentences: RowSentences(catalogue: CatalogueSamples.shipped, local: local),
      available: 24 << 30, quantisation: { _ in "Q8_0" })
  }

  private func own() -> CatalogueRow {
    var row = CatalogueRow("우리-회사의-아주-긴-이름을-가진-모델-7b", access: .weights)
    row.family = "우리 \u{1B}[31m"
    row.maker = String(repeating: "회사 ", count: 60)
    row.training = String(repeating: "사내 문서 ", count: 60)
    row.licence = "사내용"
    return row
  }

  @Test(arguments: [60, 80, 120])
  func `no line is wider than the terminal`(columns: Int) throws {
    let folder = try ModelFolder([
      "gpt-oss-20b-mxfp4.gguf", String(repeating: "x", count: 120) + ".gguf",
    ])
    let table = table(folder, CatalogueSamples.shipped.rows + [own()])
    let text =
      table.hereText(width: columns) + table.systemsText(width: columns)
      + table.legend(width: columns)
    for line in text.split(separator: "\n") {
      #expect(Amounts.width(String(line)) <= columns, "\(line)")
    }
    for row in CatalogueSamples.shipped.rows where columns >= 80 {
      #expect(text.contains("\n  \(row.name) "), "\(row.name) is not cut")
    }
    #expect(text.contains("licence") == (columns >= 120))
  }

  @Test func `families stand together, with their makers`() throws {
    let folder = try ModelFolder(["gpt-oss-20b-mxfp4.gguf"])
    let text = table(folder, CatalogueSamples.shipped.rows).systemsText(width: 80)
    let lines = text.split(separator: "\n").map(String.init)
    let headings = lines.dropFirst().filter { !$0.hasPrefix(" ") }
    #expect(Set(headings).count == headings.count)
    #expect(headings.contains("LLaMA (Meta, Stanford)"))
    func line(_ name: String) -> String { lines.first { $0.hasPrefix("  \(name) ") } ?? "" }
    #expect(line("llama-65b").contains("65.3B  weights: pull"))
    #expect(line("llama-65b").contains("!"))
    #expect(line("gpt-oss-20b").contains("weights: here"))
    #expect(line("alpaca-7b").contains("weights: by hand"))
    #expect(line("lamda").contains("137B  private"))
    #expect(line("palm2").contains("–  withdrawn"))
    #expect(line("gemini").contains("–  API"))
  }

  @Test func `where nothing is here it is said how that changes`() throws {
    let text = table(try ModelFolder([]), []).hereText(width: 80)
    #expect(text.contains("lineup models pull smollm2"))
  }

  @Test func `a file that is no model is marked, and it is said what that means`() throws {
    let folder = try ModelFolder(["notes.gguf"])
    let local = folder.models
    let table = ModelsTable(
      local: local.models, rows: [],
      sentences: RowSentences(catalogue: CatalogueSamples.shipped, local: local), available: 0,
      quantisation: LocalModels.quantisation)
    let lines = table.hereText(width: 80).split(separator: "\n")
    #expect(lines[1].contains("  ?  "))
    #expect(lines.last?.contains("lineup inspect NAME") == true)
  }

  @Test func `words find what is called so, and not what is built so`() throws {
    let query = SearchQuery("llama 2")
    let found = CatalogueSamples.shipped.rows.filter { query?.matches($0.listed) == true }
    #expect(found.contains { $0.name == "llama2-7b" })
    #expect(!found.contains { ["smollm2", "llama-7b", "mistral-7b"].contains($0.name) })
  }

  @Test func `a row as JSON has what help promises`() throws {
    let folder = try ModelFolder(["gpt-oss-20b-mxfp4.gguf"])
    let help = ListModels.configuration.discussion
    for name in ["gpt-oss-20b", "lamda", "vllm"] {
      let value = CatalogueJSON.value(
        CatalogueSamples.row(name), folder.models, available: 24 << 30)
      guard case .object(let fields) = value else {
        Issue.record("no object")
        continue
      }
      for field in fields { #expect(help.contains(field.key), "\(field.key)") }
    }
    for case .object(let fields) in folder.models.models.map(\.json) {
      for field in fields { #expect(help.contains(field.key), "\(field.key)") }
    }
  }

  // MARK: show

  @Test(arguments: CatalogueSamples.shipped.rows.map(\.name))
  func `a card has all of a row and fits`(name: String) throws {
    let row = CatalogueSamples.row(name)
    let folder = try ModelFolder([])
    let sentences = RowSentences(catalogue: CatalogueSamples.shipped, local: folder.models)
    let card = RowCard(row: row, sentences: sentences, available: 24 << 30).text(width: 80)
    for line in card.split(separator: "\n") where !line.contains("://") && !line.contains("hf:") {
      #expect(Amounts.width(String(line)) <= 80, "\(line)")
    }
    #expect(row.sources.allSatisfy { card.contains($0) })
    let words = card.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let facts = [row.title, row.maker, row.licence, row.training, row.note, row.obstacle]
    for text in facts.compactMap(\.self) { #expect(words.contains(text), "\(text)") }
  }

  @Test func `an architecture that can't be run is named`() throws {
    var row = CatalogueSamples.row("llama-7b")
    row.architecture = "mamba"
    let sentences = RowSentences(
      catalogue: CatalogueSamples.shipped, local: try ModelFolder([]).models)
    let card = RowCard(row: row, sentences: sentences, available: 0).text(width: 80)
    #expect(card.contains("runs here    no: ") && card.contains("mamba"))
    #expect(!card.contains("memory "))
  }

  // MARK: Naming a row

  @Test func `naming what can't be opened says why, and what comes closest`() throws {
    let folder = try ModelFolder(["gemma-3-270m-q4_k_m.gguf"])
    let sentences = RowSentences(catalogue: CatalogueSamples.shipped, local: folder.models)
    #expect(
      sentences.refusal(of: CatalogueSamples.row("lamda"), available: 24 << 30) == """
        LaMDA 137B can't be opened: it was never given out, neither as weights nor by API
        closest to it: gemma3 (here), gemma3-4b (lineup models pull gemma3-4b), gemini (lineup gemini/MODEL)
        all of it: lineup models show lamda
        """)
    let large = sentences.refusal(of: CatalogueSamples.row("llama-65b"), available: 24 << 30)
    #expect(
      large.hasPrefix("llama-65b is not here yet; get it with: lineup models pull llama-65b\n"))
    #expect(large.contains("it would not fit"))
    #expect(large.contains("llama-33b (lineup models pull llama-33b)"))
    let small = sentences.refusal(of: CatalogueSamples.row("llama-7b"), available: 24 << 30)
    #expect(!small.contains("fit"))
    for name in ["gpt-4", "palm2", "elmar", "chatgpt", "vllm"] {
      #expect(
        sentences.refusal(of: CatalogueSamples.row(name), available: 0)
          .contains(" can't be opened: "))
    }
    #expect(
      sentences.refusal(of: CatalogueSamples.row("gpt-4o-mini"), available: 0).hasPrefix(
        "GPT-4o mini is on the servers of OpenAI alone, which this asks: lineup openai/gpt-4o-mini\n"
      ))
    #expect(
      sentences.refusal(of: CatalogueSamples.row("alpaca-7b"), available: 0)
        .hasPrefix("Alpaca 7B is not here: "))
  }
}
