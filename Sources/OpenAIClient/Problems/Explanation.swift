import GenerationAPI
import HTTP

/// Says in one sentence what is wrong with a server, and what to do next.
struct Explanation {
  let endpoint: Endpoint
  let model: String?
  let hasKey: Bool
  let quotation: Quotation

  private var name: String { Quotation.cleaned(endpoint.name, most: 64) }
  private var what: String { model.map { Quotation.cleaned($0, most: 80) } ?? "the model" }

  func words(_ problem: ServerProblem) -> String {
    switch problem {
    case .badURL: "the URL of \(name) is none that begins with http:// or https://; put it right"
    case .credentialsInURL:
      "the URL of \(name) has a user or a password in it; give the key as the endpoint's key instead"
    case .badHeader(let header):
      "the header \(Quotation.cleaned(header, most: 64)) of \(name) can't be sent; "
        + "change its name or value"
    case .unprotectedKey(let host):
      "\(name)'s key would go to \(Quotation.cleaned(host, most: 80)) unencrypted; "
        + "use https, or no key"
    case .overBudget(let mayCost, let left, let currency):
      "this would pass the budget: the prompt alone may cost \(Self.money(mayCost, currency)), and "
        + "\(Self.money(left, currency)) is left; \(Self.moreBudget)"
    case .cannotContinue: "a server can't go on with an answer; ask again instead"
    case .tooManyStops(let count, let most):
      "\(name) takes at most \(most) stop texts, and there are \(count); leave some out"
    case .transfer(let problem, let tries): words(problem) + Self.times(tries)
    case .refused(let status, let path, let said): refused(status, path) + Self.colon(said)
    case .busy(let status, let tries, let after, let said):
      busy(status, tries, after) + Self.colon(said)
    case .quota(let said):
      "\(name) says that its quota is used up; see your plan and billing there" + Self.colon(said)
    case .redirected(let host):
      "\(name) sends its askers \(host.map { "on to " + Quotation.cleaned($0, most: 80) } ?? "on"), "
        + "which is not followed; if that is right, make it the endpoint's URL"
    case .noJSON(let isPage):
      isPage
        ? "\(name) answered with a web page; check its URL, which mostly ends in /v1"
        : "\(name) sent something that is not JSON; check that it speaks OpenAI's protocol"
    case .tooLarge(let part): tooLarge(part)
    case .failed(let said): "\(name) failed" + (said.map { ": \($0)" } ?? "; try again")
    case .filtered: "\(name)'s content filter ended the answer; ask in other words"
    case .empty: "\(name) ended its answer before it began; try again"
    case .idle(let seconds):
      "nothing of an answer came from \(name) for \(Self.seconds(seconds)), though it sends "
        + "something; try again"
    case .noModels: "\(name) gives no list of models; name the model yourself"
    case .cancelled: "stopped"
    }
  }

  private func refused(_ status: Int, _ path: String) -> String {
    let path = Quotation.cleaned(path, most: 120)
    return switch status {
    case 401: "\(name) \(hasKey ? "refused the key" : "wants a key") (401); \(keyAdvice)"
    case 402: "\(name) wants to be paid (402); see your credit there"
    case 403: "\(name) does not let you use \(what) (403); \(keyAdvice)"
    case 404: "\(name) has no \(what), or nothing at \(path) (404); check both"
    case 405: "\(name) takes no requests at \(path) (405); check its URL"
    case 413: "the prompt is too large for \(name) (413); shorten it"
    case 400, 422: "\(name) did not understand the request (\(status))"
    case 500...599: "\(name) failed (\(status)); try again later"
    default: "\(name) answered with status \(status)"
    }
  }

  private var keyAdvice: String {
    if let key = endpoint.keyName { return "check \(Quotation.cleaned(key, most: 80))" }
    return hasKey ? "check the key" : "give the endpoint a key"
  }

  private func busy(_ status: Int, _ tries: Int, _ after: Double?) -> String {
    let what =
      status == 429 ? "has had too many requests (429)" : "can't answer now (\(status))"
    let next = after.map { "; it asks to wait \(Self.seconds($0))" } ?? "; try again later"
    return "\(name) \(what)" + Self.times(tries) + next
  }

  private func tooLarge(_ part: ServerProblem.Part) -> String {
    switch part {
    case .line: "\(name) sent a line of more than \(EventStream.longestLine >> 20) MiB; not read on"
    case .event:
      "\(name) sent an event of more than \(EventStream.largestEvent >> 20) MiB; not read on"
    case .body:
      "\(name) sent more than \(AnswerReader.largestWhole >> 20) MiB at once; not read on"
    case .answer:
      "the answer is larger than \(AnswerText.longest >> 20) MiB, or has more than "
        + "\(AnswerText.mostPieces) pieces, and was ended"
    }
  }

  private func words(_ problem: TransferProblem) -> String {
    switch problem {
    case .badAddress:
      // URLSession reaches no address of IPv6.
      endpoint.url.contains("[")
        ? "\(host) can't be reached by its number; give \(name)'s URL a name, such as localhost"
        : "the URL of \(name) is no address; put it right"
    case .noSuchHost: "there is no host named \(host); check \(name)'s URL and the network"
    case .noConnection: "no connection to \(name) at \(host); is it running?"
    case .certificate(let reason):
      "the certificate of \(name) is not to be trusted" + Self.colon(quotation.quoted(reason))
    case .encryption: "\(name) and this machine agree on no encryption; is it http, not https?"
    case .silence(let seconds):
      "\(name) was silent for \(Self.seconds(seconds)); try again, or allow it more time"
    case .cut: "\(name) cut the connection; try again"
    case .overrun: "\(name) sent more than could be read; try again"
    case .cancelled: "stopped"
    case .other(let reason):
      "the connection to \(name) failed" + (quotation.quoted(reason).map { ": \($0)" } ?? "")
    }
  }

  private var host: String {
    Address(endpoint.url).map { Quotation.cleaned($0.place, most: 80) } ?? "its URL"
  }

  private static func colon(_ said: String?) -> String { said.map { ": \($0)" } ?? "" }

  private static func times(_ tries: Int) -> String { tries > 1 ? " (\(tries) tries)" : "" }

  /// "0.5 s", "90 s", "2 h"
  static func seconds(_ seconds: Double) -> String {
    switch seconds {
    case ..<10: "\((max(0, seconds) * 10).rounded() / 10) s".replacing(".0 s", with: " s")
    case ..<600: "\(Int(seconds.rounded(.up))) s"
    case ..<7200: "\(Int((seconds / 60).rounded(.up))) min"
    case ..<1e9: "\(Int((seconds / 3600).rounded(.up))) h"
    default: "for ever"
    }
  }

  private static func money(_ amount: Double, _ currency: String) -> String {
    Cost(amount: amount, currency: currency).exactText
  }

  /// How a budget is raised.
  static let moreBudget = "allow more with :budget, --budget or config.yaml"
}
