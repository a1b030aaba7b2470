import Testing

@testable import HTTP

@Suite struct AddressTests {
  @Test(arguments: [
    ("http://localhost:8080", true), ("http://127.0.0.1", true), ("http://127.1.2.3:1", true),
    ("http://[::1]:8", true), ("http://0.0.0.0:8000/v1", true),
    ("http://127.0.0.1.evil.test", false), ("http://127.0.0.1.5", false),
    ("http://127.0.0.999", false), ("http://127.0.0.08", false), ("http://0127.0.0.1", false),
    ("http://127.1.+1.1", false),
    ("http://localhost.evil.test", false), ("http://10.0.0.1", false),
    ("http://evil@127.evil", false),
    ("http://localhost@evil.test", false), ("http://127.0.0.1@evil.test/", false),
  ])
  func whatIsThisMachineIsKnown(_ text: String, _ isHere: Bool) {
    #expect((Address(text)?.isThisMachine ?? false) == isHere)
  }

  @Test func aHostIsANameOrANumber() {
    for text in [
      "http://a%1b%5b31m/v1", "http://a%0ab/", "http://a%20b", "http://a%2fb", "http://a%40b",
    ] {
      #expect(Address(text) == nil, "\(text)")
    }
    #expect(Address("HTTP://Lab.test/V1")?.text == "http://Lab.test/V1")
    #expect(Address("https://my_lab-1.test:80/v1")?.host == "my_lab-1.test")
  }

  @Test func anAddressIsShownWithoutItsSecrets() {
    let address = Address("https://me:pw@Lab.test:8443/v1?key=secret")
    #expect(address?.place == "lab.test:8443" && address?.path == "/v1")
    #expect(address?.hasCredentials == true)
    #expect(Address("https://lab.test")?.hasCredentials == false)
  }

  @Test func noProxyIsAskedForWhatIsOnThisMachine() throws {
    #expect(ProxyRule.exempt([:]) == nil && !ProxyRule.isSet(["http_proxy": ""]))
    let proxy = ["http_proxy": "http://proxy.test:3128", "no_proxy": "lab.test"]
    #expect(ProxyRule.exempt(proxy) == "lab.test,localhost,127.0.0.1,::1,0.0.0.0")
    #expect(ProxyRule.exempt(["ALL_PROXY": "x", "NO_PROXY": "*"]) == nil)
    // What the library would not know for this machine.
    #expect(!ProxyRule.isExempt(try #require(Address("http://127.0.0.2"))))
    #expect(ProxyRule.isExempt(try #require(Address("http://[::1]:8"))))
    #expect(ProxyRule.isExempt(try #require(Address("http://lab.test"))))
  }
}
