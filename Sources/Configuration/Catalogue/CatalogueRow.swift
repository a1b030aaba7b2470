import Playground

/// A system that people compare: what it is, who may have it, and how.
public struct CatalogueRow: Sendable, Equatable {
  /// How it is had.
  public enum Access: String, Sendable, CaseIterable {
    /// Its weights can be had: it may run on this machine.
    case weights
    /// On its maker's servers, for money.
    case api
    /// Nobody outside its maker ever had it.
    case `private`
    /// It could be had once.
    case withdrawn
    /// Sold as a whole; no model to open.
    case product
    /// Software that serves models.
    case server
  }

  /// What it is called on the command line.
  public var name: String
  public var title: String
  /// What it is listed with.
  public var family: String
  public var access: Access
  public var maker: String?
  public var year: Int?
  /// Nil where it was not published.
  public var parameters: Int?
  /// Those that a token uses, where that is not all of them.
  public var activeParameters: Int?
  /// What it was trained on, in a phrase.
  public var training: String?
  public var licence: String?
  public var formats: [String] = []
  /// The form of its prompts: "chatml", "plain" where it only continues text.
  public var prompt: String?
  /// Where its file is got: "packages", "hf:OWNER/REPO/FILE", an address.
  public var source: String?
  /// What that file is called here.
  public var file: String?
  public var quantisation: String?
  public var bytes: Int?
  public var sha256: String?
  /// What to do where it can't simply be got: a clause.
  public var guidance: String?
  /// The endpoint that has it: "openai/gpt-4o-mini", or "gemini" for many models there.
  public var endpoint: String?
  public var architecture: String?
  /// Hyperparameters by GGUF's keys without the architecture's name, and `vocab_size` and `tied`.
  public var shape: [String: Double] = [:]
  /// What stands in its way: a clause.
  public var obstacle: String?
  /// Names of rows that come closest.
  public var alternatives: [String] = []
  /// Where accounts of it differ, and what else should be known.
  public var note: String?
  /// What its maker asked for a million tokens, once.
  public var prices: PublishedPrices?
  public var sources: [String] = []
  /// It is the user's.
  public var isOwn = false

  public struct PublishedPrices: Sendable, Equatable {
    /// Of a million tokens of prompts, and of answers.
    public var input: Double
    public var output: Double
    public var currency: String
    /// The day they were read, "2026-09-22".
    public var date: String
  }

  public init(_ name: String, access: Access) {
    self.name = name
    title = name
    family = name
    self.access = access
  }

  /// Whether it is a model whose file may be opened here.
  public var hasWeights: Bool { access == .weights }

  /// Letters, digits, `-`, `_` and `.`, at most 64, the first one a letter or digit; capital letters are
  /// for titles.
  static func isName(_ name: String) -> Bool {
    let scalars = name.unicodeScalars
    guard let first = scalars.first, scalars.count <= 64 else { return false }
    func isWord(_ scalar: Unicode.Scalar) -> Bool {
      "0"..."9" ~= scalar
        || (scalar.properties.isAlphabetic && scalar.properties.generalCategory != .uppercaseLetter)
    }
    return isWord(first) && scalars.allSatisfy { isWord($0) || "-_.".unicodeScalars.contains($0) }
  }
}
