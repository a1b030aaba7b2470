/// Where the data of requests may go.
enum DataPlace: String, CaseIterable {
  case nowhere, server, anywhere

  static let question = "Where may the data go?"

  var title: String {
    switch self {
    case .nowhere: "nowhere: it stays on this machine"
    case .server: "to a server of our own"
    case .anywhere: "anywhere, to a provider too"
    }
  }
}

/// How good answers have to be.
enum WantedQuality: String, CaseIterable {
  case narrow, general, best

  static let question = "What quality is needed?"

  var title: String {
    switch self {
    case .narrow: "good enough for a narrow task, with examples of it"
    case .general: "general help with this and that"
    case .best: "the best there is"
    }
  }

  /// Sizes of models that answer so, in billions of parameters: one model of each is named.
  var sizes: [Range<Double>] {
    switch self {
    case .narrow: [0..<0.5, 0.5..<2, 2..<5]
    case .general: [2..<5, 5..<10, 10..<16]
    case .best: [10..<16, 16..<40, 40..<1e6]
    }
  }
}

/// A machine that models are to run on.
struct AdvisedMachine: Equatable {
  var cores: Int
  /// Bytes that models may take.
  var memory: Int
  /// The kernel table of this machine; nil of another one.
  var kernels: String?

  var isThis: Bool { kernels != nil }

  /// "16,64": cores, and GiB of memory.
  init?(_ text: String) {
    let numbers = text.split(separator: ",").map { $0.drop { $0 == " " } }
    guard numbers.count == 2, let cores = Int(numbers[0]), 1...1024 ~= cores,
      let memory = Double(numbers[1]), 0.1...1e5 ~= memory
    else { return nil }
    self.init(cores: cores, memory: Int(memory * 1_073_741_824))
  }

  init(cores: Int, memory: Int, kernels: String? = nil) {
    self.cores = cores
    self.memory = memory
    self.kernels = kernels
  }

  var text: String {
    let cores = "\(cores) \(cores == 1 ? "core" : "cores")"
    guard let kernels else { return "\(cores), \(Amounts.bytes(memory)) of memory" }
    return "this one: \(cores), \(Amounts.bytes(memory)) of memory left, kernels \(kernels)"
  }
}

/// What was answered.
struct AdviceAnswers: Equatable {
  var data = DataPlace.nowhere
  var machine: AdvisedMachine
  /// In a day.
  var requests = Self.standardRequests
  var quality = WantedQuality.narrow
  /// Of a request.
  var tokensIn = Self.standardTokensIn
  var tokensOut = Self.standardTokensOut

  static let standardRequests = 1000
  static let standardTokensIn = 500
  static let standardTokensOut = 150

  /// Tokens that a context has to hold.
  var contextSize: Int { tokensIn + tokensOut }

  static let daysOfMonth = 30
  var requestsOfMonth: Int { requests * Self.daysOfMonth }
}
