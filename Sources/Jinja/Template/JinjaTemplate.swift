/// A chat template, read and ready to be rendered.
///
/// Follows Python's `jinja2` as Hugging Face's `transformers` sets it up: an
/// `ImmutableSandboxedEnvironment` with `trim_blocks` and `lstrip_blocks`, loop controls, a
/// `generation` block, `raise_exception`, `strftime_now`, and a `tojson` that escapes nothing.
///
/// A template reaches nothing outside of it: no file, no clock, no object of the program. Whatever
/// it says, reading and rendering it end within the limits, on a thread with 512 KiB of stack.
public struct JinjaTemplate: Sendable {
  private let syntax: Syntax

  /// Reads a template of at most `JinjaLimits.template` bytes.
  public init(_ source: String) throws(JinjaError) {
    var parser = try Parser(source)
    syntax = try parser.template()
  }

  /// The text that the template makes of these variables.
  ///
  /// - Parameter now: what `strftime_now` gives.
  public func render(
    _ context: [(key: String, value: JinjaValue)], now: JinjaDate, limits: JinjaLimits = .init()
  ) throws(JinjaError) -> String {
    let renderer = Renderer(syntax, now: now, limits: limits)
    return String(decoding: try renderer.render(syntax, context), as: UTF8.self)
  }
}
