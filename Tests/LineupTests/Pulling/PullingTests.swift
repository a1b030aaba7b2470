import Downloading
import FoundationEssentials
import HTTP
import Testing

@testable import lineup

@Suite struct WantedModelTests {
  @Test func aFileOfTheHubIsOpenedByItsNameThere() throws {
    let model = try WantedModel("hf:some/repo/sub/Model-X-q4.gguf")
    #expect(model.files == ["Model-X-q4.gguf"])
    #expect(model.name == "Model-X-q4")
    #expect(model.page == "https://huggingface.co/some/repo")
  }

  @Test func anotherNameIsTakenAsAFilesName() throws {
    let model = try WantedModel("https://a.test/x.gguf", as: "../my model")
    #expect(model.name == "my_model")
    #expect(model.files == ["my_model.gguf"])
  }

  @Test func allFilesOfASplitModelAreWantedWhicheverIsNamed() throws {
    let model = try WantedModel("hf:a/b/m-00002-of-00002.gguf")
    #expect(model.files == ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"])
    #expect(throws: Failure.self) { try WantedModel("hf:a/b/m-00002-of-00002.gguf", as: "x") }
  }

  @Test func aNameThatIsNoneSaysWhatIsNear() throws {
    let failure = #expect(throws: Failure.self) { try WantedModel("smolm2") }
    #expect(failure?.sentence.contains("did you mean smollm2") == true)
  }

  @Test(arguments: [
    ("gemma3:1b", "did you mean gemma3-1b"), ("Llama-3.1-8", "did you mean llama3.1-8b"),
    ("some/repo/Model-Q4.gguf", "did you mean hf:some/repo/Model-Q4.gguf?"),
    ("hf.co/some/repo:Q4_K_M", "names no file"), ("https://hf.co/some/repo", "names no file"),
    ("/", "is here already"),
  ])
  func `what other programs take is understood`(_ text: String, _ hint: String) throws {
    let failure = #expect(throws: Failure.self) { try WantedModel(text) }
    #expect(failure?.sentence.contains(hint) == true, "\(failure?.sentence ?? "")")
  }

  @Test func aNameOfTheCatalogueMayBeInOtherLetters() throws {
    #expect(try WantedModel("Llama-3.1-8B").name == "llama3.1-8b")
    #expect(try WantedModel("SmolLM2").name == "smollm2")
  }

  @Test func theHubsAddressIsTakenWithoutAScheme() throws {
    let model = try WantedModel("huggingface.co/some/repo/blob/main/x.gguf")
    #expect(model.page == "https://huggingface.co/some/repo")
    #expect(model.files == ["x.gguf"])
  }
}

@Suite struct NetworkTests {
  @Test(arguments: ["https://", "hub.test", "file:///a", "https://\u{1B}[2J", "http:///x"])
  func anEndpointThatIsNoAddressIsRefused(_ endpoint: String) {
    let failure = #expect(throws: Failure.self) { try Network(["HF_ENDPOINT": endpoint]) }
    #expect(failure?.sentence.contains("HF_ENDPOINT") == true)
  }

  @Test func anEndpointWithAPasswordIsRefusedAndNotShown() {
    let failure = #expect(throws: Failure.self) {
      try Network(["HF_ENDPOINT": "https://me:secret@hub.test"])
    }
    #expect(failure?.sentence.contains("secret") == false)
  }

  @Test(arguments: ["http://hub.test", "http://127.0.0.1.hub.test", "http://127.hub.test/"])
  func aTokenGoesNowhereWithoutEncryption(_ endpoint: String) throws {
    #expect(throws: Failure.self) { try Network(["HF_ENDPOINT": endpoint, "HF_TOKEN": "hf_a"]) }
    #expect(try Network(["HF_ENDPOINT": endpoint]).token == nil)
  }

  @Test(arguments: [
    "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:8", "https://h.test",
  ])
  func aTokenGoesToThisMachineAndToWhereItIsEncrypted(_ endpoint: String) throws {
    let network = try Network(["HF_ENDPOINT": endpoint, "HF_TOKEN": "hf_a"])
    #expect(network.token == "hf_a")
  }
}

@Suite struct PullerTests {
  /// Says of every part that it has as many bytes as a header can say.
  private struct Boaster: Transport {
    final class Exchange: HTTPExchange {
      let head = HTTPHead(status: 200, headers: ["Content-Length": "9999999999999"])
      func next() -> [UInt8]? { nil }
      func close() {}
    }

    func open(
      _ request: HTTPRequest, patience: Double, isCancelled: @escaping @Sendable () -> Bool
    ) -> any HTTPExchange { Exchange() }
  }

  @Test(.timeLimit(.minutes(2)))
  func aModelOfAsManyLargePartsAsThereCanBeHasASize() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/pulling-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let puller = Puller(
      network: try Network([:], transport: Boaster()), folder: folder, isCancelled: { false })
    let failure = #expect(throws: Failure.self) {
      try puller.pull(WantedModel("hf:a/b/m-00001-of-99999.gguf")) { _ in }
    }
    #expect(failure?.sentence.contains("there is no room") == true)
  }
}

@Suite struct PullSentenceTests {
  /// Whatever goes wrong is one sentence, which begins with the model's name.
  @Test(
    arguments: [
      .badAddress, .locked, .cancelled, .transfer(.cut, host: "h"),
      .transfer(.silence(seconds: 30), host: "h"), .transfer(.noSuchHost, host: "h"),
      .transfer(.certificate("expired"), host: "h"), .transfer(.encryption, host: "h"),
      .transfer(.overrun, host: "h"), .transfer(.other("x"), host: "h"),
      .refused(status: 401, host: "h", code: "GatedRepo", sentToken: false),
      .refused(status: 403, host: "h", code: nil, sentToken: true),
      .refused(status: 404, host: "h", code: nil, sentToken: false),
      .refused(status: 418, host: "h", code: nil, sentToken: false),
      .busy(status: 429, host: "h", after: 10), .busy(status: 500, host: "h", after: nil),
      .tooManyRedirects, .insecureRedirect(to: "h"), .badRedirect(host: "h"),
      .noModel(host: "h", kind: "text/html"), .noModel(host: "h", kind: nil),
      .otherSize(announced: 1, expected: 2), .otherSum(announced: "a", expected: "b"),
      .endless(expected: 1), .changing, .wrongSum(found: "a", expected: "b"),
      .damaged(reason: "x"), .noSum, .noRoom(needed: 2, free: 1), .diskFull,
      .file(path: "/m/x", reason: "y"),
    ] as [DownloadError])
  func everyFailureIsASentence(error: DownloadError) throws {
    for source in ["hf:a/b/model.gguf", "https://a.test/model.gguf"] {
      let model = try WantedModel(source)
      let sentence = PullSentence(model: model, path: "/m/model.gguf").of(error)
      #expect(sentence.hasPrefix("model: "))
      #expect(sentence.count > 30)
      #expect(!sentence.hasSuffix(".") && !sentence.contains("\n"))
    }
  }
}

@Suite struct TransferRateTests {
  @Test func theRateIsThatOfTheLastFiveSeconds() {
    var rate = TransferRate()
    rate.note(0, at: 0)
    #expect(rate.bytesPerSecond == nil)
    for second in 1...10 { rate.note(second * 100, at: Double(second)) }
    for second in 11...16 { rate.note(1000 + (second - 10) * 1000, at: Double(second)) }
    #expect(rate.bytesPerSecond == 1000)
    let progress = Puller.Progress(done: 7000, total: 10_000)
    #expect(
      PullOutput.transfer(progress, rate) == "6.84 KiB of 9.77 KiB, 1000 bytes/s, 3 s left")
  }

  @Test(arguments: [40, 60, 80, 120])
  func `the gauge gives way to the time left`(columns: Int) {
    let text = "10.1 MiB of 138.1 MiB, 3.80 MiB/s, 33 s left"
    let line = PullOutput.bar("smollm2-360m", 0.07, text, columns: columns)
    #expect(line.hasSuffix(" 7%  " + text))
    #expect(line.contains("░") == (columns >= 80))
    if columns >= 80 { #expect(Amounts.width(line) < columns) }
  }

  @Test func withoutATotalThereIsNoTimeLeft() {
    #expect(
      PullOutput.transfer(Puller.Progress(done: 2048, total: nil), TransferRate()) == "2.00 KiB")
  }
}
