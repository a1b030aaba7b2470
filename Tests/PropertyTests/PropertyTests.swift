import FoundationEssentials
import Properties
import Testing

@Suite struct PropertyTests {
  @Test(arguments: Property.allCases)
  func whatFuzzingBeginsWithHolds(property: Property) {
    for seed in property.seeds {
      #expect(throws: Never.self, "\(seed)") { try property.check(seed) }
    }
  }

  @Test(arguments: Property.allCases)
  func whatFuzzingFoundHoldsNow(property: Property) throws {
    for (name, bytes) in try findings(of: property) {
      #expect(throws: Never.self, "\(name)") { try property.check(bytes) }
    }
  }

  /// The files of `Fuzz/Findings` that once broke the property.
  private func findings(of property: Property) throws -> [(name: String, bytes: [UInt8])] {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let folder = "\(root)/Fuzz/Findings/\(property.rawValue)"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
      ($0, Array(try Data(contentsOf: URL(filePath: "\(folder)/\($0)"))))
    }
  }
}
