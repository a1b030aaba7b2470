import GenerationAPI
import HTTP
import JSON

/// A model that a server says it has.
public struct ServerModel: Sendable, Equatable {
  /// How it is asked for.
  public var id: String
  /// Tokens that prompt and answer may have together; nil where the server does not say.
  public var contextLength: Int?

  public init(id: String, contextLength: Int? = nil) {
    self.id = id
    self.contextLength = contextLength
  }
}

/// The models of a server, which it is asked for.
public enum ModelList {
  static let largest = AnswerReader.largestWhole
  static let most = 5000
  static let longestName = 256

  /// Asks once; a redirect within the server is followed.
  ///
  /// - Parameter patience: seconds without a byte after which it is given up; ten times as many in all.
  /// - Returns: sorted by id, each once. A model whose name can't be shown is left out.
  public static func fetch(
    from endpoint: Endpoint, key: APIKey?, transport: any Transport, patience: Double,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(ServerProblem) -> [ServerModel] {
    let destination = try Destination(endpoint, key: key, path: "/models")
    var address = destination.address
    var exchange = try open(destination, address, transport, patience, isCancelled)
    if 300..<400 ~= exchange.head.status {
      exchange.close()
      address = try destination.redirected(by: exchange.head)
      exchange = try open(destination, address, transport, patience, isCancelled)
    }
    defer { exchange.close() }
    let status = exchange.head.status
    if 300..<400 ~= status { throw .redirected(host: nil) }
    let isGood = 200..<300 ~= status
    let body = try body(exchange, isGood: isGood, isCancelled)
    guard isGood else {
      let said = Quotation(endpoint, key).quoted(ServerWords(body: body).message)
      throw .refused(status: status, path: address.path, said: said)
    }
    return try models(body, Quotation(endpoint, key))
  }

  private static func open(
    _ destination: Destination, _ address: Address, _ transport: any Transport,
    _ patience: Double, _ isCancelled: @escaping @Sendable () -> Bool
  ) throws(ServerProblem) -> any HTTPExchange {
    do throws(TransferProblem) {
      return try transport.open(
        destination.request(at: address), patience: patience, isCancelled: isCancelled)
    } catch { throw error == .cancelled ? .cancelled : .transfer(error, tries: 1) }
  }

  private static func body(
    _ exchange: any HTTPExchange, isGood: Bool, _ isCancelled: () -> Bool
  ) throws(ServerProblem) -> [UInt8] {
    var body: [UInt8] = []
    var pieces = 0
    while true {
      do throws(TransferProblem) {
        guard let bytes = try exchange.next() else { return body }
        body += bytes
        pieces += 1
      } catch {
        if error == .cancelled { throw .cancelled }
        if !isGood { return body }
        throw .transfer(error, tries: 1)
      }
      if isCancelled() { throw .cancelled }
      // A byte at a time, it would take hours.
      guard body.count <= largest, pieces <= 1 << 16 else {
        if !isGood { return Array(body.prefix(1 << 16)) }
        throw .tooLarge(.body)
      }
    }
  }

  /// Of `{"data": […]}`, `{"models": […]}` or a list alone.
  static func models(_ body: [UInt8], _ quotation: Quotation) throws(ServerProblem)
    -> [ServerModel]
  {
    guard let value = try? JSONValue.parse(body) else {
      throw .noJSON(isPage: ServerWords.isMarkup(body))
    }
    if let words = ServerWords(failureIn: value) {
      throw .failed(said: quotation.quoted(words.message))
    }
    guard
      let list = value.elements ?? value.field("data")?.elements
        ?? value.field("models")?.elements
    else { throw .noModels }
    var seen: Set<[UInt8]> = []
    var models: [ServerModel] = []
    for element in list {
      guard models.count < most else { break }
      guard let id = element.string ?? element.field("id")?.string ?? element.field("name")?.string,
        1...longestName ~= id.utf8.count,
        Quotation.cleaned(id, most: longestName).utf8.elementsEqual(id.utf8),
        quotation.hiding(id).utf8.elementsEqual(id.utf8), seen.insert(Array(id.utf8)).inserted
      else { continue }
      models.append(ServerModel(id: id, contextLength: contextLength(element)))
    }
    return models.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
  }

  /// As OpenRouter, vLLM, llama-server, Groq and others call it.
  private static func contextLength(_ value: JSONValue) -> Int? {
    let meta = value.field("meta")
    let said =
      value.field("context_length") ?? value.field("max_model_len") ?? meta?.field("n_ctx")
      ?? meta?.field("n_ctx_train") ?? value.field("context_window")
      ?? value.field("max_context_length")
    return said?.count.flatMap { $0 > 0 ? $0 : nil }
  }
}
