/// A colour as a theme names it.
public enum Color: Sendable, Equatable, Hashable {
  /// The terminal's own foreground or background.
  case terminal
  /// One of the user's 16 colours, 0–15.
  case ansi(UInt8)
  /// The xterm palette's 256 colours.
  case palette(UInt8)
  case rgb(UInt8, UInt8, UInt8)
}

/// How text is set, besides its colours.
public struct Attributes: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let bold = Attributes(rawValue: 1)
  public static let dim = Attributes(rawValue: 2)
  public static let italic = Attributes(rawValue: 4)
  public static let underline = Attributes(rawValue: 8)
  public static let reverse = Attributes(rawValue: 16)
}

/// What a role looks like.
public struct RoleStyle: Sendable, Equatable {
  public var foreground: Color
  public var background: Color
  public var attributes: Attributes
  /// Attributes on a terminal without colours; `attributes` where nil.
  public var mono: Attributes?

  public init(
    _ foreground: Color = .terminal, on background: Color = .terminal,
    _ attributes: Attributes = [], mono: Attributes? = nil
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
    self.mono = mono
  }
}

/// Roles to looks.
public struct Theme: Sendable, Equatable {
  public var name: String
  public var styles: [Role: RoleStyle]

  public init(name: String, styles: [Role: RoleStyle]) {
    self.name = name
    self.styles = styles
  }

  /// The role's look; where it is not set that of its substitute, at last the theme's `text`.
  public subscript(role: Role) -> RoleStyle {
    if let style = styles[role] { return style }
    guard let (other, attributes) = role.substitute else { return styles[.text] ?? RoleStyle() }
    var style = self[other]
    style.attributes.formUnion(attributes)
    style.mono?.formUnion(attributes)
    return style
  }
}
