import Glibc
import Jinja
import Testing

/// The clock of these tests.
let testDate = JinjaDate(year: 2026, month: 3, day: 7, hour: 9, minute: 5, second: 2)

/// What a template makes of some variables.
func render(
  _ template: String, _ context: [(key: String, value: JinjaValue)] = [],
  limits: JinjaLimits = JinjaLimits()
) throws(JinjaError) -> String {
  try JinjaTemplate(template).render(context, now: testDate, limits: limits)
}

/// Why a template is not rendered.
func refusal(
  _ template: String, _ context: [(key: String, value: JinjaValue)] = [],
  limits: JinjaLimits = JinjaLimits()
) -> JinjaError? {
  do {
    _ = try render(template, context, limits: limits)
    return nil
  } catch { return error }
}

/// Runs on a thread with as little stack as a secondary thread may have: 512 KiB. Without
/// optimisation, functions take about four times as much.
func onSmallStack<Result: Sendable>(_ work: @escaping @Sendable () -> Result) -> Result? {
  var result: Result?
  withUnsafeMutablePointer(to: &result) { result in
    nonisolated(unsafe) let result = result
    // Written by the thread, read when it was joined.
    run { result.pointee = work() }
  }
  return result
}

private func run(_ work: @escaping () -> Void) {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  #if DEBUG
    pthread_attr_setstacksize(&attributes, 2 << 20)
  #else
    pthread_attr_setstacksize(&attributes, 512 << 10)
  #endif
  var thread = pthread_t()
  let argument = Unmanaged.passRetained(Runnable(work)).toOpaque()
  let code = pthread_create(
    &thread, &attributes,
    { argument in
      argument.map { Unmanaged<Runnable>.fromOpaque($0).takeRetainedValue().work() }
      return nil
    }, argument)
  if code == 0 { pthread_join(thread, nil) }
}

private final class Runnable {
  let work: () -> Void
  init(_ work: @escaping () -> Void) { self.work = work }
}
