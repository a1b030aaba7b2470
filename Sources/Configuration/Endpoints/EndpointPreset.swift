import HTTP
import OpenAIClient

/// Servers that many have, and what is special about each; they need no configuration but their key.
public enum EndpointPreset {
  public static let all: [EndpointSettings] = [
    make(
      "openai", "OpenAI", "https://api.openai.com/v1", .variable("OPENAI_API_KEY"),
      address: "OPENAI_BASE_URL"
    ) {
      // Its newer models refuse the old field.
      $0.lengthField = "max_completion_tokens"
    },
    make(
      "gemini", "Gemini", "https://generativelanguage.googleapis.com/v1beta/openai",
      .variable("GEMINI_API_KEY")),
    make(
      "openrouter", "OpenRouter", "https://openrouter.ai/api/v1", .variable("OPENROUTER_API_KEY")
    ) { $0.takesMoreSamplers = true },
    make("groq", "Groq", "https://api.groq.com/openai/v1", .variable("GROQ_API_KEY")),
    make(
      "vllm", "vLLM", "http://127.0.0.1:8000/v1", .variable("VLLM_API_KEY", isOptional: true),
      knowsAll),
    make("llama-server", "llama-server", "http://127.0.0.1:8080/v1", nil, knowsAll),
    make("ollama", "Ollama", "http://127.0.0.1:11434/v1", nil),
    make("lm-studio", "LM Studio", "http://127.0.0.1:1234/v1", nil) {
      $0.takesMoreSamplers = true
    },
  ].compactMap(\.self)

  public static func named(_ name: String) -> EndpointSettings? { all.first { $0.name == name } }

  /// The one whose server an address is; never one of this machine, where any server may have its port.
  public static func at(_ address: Address) -> EndpointSettings? {
    guard !address.isThisMachine else { return nil }
    return all.first { $0.address.origin == address.origin }
  }

  private static func knowsAll(_ endpoint: inout Endpoint) {
    endpoint.takesMoreSamplers = true
    endpoint.asksLogprobs = true
  }

  private static func make(
    _ name: String, _ title: String, _ url: String, _ key: EndpointSettings.KeySource?,
    address variable: String? = nil, _ change: (inout Endpoint) -> Void = { _ in }
  ) -> EndpointSettings? {
    guard let address = Address(url) else { return nil }
    var endpoint = Endpoint(name: name, url: url)
    change(&endpoint)
    var settings = EndpointSettings(endpoint: endpoint, address: address, title: title)
    settings.key = key
    settings.addressVariable = variable
    settings.isPreset = true
    return settings
  }
}
