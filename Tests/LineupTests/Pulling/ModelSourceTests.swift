import Testing

@testable import lineup

@Suite struct ModelSourceTests {
  @Test func aFileOfTheHubIsOwnerRepositoryAndFile() throws {
    let source = try ModelSource("hf:some-org/Model.1-GGUF/q4/model-q4_k_m.gguf")
    #expect(
      source
        == .hub(
          owner: "some-org", repository: "Model.1-GGUF", file: "q4/model-q4_k_m.gguf",
          revision: "main"))
    #expect(
      source.address()
        == "https://huggingface.co/some-org/Model.1-GGUF/resolve/main/q4/model-q4_k_m.gguf")
    #expect(source.remoteName == "model-q4_k_m.gguf")
  }

  @Test func aRevisionIsOneComponentOfTheAddress() throws {
    let source = try ModelSource("hf:a/b/c d.gguf".replacing(" ", with: "+") + "@refs/pr/3")
    #expect(
      source.address(hub: "http://localhost:1")
        == "http://localhost:1/a/b/resolve/refs%2Fpr%2F3/c%2Bd.gguf")
  }

  @Test(
    arguments: [
      "https://huggingface.co/a/b/blob/v1/sub/c.gguf",
      "https://huggingface.co/a/b/resolve/v1/sub/c.gguf?download=true",
      "https://hf.co/a/b/blob/v1/sub%2Fc.gguf",
    ])
  func whatABrowserShowsForAFileOfTheHubIsThatFile(text: String) throws {
    #expect(
      try ModelSource(text)
        == .hub(owner: "a", repository: "b", file: "sub/c.gguf", revision: "v1"))
  }

  @Test func anAddressIsTakenAsItStands() throws {
    let source = try ModelSource("https://example.com/x/My%20Model.gguf?key=1#top")
    #expect(source == .address("https://example.com/x/My%20Model.gguf?key=1"))
    #expect(source.remoteName == "My Model.gguf")
    #expect(
      source.sibling("Other.gguf") == .address("https://example.com/x/Other.gguf?key=1"))
  }

  @Test(
    arguments: [
      ("hf:a/b", ModelSourceError.noFile("hf:a/b")),
      ("hf:a/b:Q4_K_M", .noFile("hf:a/b:Q4_K_M")),
      ("hf:a/../c.gguf", .notOfTheHub("hf:a/../c.gguf")),
      ("hf:a/b/../c.gguf", .notOfTheHub("hf:a/b/../c.gguf")),
      ("hf:a/b//c.gguf", .notOfTheHub("hf:a/b//c.gguf")),
      ("hf:a/b/c.gguf@", .notOfTheHub("hf:a/b/c.gguf@")),
      ("hf:a/b/model.safetensors", .notGGUF("hf:a/b/model.safetensors")),
      ("https://example.com/", .notGGUF("https://example.com/")),
      ("https://", .noHost("https://")),
      ("https://me:secret@example.com/x.gguf", .password),
      ("ftp://example.com/x.gguf", .neither("ftp://example.com/x.gguf")),
      ("hf:a/b/c\n.gguf", .unusableText),
    ])
  func whatNamesNoFileIsRefusedWithItsReason(text: String, error: ModelSourceError) {
    #expect(throws: error) { try ModelSource(text) }
  }
}
