// swift-tools-version: 6.1
import PackageDescription

/// C is compiled with optimisation in debug builds too: unoptimised kernels are unusably slow.
let optimisedC: [CSetting] = [
  .unsafeFlags(["-O3"], .when(configuration: .debug))
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies, exclude: exclude)
}

let package = Package(
  name: "lineup",
  products: [.executable(name: "lineup", targets: ["lineup"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(name: "CKernels", cSettings: optimisedC),
    .target(name: "CTerminal", linkerSettings: [.linkedLibrary("ncursesw")]),
    .target(name: "CMapping"),
    .target(name: "CConfinement"),
    module("GGUF", ["CMapping"]),
    module("Tokenization"),
    module("GenerationAPI"),
    module("JSON"),
    module("Jinja"),
    module("HTTP"),
    module("Downloading", ["HTTP", "JSON"]),
    module("OpenAIClient", ["GenerationAPI", "HTTP", "JSON"]),
    module("Inference", ["CKernels", "GGUF", "Tokenization", "GenerationAPI"]),
    module("Prompts", ["GenerationAPI", "JSON", "Jinja"]),
    module("SessionLog", ["GenerationAPI", "JSON"]),
    module("Cells"),
    module("Playground", ["Cells", "SessionLog", "Prompts", "GenerationAPI", "JSON"]),
    module(
      "Exporting", ["Cells", "GenerationAPI", "JSON", "Playground", "Prompts", "SessionLog"]),
    module(
      "Configuration",
      [
        "Cells", "GenerationAPI", "HTTP", "JSON", "OpenAIClient", "Playground", "Prompts",
        .product(name: "Yams", package: "Yams"),
      ]),
    module("NcursesTerminal", ["Cells", "CTerminal"]),
    .executableTarget(
      name: "lineup",
      dependencies: [
        "GGUF", "Tokenization", "GenerationAPI", "Inference", "JSON", "Jinja", "Prompts",
        "SessionLog", "Cells", "Playground", "Exporting", "Configuration", "NcursesTerminal",
        "HTTP", "Downloading", "OpenAIClient", "CConfinement",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .target(name: "Support", dependencies: ["JSON"], path: "Tests/Support"),
    .target(
      name: "Properties",
      dependencies: [
        "GGUF", "Tokenization", "Inference", "GenerationAPI", "JSON", "Jinja", "SessionLog",
        "Cells", "Playground", "Prompts", "Configuration", "Exporting", "HTTP", "OpenAIClient",
      ],
      path: "Fuzz/Properties"),
    tests("GGUF", ["GGUF", "CMapping", "Support"]),
    tests("Tokenization", ["Tokenization", "Inference", "Support"]),
    tests("CKernels", ["CKernels", "Support"], exclude: ["AArch64", "Emulated", "find-clang"]),
    tests("Inference", ["Inference", "GenerationAPI", "CKernels", "Support"]),
    tests("JSON", ["JSON", "Support"]),
    tests("Jinja", ["Jinja", "JSON"], exclude: ["Templates"]),
    tests("Downloading", ["Downloading", "HTTP"]),
    tests("OpenAIClient", ["OpenAIClient", "GenerationAPI", "HTTP", "JSON"]),
    tests("Prompts", ["Prompts", "GenerationAPI", "JSON", "Jinja", "Support"]),
    tests("SessionLog", ["SessionLog", "JSON", "Support"]),
    tests("Cells", ["Cells"]),
    tests("Playground", ["Playground", "JSON"], exclude: ["Golden"]),
    tests(
      "Exporting",
      [
        "Exporting", "Cells", "GenerationAPI", "JSON", "Playground", "Prompts", "SessionLog",
        "Support",
      ]),
    tests(
      "Configuration",
      [
        "Configuration", "GenerationAPI", "OpenAIClient", "Playground", "Cells", "Prompts",
        "Support",
      ]),
    tests("NcursesTerminal", ["NcursesTerminal", "Support"]),
    tests(
      "Lineup",
      [
        "lineup", "Configuration", "GenerationAPI", "HTTP", "Inference", "JSON", "OpenAIClient",
        "Playground", "Support",
      ]),
    tests("Property", ["Properties"]),
  ]
)

// What `make fuzz` builds alone: it takes libFuzzer to link.
if Context.environment["LINEUP_FUZZ_BUILD"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzer", dependencies: ["Properties"], path: "Fuzz/Fuzzer",
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
  // What a model file's numbers are compared with helps the fuzzer to guess them. Text is guessed
  // with dictionaries, and to note every comparison of it takes half of all time.
  let coverage = "-sanitize-coverage=edge,indirect-calls,inline-8bit-counters,pc-table"
  let readersOfText = [
    "Tokenization", "JSON", "Prompts", "SessionLog", "Cells", "Playground", "Configuration",
    "Exporting", "OpenAIClient", "Properties",
  ]
  for target in package.targets where readersOfText.contains(target.name) {
    target.swiftSettings = [.unsafeFlags([coverage])]
  }
}
