/// Carries a value to the one thread that uses it from then on.
///
/// `@unchecked Sendable`: whoever sends it no longer touches the value.
struct UncheckedBox<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
