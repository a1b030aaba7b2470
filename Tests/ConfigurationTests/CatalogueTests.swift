import Testing

@testable import Configuration

struct CatalogueTests {
  private func read(_ text: String) -> CatalogueReading {
    CatalogueReading(text, file: "catalogue.yaml")
  }

  private func sentences(_ text: String) -> [String] { read(text).problems.all.map(\.description) }

  @Test func aRowHasAllThatIsWritten() throws {
    let reading = read(
      """
      우리-모델-7b:
        title: 우리 모델 7B
        family: 우리
        maker: 우리 회사
        year: 2026
        parameters: 7.24B
        active: 350M
        training: 1T tokens
        licence: "no: not yet"
        access: weights
        formats: [GGUF]
        prompt: chatml
        get: hf:owner/repo/file.gguf
        quantisation: Q8_0
        bytes: 123
        sha256: B179C9523D0E6A0F98A330C7562B682750A6F8C8C15E5BC70EA373728110DB53
        architecture: llama
        shape: {block_count: 2, tied: yes}
        instead: 다른-모델
        sources: [https://example.org]
      """)
    #expect(reading.problems.all == [])
    let row = try #require(reading.rows.first)
    #expect(row.name == "우리-모델-7b" && row.title == "우리 모델 7B" && row.family == "우리")
    #expect(row.parameters == 7_240_000_000 && row.activeParameters == 350_000_000)
    #expect(row.licence == "no: not yet")
    #expect(row.source == "hf:owner/repo/file.gguf" && row.bytes == 123)
    #expect(row.sha256?.hasPrefix("b179") == true)
    #expect(row.shape == ["block_count": 2, "tied": 1])
    #expect(row.alternatives == ["다른-모델"])
  }

  @Test(.timeLimit(.minutes(1))) func aRowWithThousandsOfAlternativesIsReadSoon() {
    let names = (0..<100_000).map { "a\($0)" }.joined(separator: ", ")
    let others = (0..<900).map { "row-\($0): {access: api}" }.joined(separator: "\n")
    let reading = read("x: {access: api, instead: [\(names)]}\n" + others)
    #expect(reading.rows.count == 901)
    #expect(reading.rows.first?.alternatives.count == CatalogueReading.alternativeLimit)
    #expect(reading.problems.all.map(\.reason).contains { $0.contains("100000 rows") })
  }

  @Test func whatIsWrongInARowIsSaidAndLeftOut() throws {
    let reading = read(
      """
      x:
        access: weights
        titel: X
        year: soon
        parameters: many
        get: a friend
        file: ../x.gguf
        sha256: abc
        shape: {blok_count: 1, block_count: -1, tied: 2}
      """)
    #expect(
      reading.problems.all.map(\.description) == [
        "catalogue.yaml:1: warning: x does not say how it is got (get, or how)",
        "catalogue.yaml:3: there is no fact \"titel\"; did you mean title?",
        "catalogue.yaml:4: year is a whole number from 1900 to 2200, not \"soon\"",
        "catalogue.yaml:5: parameters is a count, 7B, 350M or unpublished, not \"many\"",
        "catalogue.yaml:6: get is hf:OWNER/REPO/FILE, an address or packages, not \"a friend\"; for "
          + "a sentence there is how",
        "catalogue.yaml:7: file is the name of a .gguf file, without folders, not \"../x.gguf\"",
        "catalogue.yaml:8: sha256 has 64 hexadecimal digits, unlike \"abc\"",
        "catalogue.yaml:9: there is no hyperparameter \"blok_count\"; did you mean block_count?",
        "catalogue.yaml:9: block_count is a whole number from 1 to 1099511627776, not \"-1\"",
        "catalogue.yaml:9: tied wants true or false, not \"2\"",
      ])
    let row = try #require(reading.rows.first)
    #expect(row == CatalogueRow("x", access: .weights))
  }

  @Test func pricesHaveADay() {
    let reading = read(
      "x: {access: api, prices: {input: 0.15, output: 0.6, currency: USD, as_of: 2026-06-20}}")
    #expect(reading.problems.all == [])
    let prices = reading.rows.first?.prices
    #expect(prices?.input == 0.15 && prices?.output == 0.6)
    #expect(prices?.currency == "USD" && prices?.date == "2026-06-20")
  }

  @Test(
    arguments: [
      "{input: 1, output: 2, currency: USD}",
      "{input: -1, output: 2, currency: USD, as_of: 2026-06-20}",
      "{input: nan, output: 2, currency: USD, as_of: 2026-06-20}", "{output: 2, as_of: 2026-06-20}",
      "{input: 1, output: 2, currency: USD, as_of: June 2026}",
      "{input: 1, output: 2, currency: USD, as_of: 2026-13-20}", "3",
    ])
  func pricesThatAreNotWholeAreLeftOut(text: String) {
    let reading = read("x: {access: api, prices: \(text)}")
    #expect(reading.rows.first?.prices == nil)
    #expect(reading.problems.all.last?.reason.hasPrefix("prices has input and output") == true)
  }

  @Test func rowsThatCannotBeNamedOrHadAreLeftOut() {
    let reading = read(
      "A B: {access: api}\nx: {title: X}\ny: {access: apl}\nz: 1\n"
        + "w: {access: weights, get: packages}\n[]: 1\n")
    #expect(
      reading.problems.all.map(\.reason) == [
        "a row's name has small letters, digits, -, _ and ., at most 64, not \"A B\"",
        "x has no key access: weights, api, private, withdrawn, product, server",
        "there is no access \"apl\"; did you mean api?",
        "facts are wanted here, each as \"name: value\", not \"1\"",
        "z has no key access: weights, api, private, withdrawn, product, server",
        "w says get: packages, and not which file that is",
        "w does not say how it is got (get, or how)", "a row's name is a word",
      ])
    #expect(reading.rows.map(\.name) == ["w"])
  }

  @Test(arguments: ["1e400B", "-1", "nan", "inf", "0", "", "B", "1.2.3B", "999999999999T", "٣B"])
  func whatIsNoCountIsNone(text: String) {
    #expect(CatalogueReading.count(text) == nil)
  }

  @Test func aBombIsRefused() {
    #expect(
      sentences("a: &a [x, x]\nb: &b [*a, *a]\n") == [
        "catalogue.yaml:2: aliases (&name, *name) are not understood; write it out"
      ])
    let many = (0...CatalogueReading.rowLimit).map { "r\($0): {access: api}\n" }.joined()
    #expect(read(many).rows.count == CatalogueReading.rowLimit)
    #expect(sentences(many) == ["catalogue.yaml:1001: a catalogue has at most 1000 rows"])
  }

  // MARK: Both files

  private func catalogue(own: String, shipped: String) throws -> ModelCatalogue {
    let folder = try Folder()
    return ModelCatalogue(
      own: try folder.write("own.yaml", own), shipped: try folder.write("shipped.yaml", shipped))
  }

  @Test func aRowOfTheUsersTakesAShippedOnesPlace() throws {
    let catalogue = try catalogue(
      own: "new: {access: api}\nb: {access: api, title: mine, instead: [a, nw]}\n",
      shipped: "a: {access: api}\nb: {access: private}\nc: {access: api}\n")
    #expect(catalogue.rows.map(\.name) == ["a", "b", "c", "new"])
    #expect(catalogue.rows.map(\.isOwn) == [false, true, false, true])
    #expect(catalogue.row(named: "b")?.title == "mine")
    #expect(
      catalogue.problems.map(\.description) == [
        "catalogue.yaml:2: warning: there is no row \"nw\"; did you mean new?"
      ])
    let row = try #require(catalogue.row(named: "b"))
    #expect(catalogue.alternatives(to: row).map(\.name) == ["a"])
  }

  @Test func withoutFilesThereAreNoRows() throws {
    let folder = try Folder()
    let none = ModelCatalogue(own: folder.path + "/x.yaml", shipped: nil)
    #expect(none.rows == [] && none.problems == [] && !none.hasShipped)
    let odd = ModelCatalogue(own: folder.path, shipped: "/dev/zero")
    #expect(odd.problems.map(\.reason) == ["it is not a file", "it is not a file"])
  }

  @Test func aNameIsFoundHoweverItIsSpelt() throws {
    let catalogue = try catalogue(
      own: "", shipped: "gpt-4: {access: api}\nx-1: {access: api}\nx1: {access: api}\n")
    #expect(catalogue.row(named: "GPT4")?.name == "gpt-4")
    #expect(catalogue.row(named: "x1")?.name == "x1")
    #expect(catalogue.row(named: "X_1") == nil)
    #expect(catalogue.row(named: "") == nil)
  }
}
