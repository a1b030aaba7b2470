/// A key, with what was held down.
public struct Key: Sendable, Equatable, Hashable {
  public enum Code: Sendable, Equatable, Hashable {
    case character(Character)
    case enter, tab, backTab, backspace, delete, insert, escape
    case up, down, left, right, home, end, pageUp, pageDown
    case function(Int)
  }

  public struct Modifiers: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let control = Modifiers(rawValue: 1)
    public static let alt = Modifiers(rawValue: 2)
    public static let shift = Modifiers(rawValue: 4)
  }

  public var code: Code
  public var modifiers: Modifiers

  public init(_ code: Code, _ modifiers: Modifiers = []) {
    self.code = code
    self.modifiers = modifiers
  }
}

/// A mouse report.
public struct Mouse: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    case press, release, drag, wheelUp, wheelDown
  }
  public var action: Action
  public var point: Point

  public init(_ action: Action, _ point: Point) {
    self.action = action
    self.point = point
  }
}

/// What a terminal tells the program.
public enum Input: Sendable, Equatable {
  case key(Key)
  case paste(String)
  case mouse(Mouse)
  case focus(Bool)
  case resize(Size)
  /// The terminal is gone: end at once, never read again.
  case lost
}
