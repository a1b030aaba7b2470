import Configuration
import Inference
import SessionLog

/// Measures how fast this machine runs a model that is here: a short `lineup bench`.
enum RateMeasurement {
  private static let prompt = 128
  private static let generated = 16
  /// What is measured again and again, so that other work for a moment counts little.
  private static let runs = 3
  /// Larger ones take too long to be read.
  private static let largest = 1536 << 20

  /// The largest model that is soon measured: others are scaled from it, the less far the better.
  static func candidate(_ local: LocalModels) -> LocalModels.Model? {
    let sized = local.models.compactMap { model in
      ModelFiles(model.path).bytes.map { (model: model, bytes: $0) }
    }.sorted { $0.bytes < $1.bytes }
    return (sized.last { $0.bytes <= largest } ?? sized.first)?.model
  }

  static func measure(_ candidate: LocalModels.Model) throws(Failure) -> MeasuredRate {
    let memory = MemoryLedger(overcommits: false)
    do throws(ModelError) {
      let positions = prompt + generated
      let model = try LocalModel(
        path: candidate.path, threads: Machine.cores,
        admit: { (header) throws(ModelError) in
          try memory.admit(header, path: candidate.path, contextSize: positions)
        })
      let engine = try Engine(
        model: model, cores: Cores(total: Machine.cores), kernels: Machine.kernels,
        clock: Machine.clock)
      let throughput = try Throughput(engine, sequences: 1, positions: positions)
      let bytes = throughput.reading().bytes
      _ = throughput.prefill(generated)
      func best(_ body: () -> Double) -> Double { (0..<runs).map { _ in body() }.max() ?? 0 }
      return MeasuredRate(
        model: candidate.name, prefill: best { throughput.prefill(prompt) },
        decode: best { throughput.decode(generated) }, bytesPerToken: bytes,
        parameters: throughput.parametersOfPrompt)
    } catch {
      throw Failure("\(candidate.path): \(error)")
    }
  }
}
