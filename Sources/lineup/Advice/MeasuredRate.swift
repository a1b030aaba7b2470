/// How fast this machine runs one model, and what that says of others.
struct MeasuredRate: Equatable {
  /// What was measured.
  var model: String
  /// Tokens of a prompt read a second.
  var prefill: Double
  /// Tokens generated a second.
  var decode: Double
  /// Bytes of weights that are read for each generated token.
  var bytesPerToken: Int
  /// Parameters that each token of a prompt is multiplied with.
  var parameters: Int

  /// The same of another model: generating waits for the weights to be read, so it is scaled by their
  /// bytes; reading a prompt waits for the arithmetic, so it is scaled by the parameters of that.
  func scaled(bytesPerToken bytes: Int, parameters count: Int) -> (prefill: Double, decode: Double)
  {
    (
      prefill * Double(parameters) / Double(max(count, 1)),
      decode * Double(bytesPerToken) / Double(max(bytes, 1))
    )
  }

  /// Bytes of weights read a second while it generated.
  var bytesPerSecond: Double { decode * Double(bytesPerToken) }
}

/// How long requests take, one after the other.
struct RequestTime: Equatable {
  var prefill: Double
  var decode: Double
  /// Of one request.
  var seconds: Double
  /// Of a day's.
  var hours: Double

  init(_ answers: AdviceAnswers, _ rate: (prefill: Double, decode: Double)) {
    prefill = rate.prefill
    decode = rate.decode
    seconds =
      Double(answers.tokensIn) / max(rate.prefill, 1e-9)
      + Double(answers.tokensOut) / max(rate.decode, 1e-9)
    hours = seconds * Double(answers.requests) / 3600
  }

  var fitsDay: Bool { hours <= 24 }
}
