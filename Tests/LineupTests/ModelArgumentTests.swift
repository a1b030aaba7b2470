import Testing

@testable import lineup

struct ModelArgumentTests {
  @Test(arguments: [
    ("smollm2", [], "smollm2"), ("smollm2", ["gemma3"], "smollm2"),
    ("smollm2", ["smollm2"], "smollm2#2"), ("smollm2", ["smollm2", "smollm2#2"], "smollm2#3"),
    ("smollm2#2", ["smollm2#2"], "smollm2#3"), ("smollm2#2", ["smollm2"], "smollm2#2"),
    ("c#", ["c#"], "c##2"), ("#", ["#"], "##2"), ("", [""], "#2"),
  ])
  func `a repeat has a name of its own`(_ name: String, _ others: [String], _ expected: String) {
    #expect(ModelArgument(name: name, path: "p").named(besides: others).name == expected)
  }
}
