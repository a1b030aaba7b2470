/// Wrapped messages, kept from frame to frame.
public struct LayoutCache: Sendable {
  public init() {}
}
