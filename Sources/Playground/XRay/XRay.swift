import GenerationAPI
import Prompts
import SessionLog

/// What a model is given, token by token.
public struct XRay: Sendable, Equatable {
  public struct Token: Sendable, Equatable {
    public var id: Int
    /// What it stands for in the text, which need not be whole characters; empty for one that the
    /// tokenizer added.
    public var bytes: [UInt8]
    /// A control token's name.
    public var name: String?
    public var section: PromptSection.Kind

    public init(id: Int, bytes: [UInt8], name: String? = nil, section: PromptSection.Kind) {
      self.id = id
      self.bytes = bytes
      self.name = name
      self.section = section
    }
  }

  public var pane: Int
  /// The answer it was for; nil where it is not sent yet.
  public var turn: Int?
  public var variant: Int?
  /// How prompts reach the model: "chatml", "plain".
  public var format: String
  /// The chat template's SHA-256, in hexadecimal; nil without one.
  public var templateHash: String?
  public var tokens: [Token]
  /// What a server is given, whose tokens are not known here: the prompt, or messages as JSON.
  public var text: String?
  /// Of what stands in its messages.
  private var bytes = 0
  /// What it would be asked under; nil for what it was.
  public var settings: [SettingEntry]?
  /// Leading tokens that were in the cache.
  public var cachedTokens: Int

  public init(
    pane: Int, turn: Int? = nil, variant: Int? = nil, format: String, templateHash: String? = nil,
    tokens: [Token], cachedTokens: Int = 0
  ) {
    self.pane = pane
    self.turn = turn
    self.variant = variant
    self.format = format
    self.templateHash = templateHash
    self.tokens = tokens
    self.cachedTokens = cachedTokens
  }

  /// What a server was given for an answer, or would be given.
  public init(
    pane: Int, turn: Int? = nil, variant: Int? = nil, format: String, text: String
  ) {
    self.init(pane: pane, turn: turn, variant: variant, format: format, tokens: [])
    self.text = text
    let messages = [ChatMessage](json: text)
    bytes = messages?.reduce(0) { $0 + $1.content.utf8.count } ?? text.utf8.count
  }

  /// "63 tokens: examples 34, input 29".
  var counts: String {
    if text != nil {
      return "\(Figures.grouped(bytes)) bytes; only the server knows their tokens"
    }
    let parts = PromptSection.Kind.allCases.compactMap { kind -> String? in
      let count = tokens.count { $0.section == kind }
      return count > 0 ? "\(kind.rawValue) \(count)" : nil
    }
    let sum = "\(tokens.count) \(tokens.count == 1 ? "token" : "tokens")"
    return parts.isEmpty ? sum : "\(sum): \(parts.joined(separator: ", "))"
  }
}

/// The X-ray of a pane, over the panes.
struct XRayView: Sendable, Equatable {
  /// What the draft would be, not what was sent last.
  var isOfDraft = false
  /// Nil while it is looked for.
  var shown: XRay?
  /// It was looked for while the model was still loading.
  var waitsForModel = false
  /// Why there is none.
  var obstacle: String?
  var first = 0
}
