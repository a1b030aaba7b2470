import Configuration
import GenerationAPI
import Testing

@testable import lineup

struct AdviceTests {
  private func answers(
    _ data: DataPlace, _ quality: WantedQuality, memory: Int = 24 << 30, requests: Int = 1000,
    isThis: Bool = true
  ) -> AdviceAnswers {
    var answers = AdviceAnswers(
      machine: AdvisedMachine(cores: 2, memory: memory, kernels: isThis ? "avx2" : nil))
    answers.data = data
    answers.quality = quality
    answers.requests = requests
    return answers
  }

  private func advice(
    _ answers: AdviceAnswers, here: Set<String> = ["smollm2", "gemma3"],
    rate: MeasuredRate? = nil, prices: [AdviceFacts.PricedModel] = [],
    power: AdviceFacts.PowerPrice? = nil
  ) -> Advice {
    Advice(
      answers,
      AdviceFacts(
        rows: CatalogueSamples.shipped.rows, here: here, rate: rate, prices: prices, power: power))
  }

  private let rate = MeasuredRate(
    model: "smollm2", prefill: 1000, decode: 100, bytesPerToken: 100_000_000,
    parameters: 100_000_000)

  private let lab = AdviceFacts.PricedModel(
    name: "lab/big", isEndpoint: true,
    prices: TokenPrices(input: 2, output: 10, currency: "EUR"), source: "by config.yaml")

  @Test(
    arguments: [
      (.nowhere, .narrow, .ownModel), (.nowhere, .best, .ownModel), (.server, .narrow, .ownServer),
      (.server, .general, .ownServer), (.anywhere, .narrow, .either), (.anywhere, .general, .api),
      (.anywhere, .best, .api),
    ] as [(DataPlace, WantedQuality, Advice.Situation)])
  func whereDataMayGoAndWhatIsNeededMakeTheSituation(
    data: DataPlace, quality: WantedQuality, situation: Advice.Situation
  ) {
    #expect(advice(answers(data, quality)).situation == situation)
  }

  @Test(arguments: WantedQuality.allCases, [1 << 30, 8 << 30, 24 << 30, 200 << 30])
  func modelsFitAndCanBeHadAndThereIsOneOfEachSize(quality: WantedQuality, memory: Int) {
    let advice = advice(answers(.nowhere, quality, memory: memory), here: [])
    for model in advice.models {
      #expect(model.memory.total <= memory)
      #expect(CatalogueEntry(model.row) != nil && model.row.obstacle == nil)
      #expect(model.isInstructed)
    }
    #expect(advice.models.map(\.parameters) == advice.models.map(\.parameters).sorted())
    #expect(advice.models.count <= quality.sizes.count)
    #expect(advice.models.isEmpty == (advice.tooLarge != nil))
    if memory == 200 << 30 { #expect(advice.models.count == quality.sizes.count) }
  }

  @Test func whereNothingFitsTheSmallestIsNamedWithItsSum() {
    let advice = advice(answers(.nowhere, .best, memory: 1 << 30))
    #expect(advice.models.isEmpty)
    #expect(advice.tooLarge.map { $0.memory.total > 1 << 30 } == true)
    let text = AdviceText(advice: advice, assumed: []).models.joined()
    #expect(text.contains("none of that quality fits 1.00 GiB"))
  }

  @Test func requestsThatNeedMoreContextThanAModelHasLeaveItOut() {
    var answers = answers(.nowhere, .narrow)
    answers.tokensIn = 100_000
    let advice = advice(answers)
    #expect(!advice.models.isEmpty)
    #expect(!advice.models.contains { ["smollm2", "gemma3"].contains($0.row.name) })
    #expect(advice.models.allSatisfy { $0.memory.contextSize == 100_150 })
  }

  @Test func whatIsHereGoesBeforeItsLike() {
    #expect(advice(answers(.nowhere, .narrow)).models.first?.row.name == "gemma3")
    #expect(
      advice(answers(.nowhere, .narrow), here: ["smollm2"]).models.first?.row.name == "smollm2")
  }

  @Test func ratesAreScaledByBytesAndParameters() {
    let scaled = rate.scaled(bytesPerToken: 1_000_000_000, parameters: 200_000_000)
    #expect(scaled.decode == 10)
    #expect(scaled.prefill == 500)
    let time = RequestTime(answers(.nowhere, .narrow, requests: 3600), scaled)
    #expect(time.seconds == 500 / 500 + 150 / 10)
    #expect(time.hours == 16)
    #expect(time.fitsDay)
    #expect(!RequestTime(answers(.nowhere, .narrow, requests: 10_000), scaled).fitsDay)
  }

  @Test func ofExpertsOnlyThoseThatATokenTakesAreRead() throws {
    let sparse = try #require(
      try RowMemory.outline(CatalogueSamples.row("qwen3-30b-a3b"), quantisation: "Q4_K_M"))
    #expect(sparse.parameters > 30_000_000_000)
    #expect(2_000_000_000..<3_300_000_000 ~= sparse.parametersOfPrompt)
    #expect(sparse.bytesPerToken < sparse.fileBytes / 6)
    let dense = try #require(
      try RowMemory.outline(CatalogueSamples.row("llama-7b"), quantisation: "Q8_0"))
    // All but the embedding, and for a prompt's tokens all but the output layer.
    let embedding = 32_000 * 4096
    #expect(abs(dense.parametersOfPrompt - (dense.parameters - 2 * embedding)) < 1_000_000)
    #expect(
      abs(dense.bytesPerToken - (dense.parameters - embedding) / 32 * 34) < 5_000_000)
  }

  @Test func aDayThatIsTooShortMovesTheChoiceToWhatIsFaster() {
    func middle(_ requests: Int) -> AdvisedModel? {
      advice(answers(.nowhere, .best, requests: requests), rate: rate).models.last
    }
    #expect(middle(10)?.time?.fitsDay == true)
    // A model with experts reads fewer of its weights for a token.
    let busy = middle(1500)
    #expect(busy?.row.activeParameters != nil)
    #expect(busy?.time?.fitsDay == true)
    let text = AdviceText(
      advice: advice(answers(.nowhere, .best, requests: 1_000_000), rate: rate), assumed: [])
    #expect(text.models.joined().contains("which no day has"))
  }

  @Test func anotherMachineIsNotGivenThisOnesSpeed() {
    let advice = advice(answers(.nowhere, .general, isThis: false), rate: rate)
    #expect(advice.models.allSatisfy { $0.time == nil })
    #expect(advice.machineCost == nil)
    #expect(AdviceText(advice: advice, assumed: []).speed.joined().contains("nobody measured"))
  }

  @Test func anAPIsMonthIsTokensTimesPrices() {
    let advice = advice(answers(.anywhere, .best), prices: [lab])
    // 30,000 requests: 15M tokens at 2 and 4.5M at 10 a million.
    #expect(advice.costs.map(\.cost) == [Cost(amount: 75, currency: "EUR")])
    #expect(self.advice(answers(.nowhere, .best), prices: [lab]).costs.isEmpty)
    let none = AdviceText(advice: self.advice(answers(.anywhere, .best)), assumed: [])
    #expect(none.money.joined().contains("no price is known"))
  }

  @Test func powerIsPricedWhereItIsSaid() throws {
    let advice = advice(
      answers(.nowhere, .narrow), rate: rate,
      power: AdviceFacts.PowerPrice(watt: 100, price: 0.5))
    let cost = try #require(advice.machineCost)
    #expect(cost.hours > 0)
    #expect(cost.kilowattHours == cost.hours / 10)
    #expect(cost.price == cost.hours / 20)
    let unsaid = self.advice(answers(.nowhere, .narrow), rate: rate).machineCost
    #expect(unsaid?.kilowattHours == nil)
  }

  @Test func whatToTryNextIsWhatTheSituationAllows() {
    let own = advice(answers(.nowhere, .narrow)).next
    #expect(own.first?.hasPrefix("lineup models pull ") == true)
    #expect(own.dropFirst().allSatisfy { $0.hasSuffix(" --local-only") })
    let server = advice(answers(.server, .general)).next
    #expect(server.contains("lineup endpoints check vllm"))
    #expect(server.last?.contains(" vllm/MODEL ") == true)
    let api = advice(answers(.anywhere, .best), prices: [lab]).next
    #expect(api.last?.contains(" lab/big --prompt NAME") == true)
    #expect(advice(answers(.anywhere, .best)).next.last?.contains(" openai/MODEL ") == true)
  }

  @Test(arguments: DataPlace.allCases, WantedQuality.allCases)
  func theTextSaysWhatSpeaksForAndAgainst(data: DataPlace, quality: WantedQuality) {
    let text = AdviceText(
      advice: advice(answers(data, quality), rate: rate, prices: [lab]), assumed: ["data nowhere"])
    let words = text.text(width: 80)
    for word in [
      "for it", "against it", "taken as usual: data nowhere", "KV cache", "measured with",
    ] {
      #expect(words.contains(word), "\(word)")
    }
    for line in words.split(separator: "\n") where !line.contains("  lineup ") {
      #expect(line.count <= 80, "\(line)")
    }
    guard case .object(let fields) = text.json else { return #expect(Bool(false)) }
    #expect(fields.contains { $0.key == "situation" })
  }
}

struct AdviceAnswerTests {
  @Test(arguments: ["1", "nowhere", "no", "NOWHERE"])
  func aNumberOrAWordNamesAChoice(text: String) {
    #expect(AdviceDialogue.choice(text, among: DataPlace.allCases) == .nowhere)
  }

  @Test(arguments: ["0", "4", "-1", "x", "nowhere else", ""])
  func whatNamesNoneIsAskedAgain(text: String) {
    #expect(AdviceDialogue.choice(text, among: DataPlace.allCases) == nil)
  }

  @Test(arguments: [
    ("1000", 1000), ("10,000", 10_000), ("10 000", 10_000), ("2k", 2000), ("1M", 1_000_000),
    ("0", nil), ("-1", nil), ("", nil), ("k", nil), ("2000M", nil), ("9223372036854775807k", nil),
  ])
  func requestsAreCountedAsPeopleWriteThem(_ text: String, _ count: Int?) {
    #expect(AdviceDialogue.count(text) == count)
  }

  @Test func aMachineIsCoresAndMemory() {
    #expect(AdvisedMachine("16,64") == AdvisedMachine(cores: 16, memory: 64 << 30))
    #expect(AdvisedMachine("4, 7.5")?.memory == 15 << 29)
    for text in ["", "16", "0,64", "16,0", "16,64,1", "a,b", "16,1e9", "16,nan", "99999,1"] {
      #expect(AdvisedMachine(text) == nil, "\(text)")
    }
  }
}
