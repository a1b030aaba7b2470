import GenerationAPI
import JSON

/// Reads an answer with a status that promises one: a stream of events, or all of it at once.
///
/// A value without a clock or a connection: what comes in pieces cut anywhere means the same.
struct AnswerReader {
  /// How the answer comes, which its first letter tells better than its headers.
  private enum Form {
    case unknown
    case events
    case whole
  }

  /// Bytes of an answer that comes at once.
  static let largestWhole = 16 << 20
  /// How often it is told how far a prompt was read.
  private static let mostProgress = 1000

  private(set) var answer: AnswerText
  private(set) var counts = ServerCounts()
  /// Why the model ended, in the server's word.
  private(set) var finish: String?
  /// The stream said that it is over, or can't be read on.
  private(set) var isDone = false
  /// What is wrong with it; tokens may have come before.
  private(set) var failure: ServerProblem?
  /// When the answer got on last.
  private(set) var progressAt: Double?

  private let quotation: Quotation
  private var form = Form.unknown
  private var stream = EventStream()
  private var body: [UInt8] = []
  /// Bytes before anything.
  private var blanks = 0
  /// Of the prompt, as was said last; and how often it was said.
  private var progress = (done: -1, count: 0)
  private var tools: [String] = []

  init(_ quotation: Quotation) {
    self.quotation = quotation
    answer = AnswerText(hiding: quotation.secrets, of: quotation.shortestInAnswers)
  }

  /// Came in pieces, whose times mean something.
  var isStreamed: Bool { form == .events }
  var hasEnded: Bool { isDone || finish != nil }

  /// - Parameter t: when the bytes came, in seconds.
  mutating func feed(_ bytes: [UInt8], at t: Double) -> [Generation.Event] {
    guard !isDone else { return [] }
    switch form {
    case .unknown: return begin(bytes, at: t)
    case .whole:
      guard body.count + bytes.count <= Self.largestWhole else { return fail(.tooLarge(.body)) }
      body += bytes
      return []
    case .events:
      var events: [EventStream.Event] = []
      var excess: EventStream.Excess?
      do throws(EventStream.Excess) {
        try stream.feed(bytes, into: &events)
      } catch { excess = error }
      var happened: [Generation.Event] = []
      for event in events where !isDone { happened += take(event, at: t) }
      if let excess, !isDone { happened += fail(.tooLarge(excess == .line ? .line : .event)) }
      return happened
    }
  }

  /// Leading blanks and a mark of byte order mean nothing in either form.
  private mutating func begin(_ bytes: [UInt8], at t: Double) -> [Generation.Event] {
    guard let start = bytes.firstIndex(where: { $0 > 0x20 && ![0xEF, 0xBB, 0xBF].contains($0) })
    else {
      blanks += bytes.count
      return blanks < EventStream.longestLine ? [] : fail(.tooLarge(.line))
    }
    switch bytes[start] {
    case UInt8(ascii: "<"): return fail(.noJSON(isPage: true))
    case UInt8(ascii: "{"), UInt8(ascii: "["): form = .whole
    default: form = .events
    }
    return feed(Array(bytes[start...]), at: t)
  }

  /// Nothing more comes.
  mutating func end(at t: Double) -> [Generation.Event] {
    guard !isDone else { return [] }
    switch form {
    case .unknown: return []
    case .events:
      return stream.finish().map { take($0, at: t, isLast: true) } ?? []
    case .whole:
      guard let value = try? JSONValue.parse(body) else {
        return fail(.noJSON(isPage: false))
      }
      body = []
      let happened = take(value, isError: false, at: t)
      if finish == nil, answer.firstAt != nil { finish = "stop" }
      return happened
    }
  }

  private mutating func fail(_ problem: ServerProblem) -> [Generation.Event] {
    failure = failure ?? problem
    isDone = true
    return []
  }

  private mutating func fail(saying words: ServerWords) -> [Generation.Event] {
    fail(.failed(said: quotation.quoted(words.message)))
  }

  /// - Parameter isLast: it may be cut within, and is no error then.
  private mutating func take(
    _ event: EventStream.Event, at t: Double, isLast: Bool = false
  ) -> [Generation.Event] {
    let data = Self.trimmed(event.data)
    if data.isEmpty { return [] }
    if data.elementsEqual("[DONE]".utf8) {
      isDone = true
      return []
    }
    if let value = try? JSONValue.parse(Array(data)) {
      return take(value, isError: event.isError, at: t)
    }
    if event.isError {
      return fail(saying: ServerWords(message: String(decoding: data, as: UTF8.self)))
    }
    // Where no empty line stands between events, each line is one.
    let lines = data.split(separator: 0x0A)
    guard lines.count > 1 else {
      return isLast ? [] : fail(.noJSON(isPage: ServerWords.isMarkup(Array(data))))
    }
    var happened: [Generation.Event] = []
    for (index, line) in lines.enumerated() where !isDone {
      let isCut = isLast && index == lines.count - 1
      happened += take(EventStream.Event(data: Array(line)), at: t, isLast: isCut)
    }
    return happened
  }

  private mutating func take(
    _ value: JSONValue, isError: Bool, at t: Double
  ) -> [Generation.Event] {
    let chunk = AnswerChunk(value)
    counts.take(chunk.counts)
    finish = finish ?? chunk.finish
    for tool in chunk.tools where tools.count < 8 {
      let name = Quotation.cleaned(quotation.hiding(tool), most: 64)
      if !tools.contains(name) { tools.append(name) }
    }
    var happened: [Generation.Event] = []
    if let said = chunk.progress, said.done > progress.done, progress.count < Self.mostProgress,
      answer.firstAt == nil
    {
      progress = (said.done, progress.count + 1)
      progressAt = t
      happened.append(.prefill(done: said.done, total: said.total))
    }
    let tokens = answer.take(chunk, at: t)
    if !tokens.isEmpty { progressAt = t }
    happened += tokens.map(Generation.Event.token)
    if let words = chunk.failure {
      _ = fail(saying: words)
    } else if isError {
      _ = fail(saying: ServerWords(body: Array(value.write().utf8)))
    } else if answer.isTooLarge {
      _ = fail(.tooLarge(.answer))
    }
    return happened
  }

  /// What is to be seen of the answer yet, however it ended, and what the model asked for that is no
  /// text. Called once, at the end.
  mutating func remarks() -> [Generation.Event] {
    if let rest = answer.rest() { return [.token(rest)] + remarks() }
    guard !tools.isEmpty else { return [] }
    let names = tools.map { "“\($0)”" }.joined(separator: ", ")
    tools = []
    let remark = "(It asked for a tool that there is none of here: \(names).)"
    return [.token(answer.add(remark: remark))]
  }

  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var rest = bytes[...]
    while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
    return rest.drop { $0 <= 0x20 }
  }
}
