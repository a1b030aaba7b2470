import HTTP

/// Why a server gave no answer, or no whole one.
public enum ServerProblem: Error, Equatable, Sendable {
  /// The endpoint's URL is none of http or https.
  case badURL
  /// It has a user or a password in it.
  case credentialsInURL
  /// A header that can't be sent, by its name.
  case badHeader(String)
  /// The key would go over the network unencrypted.
  case unprotectedKey(host: String)
  /// The prompt alone may cost more than is left of a budget.
  case overBudget(mayCost: Double, left: Double, currency: String)
  /// An answer can't be gone on with.
  case cannotContinue
  case tooManyStops(Int, most: Int)
  case transfer(TransferProblem, tries: Int)
  /// A status that is no answer. `path` is what was asked for, `said` the server's own words.
  case refused(status: Int, path: String, said: String?)
  /// It can't now, and was asked as often as makes sense; seconds after which it might, if it says so.
  case busy(status: Int, tries: Int, after: Double?, said: String?)
  /// There is no money left, or as good as none.
  case quota(said: String?)
  /// It sends its askers elsewhere; nil for nowhere.
  case redirected(host: String?)
  case noJSON(isPage: Bool)
  case tooLarge(Part)
  /// A failure under a status that promises an answer.
  case failed(said: String?)
  /// Its own filter ended the answer.
  case filtered
  /// Nothing was in the answer.
  case empty
  /// Bytes came, but nothing of an answer.
  case idle(seconds: Double)
  /// There is something in the list of models that is none.
  case noModels
  case cancelled

  public enum Part: Equatable, Sendable {
    case line
    case event
    /// An answer that came at once, or a list.
    case body
    case answer
  }
}

extension ServerProblem {
  /// One sentence that says what to do next, without a full stop; no key, header or query is in it.
  public func sentence(_ endpoint: Endpoint, key: APIKey? = nil, model: String? = nil) -> String {
    let quotation = Quotation(endpoint, key)
    let explanation = Explanation(
      endpoint: endpoint, model: model, hasKey: key != nil, quotation: quotation)
    return quotation.hiding(explanation.words(self))
  }
}
