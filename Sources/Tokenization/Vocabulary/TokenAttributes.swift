/// What a token is for; GGUF gives each token one type, and a few get a second from their text.
struct TokenAttributes: OptionSet {
  let rawValue: UInt8

  static let normal = Self(rawValue: 1 << 0)
  static let unknown = Self(rawValue: 1 << 1)
  /// Steers the model and is no text: `<|im_start|>`.
  static let control = Self(rawValue: 1 << 2)
  /// Text that is found in the input before everything else: runs of newlines, HTML tags.
  static let userDefined = Self(rawValue: 1 << 3)
  static let unused = Self(rawValue: 1 << 4)
  /// A single byte, written `<0xNN>`.
  static let byte = Self(rawValue: 1 << 5)
  /// The blanks that follow it in a text belong to it, and vanish.
  static let takesBlanks = Self(rawValue: 1 << 6)

  /// Not shown unless asked for.
  static let hidden: Self = [.control, .unknown]

  /// From `tokenizer.ggml.token_type`; a number without meaning gives no attribute.
  init(ggufType: Int) {
    switch ggufType {
    case 1: self = .normal
    case 2: self = .unknown
    case 3: self = .control
    case 4: self = .userDefined
    case 5: self = .unused
    case 6: self = .byte
    default: self = []
    }
  }

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }
}
