/// The middle of some numbers; of an even count the mean of the two in the middle. Nil without any.
func median(_ values: [Double]) -> Double? {
  let sorted = values.filter(\.isFinite).sorted()
  guard let last = sorted.indices.last else { return nil }
  return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
}
