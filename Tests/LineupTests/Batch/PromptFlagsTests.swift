import Prompts
import Testing

@testable import lineup

struct PromptFlagsTests {
  private let pair = PromptTemplate(
    name: "pair", user: "{{a}} and {{b}}", expect: PromptExpectation(.equals("{{label}}")))

  private func values(
    _ given: String..., first: String? = nil
  ) throws -> [String: String] {
    try InputArguments(
      given, first: first, for: pair,
      read: { (path) throws(Failure) in
        guard path == "file" else { throw Failure("there is no \(path)") }
        return "content"
      }
    ).values
  }

  @Test func inputsAreTakenByNameOrInOrder() throws {
    #expect(try values("x", "y") == ["a": "x", "b": "y"])
    #expect(try values("b=y", "x") == ["a": "x", "b": "y"])
    #expect(try values("y", first: "x") == ["a": "x", "b": "y"])
    #expect(try values("x=1", "label=z") == ["a": "x=1", "label": "z"])
    #expect(try values("a=@file", "@@file") == ["a": "content", "b": "@file"])
  }

  @Test func whatIsTooMuchOrCanNotBeReadIsRefused() {
    #expect(throws: Failure.self) { try values("x", "y", "z") }
    #expect(throws: Failure.self) { try values("a=1", "a=2") }
    #expect(throws: Failure.self) { try values("@nothing") }
  }

  @Test func whatIsMissingIsNamed() throws {
    let given = try InputArguments(["x"], for: pair)
    let failure = #expect(throws: Failure.self) { try given.check() }
    #expect(failure?.sentence == "the prompt pair wants b: give --input b=TEXT")
    #expect(failure?.status == 2)
  }

  @Test func shotsAreANumberAllOrSeveral() throws {
    #expect(ShotsList(argument: "3")?.all == [.count(3)])
    #expect(ShotsList(argument: "0,1,all")?.all == [.count(0), .count(1), .all])
    for wrong in ["", "x", "-1", "1,", "1;2", "0.5"] {
      #expect(ShotsList(argument: wrong) == nil, "\(wrong)")
    }
  }

  @Test func shotsOfTheCommandLineGoBeforeThoseOfTheFile() throws {
    var template = BatchSamples.template
    template.shots = .count(1)
    let said = try RunCommand.parse(["m", "--prompt", "x", "--shots", "0,all,2"]).prompt
    #expect(try said.counts(of: template) == [0, 2])
    let silent = try RunCommand.parse(["m", "--prompt", "x"]).prompt
    #expect(try silent.counts(of: template) == [1])
    let many = try RunCommand.parse(["m", "--prompt", "x", "--shots", "3"]).prompt
    let failure = #expect(throws: Failure.self) { try many.counts(of: template) }
    #expect(failure?.sentence == "mood has 2 examples, not 3; see --shots")

    var settings = PaneSettings()
    try said.apply(nil, to: &settings)
    #expect(settings.prompt == nil)
    try RunCommand.parse(["m", "--prompt", "x", "--shots", "0"]).prompt.apply(
      template, to: &settings)
    #expect(settings.effectiveShots == 0)
  }

  @Test(arguments: [
    ["m", "--shots", "1"], ["m", "--input", "x"], ["m", "--inputs", "f"],
    ["m", "--prompt", "x", "--inputs", "f", "-p", "t"], ["m", "--prompt", "x", "--csv"],
    ["m", "--prompt", "x", "--inputs", "f", "--csv", "--json"], ["m", "--prompt", "x", "--resume"],
    ["m", "--prompt", "x", "--inputs", "f", "--resume", "--no-save"],
    ["m", "--prompt", "x", "--min-pass", "2"],
    ["m", "--prompt", "x", "--inputs", "f", "--parallel", "0"],
  ])
  func flagsThatDoNotGoTogetherAreWrongUsage(arguments: [String]) {
    #expect(throws: (any Error).self) { try RunCommand.parse(arguments) }
  }
}
