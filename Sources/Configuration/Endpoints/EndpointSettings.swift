import GenerationAPI
import HTTP
import OpenAIClient

/// A server that the user has set up, or may use without.
public struct EndpointSettings: Sendable, Equatable {
  /// How it is asked. Values of headers may name variables: "Bearer ${TOKEN}".
  public var endpoint: Endpoint
  public var address: Address
  /// The variable of the environment that may name another address, as other programs take it: a key
  /// in the variable beside it is then for that one.
  public var addressVariable: String?
  /// For people: "OpenAI".
  public var title: String
  /// Nil where none is sent.
  public var key: KeySource?
  /// By the model's name at the server.
  public var prices: [String: TokenPrices] = [:]
  public var currency = Self.standardCurrency
  /// What a session may spend there, an amount of its currency.
  public var budget: Double?
  /// Those it is known to have, in the order in which they are written.
  public var models: [String] = []
  /// Models are given plain text to go on with, not a conversation.
  public var usesCompletions = false
  /// Nobody wrote it down: it is one of `EndpointPreset.all`.
  public var isPreset = false

  public static let standardCurrency = "USD"

  public var name: String { endpoint.name }

  /// Whether a server may call a model so: one line of at most 512 bytes.
  public static func isModel(_ text: String) -> Bool { EndpointValues.isLine(text, atMost: 512) }

  init(endpoint: Endpoint, address: Address, title: String) {
    self.endpoint = endpoint
    self.address = address
    self.title = title
  }

  /// The same at the address that the environment names, where it names one.
  ///
  /// - Throws: what is wrong with that address, which is not repeated: it may hold a password.
  public func moved(by environment: [String: String]) throws(Problem) -> EndpointSettings {
    guard let addressVariable, let text = environment[addressVariable], !text.isEmpty else {
      return self
    }
    var moved = self
    do throws(EndpointValues.Refusal) {
      moved.address = try EndpointValues.address(text)
    } catch {
      throw Problem(addressVariable, error.sentence)
    }
    moved.endpoint.url = moved.address.text
    // Few servers on one's own machine want a key.
    if moved.address.isThisMachine, case .variable(let name, _) = key {
      moved.key = .variable(name, isOptional: true)
    }
    return moved
  }

  /// Where a key comes from; it is itself never in a file that lineup reads as settings.
  public enum KeySource: Sendable, Equatable {
    /// - Parameter isOptional: without it, none is sent.
    case variable(String, isOptional: Bool = false)
    /// A path as it is written.
    case file(String)
    /// A command line for a shell, which prints the key.
    case command(String)

    /// As it is written: "${LAB_KEY}", "key_file ~/.lab".
    public var name: String {
      switch self {
      case .variable(let name, _): "${\(name)}"
      case .file(let path): "key_file \(path)"
      case .command: "key_command"
      }
    }

    public var isOptional: Bool {
      if case .variable(_, isOptional: true) = self { true } else { false }
    }
  }
}

extension Address {
  /// Nobody on the way there can read what is sent.
  public var isPrivate: Bool { isEncrypted || isThisMachine }
}

/// An endpoint that can't be used until it is mended.
public struct BrokenEndpoint: Sendable, Equatable {
  public let name: String
  public let problem: Problem

  public init(name: String, problem: Problem) {
    self.name = name
    self.problem = problem
  }
}
