import Glibc
import Support

/// `Program` on a pseudo-terminal.
extension ProgramInTerminal {
  convenience init(
    environment: [String: String] = [:], columns: UInt16 = 60, rows: UInt16 = 12
  ) throws {
    try self.init(
      Program.environmentName, environment: environment, columns: columns, rows: rows)
  }

  /// The program's own process id, once it has drawn.
  func waitUntilReady() throws -> pid_t {
    try waitFor(Program.ready)
    // Whatever follows the digits, they are complete.
    for _ in 0..<200 {
      let rest = text.split(separator: Program.ready, maxSplits: 1).last ?? ""
      let digits = rest.prefix { $0.isNumber }
      if digits.count < rest.count, let id = pid_t(digits) { return id }
      drain(10)
    }
    throw Failure("no process id in \(text)")
  }
}
