import HTTP

/// Why a file was not downloaded. Whoever asked for it knows its address and name.
public enum DownloadError: Error, Equatable, Sendable {
  case badAddress
  /// Another process downloads the same file.
  case locked
  case cancelled
  /// The connection failed, again and again.
  case transfer(TransferProblem, host: String)
  /// The server does not give it. `code` is the hub's own word for why.
  case refused(status: Int, host: String, code: String?, sentToken: Bool)
  /// The server can't now; seconds after which it may, where it says so.
  case busy(status: Int, host: String, after: Int?)
  case tooManyRedirects
  /// From an encrypted connection to one that is not.
  case insecureRedirect(to: String)
  case badRedirect(host: String)
  /// A page or something else came in the place of a model.
  case noModel(host: String, kind: String?)
  /// The server has a file of another size, or with another SHA-256, than the one that is wanted.
  case otherSize(announced: Int, expected: Int)
  case otherSum(announced: String, expected: String)
  /// More comes than the file says it has.
  case endless(expected: Int)
  /// Each time the server has another file.
  case changing
  /// What came is not what was announced.
  case wrongSum(found: String, expected: String)
  case damaged(reason: String)
  /// Nothing works out sums on this machine.
  case noSum
  case noRoom(needed: Int, free: Int)
  case diskFull
  case file(path: String, reason: String)
}
