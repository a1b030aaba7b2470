import Configuration
import Testing

@testable import lineup

struct EndpointKeyTests {
  private func key(
    _ setting: String, environment: [String: String] = [:], folder: String? = nil,
    url: String = "https://a.example/v1"
  ) throws -> Result<String?, Failure> {
    let book = EndpointSamples.book(
      "endpoints:\n  - name: lab\n    url: \(url)\n    \(setting)\n", environment: environment,
      folder: folder)
    let endpoint = try #require(book.endpoint(named: "lab"), "\(book.problems)")
    return Result { () throws(Failure) in try endpoint.key()?.secret }
  }

  private func refusal(_ result: Result<String?, Failure>) -> String? {
    if case .failure(let failure) = result { failure.sentence } else { nil }
  }

  @Test func `a key is what its variable holds`() throws {
    let environment = ["A": " sk-1 \n", "B": "a b", "E": ""]
    #expect(try key("key: ${A}", environment: environment).get() == "sk-1")
    #expect(try key("api: chat", environment: environment).get() == nil)
    #expect(
      try refusal(key("key: ${B}", environment: environment))
        == "B holds characters that no key has; copy it again")
    for name in ["C", "E"] {
      #expect(
        try refusal(key("key: ${\(name)}", environment: environment))
          == "lab wants a key, and \(name) is not set; export it and start lineup again")
    }
    #expect(
      try refusal(key("headers: {x: \"${C}\"}"))
        == "a header of lab wants C, which is not set; export it and start lineup again")
  }

  @Test func `a preset's key that may be missing may be`() throws {
    let vllm = try #require(EndpointSamples.book("").endpoint(named: "vllm"))
    #expect(try vllm.key() == nil)
    #expect(vllm.keyState == .none)
    let book = EndpointSamples.book("", environment: ["VLLM_API_KEY": "k"])
    #expect(try book.endpoint(named: "vllm")?.key()?.secret == "k")
  }

  @Test(arguments: [0o600, 0o400])
  func `a file that is the user's alone holds a key in its first line`(mode: Int) throws {
    let folder = try KeyFolder()
    try folder.write("key", "  sk-1\r\nmore\n", mode: mode)
    #expect(try key("key_file: key", folder: folder.path).get() == "sk-1")
    #expect(try key("key_file: ~/key", environment: ["HOME": folder.path]).get() == "sk-1")
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o700, 0o610])
  func `a file that others may read is refused, with what mends it`(mode: Int) throws {
    let folder = try KeyFolder()
    try folder.write("it's", "sk-secret", mode: mode)
    #expect(
      try refusal(key("key_file: it's", folder: folder.path))
        == "the key_file of lab can be read by others; run: chmod 600 '\(folder.path)/it'\\''s'")
  }

  @Test func `a file without a key is refused, and what it holds is not told`() throws {
    let folder = try KeyFolder()
    for (name, text) in [
      ("empty", ""), ("blank", "\n\nsk-secret"), ("words", "my secret"), ("nul", "sk\0secret"),
      ("long", String(repeating: "secret", count: 20_000)),
    ] {
      try folder.write(name, text, mode: 0o600)
      #expect(
        try refusal(key("key_file: \(name)", folder: folder.path))
          == "the key_file of lab has no key in its first line: \(folder.path)/\(name)")
    }
    #expect(
      try refusal(key("key_file: absent", folder: folder.path))?.contains("can't be read") == true)
    #expect(try refusal(key("key_file: .", folder: folder.path))?.contains("is no file") == true)
    #expect(try refusal(key("key_file: /dev/null"))?.contains("is no file") == true)
  }

  @Test func `a command is run once, and when a key is first wanted`() throws {
    let folder = try KeyFolder()
    let log = folder.path + "/log"
    let book = EndpointSamples.book(
      "endpoints:\n  - name: lab\n    url: https://a.example/v1\n"
        + "    key_command: echo x >> \(log); echo sk-1; echo sk-2\n")
    let endpoint = try #require(book.endpoint(named: "lab"))
    #expect(endpoint.keyState == .present && endpoint.keyName == "key_command")
    #expect(folder.text("log") == nil)
    for _ in 0..<3 { #expect(try endpoint.key()?.secret == "sk-1") }
    #expect(folder.text("log") == "x\n")
    // A server that refused it may have had an old one.
    endpoint.forgetKey()
    #expect(try endpoint.key()?.secret == "sk-1")
    #expect(folder.text("log") == "x\nx\n")
  }

  @Test func `a command that gives no key says how it ended, and not what it said`() throws {
    func refusal(_ command: String) throws -> String? {
      try self.refusal(key("key_command: \"\(command)\""))
    }
    #expect(
      try refusal("echo secret; exit 3")
        == "the key_command of lab ended with status 3; run it in a shell to see why")
    #expect(try refusal("kill -9 $$")?.contains("status 137") == true)
    #expect(try refusal("no-such-program-here")?.contains("status 127") == true)
    #expect(try refusal("echo my secret")?.contains("printed no key") == true)
    #expect(try refusal("true")?.contains("printed no key") == true)
    #expect(try refusal("cat")?.contains("printed no key") == true)
  }

  @Test func `a command is over when it ends, whatever it leaves running`() {
    let output = CommandOutput.of("sleep 20 & echo sk-1", seconds: 10, limit: 10)
    guard case .ended(0, let bytes) = output else {
      Issue.record("\(output)")
      return
    }
    #expect(bytes == Array("sk-1\n".utf8))
  }

  @Test func `a command that never ends is ended, whatever it starts`() {
    for command in ["trap '' TERM; sleep 60 & wait", "exec >&-; sleep 60", "yes"] {
      let output = CommandOutput.of(command, seconds: 0.2, limit: 10)
      guard case .tookTooLong = output else {
        Issue.record("\(command): \(output)")
        continue
      }
    }
  }

  @Test func `only so much of what a command says is kept`() {
    let output = CommandOutput.of("printf 123456", seconds: 10, limit: 4)
    guard case .ended(0, let bytes) = output else { return #expect(Bool(false), "\(output)") }
    #expect(bytes == Array("1234".utf8))
  }
}
