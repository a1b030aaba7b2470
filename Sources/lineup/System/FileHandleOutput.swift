import Cells
import Glibc

/// Standard output and standard error: the only way to either.
///
/// A terminal is given what is safe to print and nothing else, whoever wrote it: a model, a file's
/// name, a command line. Through a pipe and in a file text stays as it is, every byte of it.
struct FileHandleOutput {
  private let descriptor: Int32
  let isTerminal: Bool

  static let standard = FileHandleOutput(descriptor: STDOUT_FILENO)
  static let error = FileHandleOutput(descriptor: STDERR_FILENO)

  init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  /// Writes any text, whole.
  ///
  /// - Returns: false where the other end is gone. Where standard output can't be written for
  ///   another reason, the program ends.
  @discardableResult
  func write(_ text: String) -> Bool { send(Array(shown(text).utf8)) }

  /// Writes a piece of a text that arrives in pieces.
  @discardableResult
  func write(piece: String, of stream: inout SafeTextStream) -> Bool {
    send(Array((isTerminal ? stream.append(piece).string : piece).utf8))
  }

  /// Ends a text that arrived in pieces.
  @discardableResult
  func finish(_ stream: inout SafeTextStream) -> Bool {
    send(Array((isTerminal ? stream.finish().string : "").utf8))
  }

  /// Writes JSON as a line; to a terminal with `\u` escapes for what is not to reach it.
  @discardableResult
  func write(json: [UInt8]) -> Bool {
    send((isTerminal ? Array(SafeJSON.escaped(json).utf8) : json) + [UInt8(ascii: "\n")])
  }

  /// Puts a line in the place of the one the cursor is in; an empty one takes that away. For
  /// terminals alone.
  func redraw(line: String) {
    guard let columns else { return }
    var text = SafeText(line).string
    // The last column would make some terminals go on in the next line.
    while !text.isEmpty, Amounts.width(text) >= columns { text.removeLast() }
    _ = send(Array("\r\(text)\u{1B}[K".utf8))
  }

  /// Cells of a line of the terminal; nil for what is none.
  var columns: Int? {
    guard isTerminal else { return nil }
    var size = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Writes a line of pieces, of which some stand out where there are colours.
  @discardableResult
  func write(pieces: [(text: String, isMarked: Bool)], inColor: Bool) -> Bool {
    let texts = pieces.map { piece in
      let text = shown(piece.text)
      return piece.isMarked && inColor ? "\u{1B}[1;33m\(text)\u{1B}[m" : text
    }
    return send(Array((texts.joined() + "\n").utf8))
  }

  /// Writes bytes, to a terminal as text that is safe there.
  @discardableResult
  func write(bytes: [UInt8]) -> Bool {
    isTerminal ? write(String(decoding: bytes, as: UTF8.self)) : send(bytes)
  }

  /// A text as it would be written.
  private func shown(_ text: String) -> String { isTerminal ? SafeText(text).string : text }

  private func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, 1000)
      } else if errno != EINTR {
        if errno != EPIPE, descriptor == STDOUT_FILENO {
          complain("standard output can't be written: \(String(cString: strerror(errno)))")
          exit(1)
        }
        return false
      }
    }
    return true
  }
}

/// JSON for a terminal.
enum SafeJSON {
  /// The same JSON, with `\u` escapes for all that `SafeText` would not print as it is. That can
  /// only stand within strings.
  static func escaped(_ json: [UInt8]) -> String {
    var result = String.UnicodeScalarView()
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      let isASCII = 0x20..<0x7F ~= scalar.value
      if isASCII || SafeText(String(scalar)).string.unicodeScalars.elementsEqual([scalar]) {
        result.append(scalar)
      } else {
        for unit in UTF16.encode(scalar) ?? .init() {
          let digits = String(unit, radix: 16)
          let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
          result.append(contentsOf: ("\\u" + zeros + digits).unicodeScalars)
        }
      }
    }
    return String(result)
  }
}

/// Reads a file descriptor line by line.
struct InputLines {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  init(descriptor: Int32 = STDIN_FILENO) { self.descriptor = descriptor }

  /// The next line without its newline; nil at the end.
  mutating func next() -> [UInt8]? {
    var searched = 0
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[..<end])
        buffer.removeSubrange(...end)
        return line
      }
      searched = buffer.count
      if isAtEnd {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return buffer
      }
      read()
    }
  }

  /// Everything that is left.
  mutating func rest() -> [UInt8] {
    while !isAtEnd { read() }
    defer { buffer = [] }
    return buffer
  }

  private mutating func read() {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    if count < 0, errno == EINTR { return }
    if count <= 0 { isAtEnd = true } else { buffer += chunk[..<count] }
  }
}
