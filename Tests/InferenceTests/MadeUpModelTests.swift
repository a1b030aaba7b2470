import FoundationEssentials
import GenerationAPI
import Inference
import Support
import Testing

/// That every architecture is computed as llama.cpp does, with models that are made up from a few
/// numbers (`Tests/Fixtures/architectures`).
struct MadeUpModelTests {
  @Test func `there are recipes`() { #expect(ArchitectureRecipe.names.count >= 30) }

  @Test(arguments: ArchitectureRecipe.names)
  func `a made-up model says what llama.cpp says`(_ name: String) async throws {
    let recipe = try ArchitectureRecipe(name)
    try await withModel(recipe) { model in
      let engine = try Engine(model: model, cores: Cores(total: 2), clock: now)
      var sum = 0.0
      var count = 0
      for sequence in recipe.sequences {
        let scores = try await engine.score(sequence.ids, contextSize: recipe.context)
        #expect(scores.count == sequence.logprobs.count)
        for (ours, theirs) in zip(scores, sequence.logprobs) { sum += abs(Double(ours) - theirs) }
        count += scores.count
      }
      let mean = sum / Double(count)
      print("\(name): mean |difference| \(mean) of \(recipe.bound)")
      #expect(mean < recipe.bound)
      try await expectTop(recipe, engine)
    }
  }

  @Test(arguments: ArchitectureRecipe.names)
  func `a made-up model says the same bits however its text is cut`(_ name: String) async throws {
    let recipe = try ArchitectureRecipe(name)
    let ids = try #require(recipe.sequences.last).ids
    try await withModel(recipe) { model in
      let whole = try Engine(model: model, cores: Cores(total: 1), clock: now)
      let expected = try await whole.score(ids, contextSize: recipe.context)
      let cut = try Engine(model: model, cores: Cores(total: 2), chunk: 7, clock: now)
      let found = try await cut.score(ids, contextSize: recipe.context)
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  /// Files of Mixtral from before 2024-04.
  @Test(arguments: ["mixtral", "mixtral-q4_k"])
  func `experts in a tensor each are the same model`(_ name: String) async throws {
    let recipe = try ArchitectureRecipe(name)
    var scores: [[UInt32]] = []
    for isApart in [false, true] {
      try await withModel(recipe, isApart: isApart) { model in
        let engine = try Engine(model: model, cores: Cores(total: 2), clock: now)
        let found = try await engine.score(recipe.sequences[0].ids, contextSize: recipe.context)
        scores.append(found.map(\.bitPattern))
      }
    }
    #expect(scores[0] == scores[1])
  }

  /// The same file with the experts' tensors cut apart.
  private static func apart(_ writer: GGUFWriter) -> GGUFWriter {
    var writer = writer
    writer.tensors = writer.tensors.flatMap { tensor -> [GGUFWriter.Tensor] in
      let name = String(decoding: tensor.name, as: UTF8.self)
      guard name.contains("_exps.") else { return [tensor] }
      let count = Int(tensor.dimensions[2])
      let size = tensor.bytes.count / count
      return (0..<count).map { expert in
        var part = tensor
        part.name = Array(name.replacing("_exps.", with: ".\(expert).").utf8)
        part.dimensions.removeLast()
        part.bytes = Array(tensor.bytes[expert * size..<(expert + 1) * size])
        return part
      }
    }
    return writer
  }

  @Test func `a long context takes nothing over from a short one, whose rotation is another`()
    async throws
  {
    try await withModel(ArchitectureRecipe("phi3-long")) { model in
      func generator(_ engine: Engine?, _ context: Int) throws -> LocalGenerator {
        try (engine ?? Engine(model: model, cores: Cores(total: 1), clock: now)).makeGenerator(
          contextSize: context)
      }
      let ids = Array(3..<60)
      let engine = try Engine(model: model, cores: Cores(total: 1), clock: now)
      let short = try generator(engine, 256)
      let long = try generator(engine, 512)
      let ofShort = await short.generate("", .greedy(8), continuing: ids)
      let ofLong = await long.generate("", .greedy(8), continuing: ids)
      #expect(ofShort.bits != ofLong.bits)
      #expect(ofLong.start?.cachedTokens == 0)
      let alone = await (try generator(nil, 512)).generate("", .greedy(8), continuing: ids)
      #expect(ofLong.bits == alone.bits)
      // As long ones share.
      let again = await (try generator(engine, 400)).generate("", .greedy(8), continuing: ids)
      #expect(again.bits == ofLong.bits)
      #expect(again.start?.cachedTokens ?? 0 > 50)
    }
  }

  /// Asks for the likeliest token in some places where the reference is sure of it.
  private func expectTop(_ recipe: ArchitectureRecipe, _ engine: Engine) async throws {
    for sequence in recipe.sequences {
      let generator = try engine.makeGenerator(contextSize: recipe.context)
      let sure = sequence.top.indices.filter {
        sequence.margins[$0] > 6 * recipe.bound && sequence.top[$0] > 2
      }
      #expect(sure.count > 10)
      for place in stride(from: 0, to: sure.count, by: 8).map({ sure[$0] }) {
        // The first id is the one that the model puts before every text.
        let transcript = await generator.generate(
          "", .greedy(1), continuing: Array(sequence.ids.dropFirst().prefix(place)))
        #expect(transcript.ids == [sequence.top[place]], "behind \(place + 1) tokens")
      }
    }
  }

  /// Writes the model's file for as long as it takes to load it.
  private func withModel(
    _ recipe: ArchitectureRecipe, isApart: Bool = false,
    _ body: (LocalModel) async throws -> Void
  ) async throws {
    try #require(ArchitectureRecipe.checksum(recipe.writer) == recipe.checksum)
    let writer = isApart ? Self.apart(recipe.writer) : recipe.writer
    let path = FileManager.default.temporaryDirectory.path() + "/lineup-\(UUID()).gguf"
    try Data(writer.file).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(LocalModel(path: path, threads: 2))
  }
}

extension ArchitectureRecipe {
  /// How far log-probabilities may be from the reference: about as far as llama.cpp's own, where it
  /// rounds as much.
  fileprivate var bound: Double { 1.5 * llamaDifference }
}
