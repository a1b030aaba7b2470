public struct DeletedSession: Sendable, Equatable {
  public var path: String
}
