import GenerationAPI
import Jinja

/// A model's own chat template, with what else of the model it needs.
///
/// Variables are those that Hugging Face's `apply_chat_template` gives: `messages`,
/// `add_generation_prompt`, `bos_token`, `eos_token`, and `tools` and `documents`, which are none.
public struct ChatTemplate: Sendable, Equatable {
  /// The format's usual name, as far as its signs tell: "chatml", "llama-3"; else "jinja".
  public let name: String
  /// The SHA-256 of its source, in hexadecimal.
  public let hash: String
  private let template: JinjaTemplate
  private let bos: String
  private let eos: String
  private let dropsBOS: Bool
  private let now: JinjaDate

  /// - Parameters:
  ///   - bos: the text of the token that begins a sequence; empty where there is none.
  ///   - addsBOS: whether the tokenizer puts that token first by itself: then a template that writes
  ///     it, too, does not make it two.
  ///   - now: what the template is told when it asks for the date.
  /// - Throws: `ChatFormatError.broken`.
  public init(
    _ source: String, bos: String, eos: String, addsBOS: Bool, now: JinjaDate
  ) throws(ChatFormatError) {
    do throws(JinjaError) {
      template = try JinjaTemplate(source)
    } catch {
      throw .broken(error.description)
    }
    name = Self.name(source)
    hash = sha256(source.utf8)
    self.bos = bos
    self.eos = eos
    dropsBOS = addsBOS
    self.now = now
  }

  public static func == (a: ChatTemplate, b: ChatTemplate) -> Bool {
    a.hash == b.hash && a.bos == b.bos && a.eos == b.eos && a.dropsBOS == b.dropsBOS
      && a.now == b.now
  }

  func render(
    _ messages: [ChatMessage], asksForAnswer: Bool
  ) throws(ChatFormatError) -> String {
    let list = messages.map {
      JinjaValue.mapping([
        ("role", .string($0.role.rawValue)), ("content", .string($0.content)),
      ])
    }
    let context: [(String, JinjaValue)] = [
      ("messages", .list(list)), ("add_generation_prompt", .bool(asksForAnswer)),
      ("bos_token", .string(bos)), ("eos_token", .string(eos)), ("tools", .none),
      ("documents", .none),
    ]
    do throws(JinjaError) {
      let text = try template.render(context, now: now)
      guard dropsBOS, !bos.isEmpty, text.utf8.starts(with: bos.utf8) else { return text }
      return String(decoding: text.utf8.dropFirst(bos.utf8.count), as: UTF8.self)
    } catch {
      if let refusal = error.refusal { throw .refused(refusal) }
      throw .broken(error.description)
    }
  }

  /// Signs of formats, the more particular ones first.
  private static let signs: [(sign: String, name: String)] = [
    ("<|channel|>", "harmony"), ("<|start_of_role|>", "granite"), ("<|im_start|>", "chatml"),
    ("<|start_header_id|>", "llama-3"), ("<start_of_turn>", "gemma"),
    ("<|START_OF_TURN_TOKEN|>", "command-r"), ("<｜User｜>", "deepseek"),
    ("<|user|>", "zephyr"), ("<<SYS>>", "llama-2"), ("[INST]", "mistral"),
    ("### Instruction:", "alpaca"),
  ]

  private static func name(_ source: String) -> String {
    let source = Array(source.utf8)
    return signs.first { source.firstRange(of: Array($0.sign.utf8)) != nil }?.name ?? "jinja"
  }
}
