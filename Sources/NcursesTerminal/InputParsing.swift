import Cells

/// What turns a terminal's bytes into inputs.
///
/// Times are seconds of any one monotonic clock.
public protocol InputParsing {
  /// What one read of the terminal means; `bytes` must be exactly one read, because what arrives
  /// together may be a paste.
  mutating func feed(_ bytes: [UInt8], now: Double) -> [Input]
  /// What the bytes so far mean, if nothing follows them until `now`.
  mutating func tick(now: Double) -> [Input]
  /// When `tick` has something to decide; nil while nothing is open.
  var deadline: Double? { get }
}
