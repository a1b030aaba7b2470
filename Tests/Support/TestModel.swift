import FoundationEssentials

/// The two models that the program is shown with, where they are at hand.
public enum TestModel: String, CaseIterable, Sendable {
  case smollm2 = "SmolLM2-135M-Instruct.Q4_1.gguf"
  case gemma3 = "gemma-3-270m-q4_k_m.gguf"

  /// The file: in `$LINEUP_TEST_MODELS`, else where `make run` puts models for the user.
  public var path: String {
    let environment = ProcessInfo.processInfo.environment
    let folder =
      environment["LINEUP_TEST_MODELS"]
      ?? (environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share")
      + "/lineup/models"
    return folder + "/" + rawValue
  }

  public var isPresent: Bool { FileManager.default.fileExists(atPath: path) }

  /// Why a test is skipped.
  public static let absence = "needs the two models; make models fetches them"

  public static let arePresent = allCases.allSatisfy(\.isPresent)
}

/// A file of `Tests/Fixtures`.
public func fixture(_ name: String) -> String {
  #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Fixtures/" + name
}
