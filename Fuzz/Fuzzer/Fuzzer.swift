import Glibc
import Properties

/// The property whose name is in `LINEUP_FUZZ`.
private let property: Property = {
  let name = getenv("LINEUP_FUZZ").map { String(cString: $0) } ?? ""
  guard let property = Property(rawValue: name) else {
    fatalError("set LINEUP_FUZZ to one of \(Property.allCases.map(\.rawValue))")
  }
  return property
}()

/// What libFuzzer calls for every input. A broken property ends the program, as a trap would.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do { try property.checkOneWay(bytes) } catch { fatalError("\(property.rawValue): \(error)") }
  return 0
}

/// Called before anything else: writes the seeds to the folder in `LINEUP_FUZZ_SEEDS`, if it is set.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
  guard let folder = getenv("LINEUP_FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
  for (number, seed) in property.seeds.enumerated() {
    guard let file = fopen("\(folder)/seed-\(number)", "w") else {
      fatalError("cannot write to \(folder)")
    }
    fwrite(seed, 1, seed.count, file)
    fclose(file)
  }
  exit(0)
}
