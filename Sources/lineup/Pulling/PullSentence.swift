import Downloading
import HTTP

/// What is said of a download that failed: what it was, and what to do next.
struct PullSentence {
  let model: WantedModel
  let path: String

  private var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
  private static let goesOn = "what has come is kept, and the same command goes on from there"

  func of(_ error: DownloadError) -> String { "\(model.name): \(sentence(error))" }

  private func sentence(_ error: DownloadError) -> String {
    switch error {
    case .badAddress: "its address is none that can be asked; check how it is spelt"
    case .locked: "another lineup is fetching it already; wait for that one"
    case .cancelled: "stopped; \(Self.goesOn)"
    case .transfer(let problem, let host): Self.sentence(problem, host)
    case .refused(let status, let host, let code, let sentToken):
      refusal(status, host, code, sentToken)
    case .busy(let status, let host, let after): Self.busy(status, host, after)
    case .tooManyRedirects: "its server sends from one address to the next without end"
    case .insecureRedirect(let host):
      "its server sends on to \(host) without encryption, which is not followed"
    case .badRedirect(let host): "\(host) sends on to what is no address"
    case .noModel(let host, let kind):
      "\(host) gave \(Self.what(kind)) and not a model; open the address in a browser to see what it "
        + "is, perhaps a page to log in"
    case .otherSize(let announced, let expected):
      "the server has a file of \(announced) bytes and not the one of \(expected) that is known "
        + "here; look whether another version was put in its place"
    case .otherSum:
      "the server has another file than the one that is known here (its SHA-256 differs); look "
        + "whether another version was put in its place"
    case .endless(let expected):
      "the server sends more than the \(Amounts.bytes(expected)) that the model has; what came was "
        + "thrown away"
    case .changing: "the server gives another file each time; try again later"
    case .wrongSum:
      "what came is not the file it should be (its SHA-256 differs), so it was thrown away; try "
        + "again, and if it stays so, distrust the network or the server"
    case .damaged(let reason): "what came is no whole model, so it was thrown away: \(reason)"
    case .noSum:
      "its SHA-256 can't be worked out, since sha256sum is missing or could not read \(path).part; "
        + "install coreutils, then the same command checks it"
    case .noRoom(let needed, let free):
      "there is no room in \(folder): \(Amounts.bytes(needed)) are needed and \(Amounts.bytes(free)) "
        + "are free; \(Self.makeRoom)"
    case .diskFull:
      "the disk of \(folder) became full; \(Self.makeRoom). \(Self.goesOn.capitalizedFirst)"
    case .file(let path, let reason):
      "\(path) can't be written: \(reason); mend that, or set LINEUP_HOME to a folder of yours"
    }
  }

  private static let makeRoom =
    "free some (lineup models remove NAME), or set LINEUP_HOME to a folder on a larger disk"

  static func reason(_ problem: TransferProblem, _ host: String) -> String {
    switch problem {
    case .badAddress: "\(host) can't be asked at this address, or answers what is no HTTP"
    case .noSuchHost: "there is no host \(host)"
    case .noConnection: "\(host) does not answer"
    case .certificate(let text): "\(host) can't prove who it is (\(text))"
    case .encryption: "no encrypted connection to \(host) could be agreed on"
    case .silence(let seconds):
      "nothing, or next to nothing, came from \(host) for \(Amounts.decimal(seconds)) s"
    case .cut: "the connection to \(host) was cut"
    case .overrun: "the disk is slower than the network"
    case .cancelled: "stopped"
    case .other(let text): "the transfer from \(host) failed (\(text))"
    }
  }

  private static func sentence(_ problem: TransferProblem, _ host: String) -> String {
    switch problem {
    case .noSuchHost: "\(reason(problem, host)); check the address and the network"
    case .certificate:
      "\(reason(problem, host)); check the clock of this machine and the network it is in, and that "
        + "ca-certificates are installed"
    case .badAddress, .encryption: reason(problem, host)
    default: "\(reason(problem, host)), also when it was tried again; \(goesOn)"
    }
  }

  private static func busy(_ status: Int, _ host: String, _ after: Int?) -> String {
    let what =
      status == 429 ? "\(host) wants fewer requests (429)" : "\(host) has trouble (\(status))"
    let wait =
      after.map { "try again in \(BatchProgress.duration(Double($0)))" } ?? "try again later"
    let hint = status == 429 ? "; a token in HF_TOKEN may allow more" : ""
    return "\(what); \(wait)\(hint)"
  }

  private func refusal(_ status: Int, _ host: String, _ code: String?, _ sentToken: Bool) -> String
  {
    guard let page = model.page else {
      return switch status {
      case 401, 403:
        "\(host) does not give it to everybody (\(status)); download it in a browser where you are "
          + "logged in, and open it by its path"
      case 404, 410: "there is no such file on \(host) (\(status)); check the address"
      default: "\(host) answered \(status), which is no file; open the address in a browser"
      }
    }
    switch status {
    case 404:
      let what =
        code == "RevisionNotFound"
        ? "no such revision" : code == "RepoNotFound" ? "no such repository" : "no such file"
      return "there is \(what) (404); check every part of the name, capitals included, at \(page)"
    case 401, 403:
      let isGated = code == "GatedRepo"
      if sentToken {
        return isGated || status == 403
          ? "the hub does not give it to whom HF_TOKEN belongs (\(status)); accept its licence at "
            + "\(page), and see that the token may read gated repositories"
          : "the hub does not know the token in HF_TOKEN (\(status)), or there is no such repository; "
            + "make a new one at \(ModelSource.hubAddress)/settings/tokens, and check \(page)"
      }
      return isGated
        ? "its makers want to know who takes it (\(status)); accept the licence at \(page), make a "
          + "token at \(ModelSource.hubAddress)/settings/tokens, and set HF_TOKEN to it"
        : "the hub does not give it to everybody (\(status)); check the name at \(page); if it is "
          + "right, accept the licence there and set HF_TOKEN to a token of yours"
    default: return "\(host) answered \(status), which is no file; look at \(page)"
    }
  }

  private static func what(_ kind: String?) -> String {
    guard let kind else { return "something else" }
    if kind.lowercased().contains("html") { return "a web page" }
    return "something else (\(kind.prefix(60)))"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
