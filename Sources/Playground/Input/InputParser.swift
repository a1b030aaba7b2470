import Cells

/// A terminal's bytes to keys, pastes, mouse and focus reports.
///
/// Pure: times are given, in seconds of any clock that only goes forward. However the bytes are cut
/// into reads, sequences and characters mean the same; only what is pasted without brackets is told
/// from keys by its arriving in one read. Memory is bounded by `pasteLimit`.
public struct InputParser: Sendable {
  /// How long after ESC, or after a piece of a key's sequence, the rest may come: 40 ms.
  public static let sequenceTimeout = 0.04
  /// How long after a piece of a terminal's reply the rest may come.
  public static let replyTimeout = 0.5
  /// How long a bracketed paste may pause before it counts as ended.
  public static let pasteTimeout = 2.0
  /// The most bytes of a paste that are kept; what follows in it is dropped.
  public static let pasteLimit = 4 << 20

  private static let sequenceLimit = 64
  /// A reply longer than this is taken for something else.
  static let replyLimit = 1 << 16
  static let pasteStart = Array("\u{1B}[200~".utf8)
  /// What a terminal says of bracketed pastes (DECRPM) that has them on, for now or for good.
  private static let bracketedReports = ["?2004;1$", "?2004;3$"].map { Array($0.utf8) }
  /// Reads at least this long may be followed by more of the same paste.
  private static let longRead = 1024

  private enum State: Equatable {
    case ground
    case escape
    /// `ESC [`, then parameters.
    case csi
    /// `ESC O`
    case ss3
    /// A reply (OSC, DCS, APC): introducer, and how many bytes so far.
    case reply(UInt8, Int)
    case replyEscape
    /// The three bytes after `CSI M`.
    case oldMouse(Int)
    /// A bracketed paste.
    case paste
  }

  private var state = State.ground
  /// ESC came before ESC: the key was pressed, or what follows is meant with alt.
  private var hasAlt = false
  private var sequence: [UInt8] = []
  private var character = UTF8Assembler()
  private var characterHasAlt = false
  private var pasted = PasteBuffer(limit: pasteLimit)
  /// This read is a paste without brackets.
  private var isPasting = false
  /// The terminal brackets pastes: it said so, or did. What comes at once without brackets was typed
  /// ahead then, on a slow line.
  private var bracketsPastes = false
  /// Until then, more bytes belong to the paste that the last read was.
  private var pasteGoesOn: Double?
  private var inputs: [Input] = []
  /// When the time of a lone ESC was over.
  private var escapeEnd: Double?

  /// When `tick` has something to decide; nil while nothing is open.
  public private(set) var deadline: Double?

  public init() {}

  /// What one read of the terminal means, together with what earlier reads left open.
  public mutating func feed(_ bytes: [UInt8], now: Double) -> [Input] {
    expire(now)
    var rest = bytes[...]
    var begins = true
    var followsPaste = false
    // A slow line may part ESC from its sequence, which nobody types at once.
    if let end = escapeEnd, now - end < Self.replyTimeout, state == .ground,
      ControlSequence.isRest(bytes)
    {
      state = .escape
    }
    escapeEnd = nil
    while let byte = rest.first {
      if begins, state == .ground {
        isPasting =
          continuesPaste(bytes, now)
          || (!bracketsPastes || followsPaste) && UnbracketedPaste.isPaste(character.pending + rest)
        if isPasting {
          pasted.append(character.pending)
          character.reset()
        }
      }
      begins = false
      if state == .paste {
        guard let next = pasted.appendUntilEnd(rest) else { break }
        if PasteBuffer.endsAgain(next) {
          pasted.appendEnd()
          rest = next
          continue
        }
        emitPaste()
        toGround()
        rest = next
        // What follows a paste is judged anew, and with suspicion: its text may have ended it.
        begins = true
        followsPaste = true
      } else {
        step(byte)
        rest = rest.dropFirst()
        if state == .paste { endUnbracketed() }
      }
    }
    pasteGoesOn = isPasting && bytes.count >= Self.longRead ? now + Self.sequenceTimeout : nil
    endUnbracketed()
    setDeadline(now)
    return take()
  }

  /// What the bytes so far mean if nothing follows them: a lone ESC is the key.
  public mutating func tick(now: Double) -> [Input] {
    expire(now)
    return take()
  }

  private mutating func take() -> [Input] {
    let result = inputs
    inputs = []
    return result
  }

  // MARK: Time

  private mutating func setDeadline(_ now: Double) {
    switch state {
    case .ground: deadline = character.pending.isEmpty ? nil : now + Self.sequenceTimeout
    case .escape, .csi, .ss3, .oldMouse, .reply(_, 0): deadline = now + Self.sequenceTimeout
    case .reply, .replyEscape: deadline = now + Self.replyTimeout
    case .paste: deadline = now + Self.pasteTimeout
    }
  }

  private mutating func expire(_ now: Double) {
    guard let deadline, now >= deadline else { return }
    self.deadline = nil
    switch state {
    case .ground:
      if !character.pending.isEmpty { emitInvalid() }
    case .escape:
      if hasAlt { emit(Key(.escape)) }
      emit(Key(.escape))
      escapeEnd = deadline
    case .csi where sequence.isEmpty: emitAlt(UInt8(ascii: "["))
    case .ss3 where sequence.isEmpty: emitAlt(UInt8(ascii: "O"))
    case .reply(let introducer, 0): emitAlt(introducer)
    case .csi, .ss3, .reply, .replyEscape, .oldMouse: break
    case .paste:
      pasted.appendUnmatched()
      emitPaste()
    }
    toGround()
  }

  /// A sequence's introducer after which nothing came was alt and a character.
  private mutating func emitAlt(_ byte: UInt8) {
    if hasAlt { emit(Key(.escape)) }
    emit(Key(.character(Character(Unicode.Scalar(byte))), .alt))
  }

  private mutating func toGround() {
    state = .ground
    hasAlt = false
    sequence = []
  }

  // MARK: One byte

  private mutating func step(_ byte: UInt8) {
    switch state {
    case .ground: ground(byte)
    case .escape: escape(byte)
    case .csi: csi(byte)
    case .ss3: ss3(byte)
    case .reply(let introducer, let count): reply(byte, introducer, count)
    case .replyEscape:
      toGround()
      // Anything else than the terminator begins a sequence of its own.
      if byte != UInt8(ascii: "\\") {
        state = .escape
        escape(byte)
      }
    case .oldMouse(let missing):
      if missing > 1 { state = .oldMouse(missing - 1) } else { toGround() }
    case .paste: break
    }
  }

  private mutating func ground(_ byte: UInt8) {
    if byte >= 0x80 || !character.pending.isEmpty {
      text(byte, alt: false)
    } else if byte == 0x1B {
      state = .escape
    } else if isPasting {
      pasted.append(byte)
    } else if byte < 0x20 || byte == 0x7F {
      emit(Key(control: byte))
    } else {
      emit(Key(.character(Character(Unicode.Scalar(byte)))))
    }
  }

  /// A byte of a character beyond ASCII, or one that should have been.
  private mutating func text(_ byte: UInt8, alt: Bool) {
    if isPasting {
      pasted.append(byte)
      return
    }
    if character.pending.isEmpty { characterHasAlt = alt }
    switch character.feed(byte) {
    case .incomplete: break
    case .scalar(let scalar):
      // C1 control characters are on no keyboard.
      if scalar.value >= 0xA0 {
        emit(Key(.character(Character(scalar)), characterHasAlt ? .alt : []))
      }
    case .invalid(let reprocess):
      emitInvalid()
      if reprocess { step(byte) }
    }
  }

  private mutating func emitInvalid() {
    character.reset()
    emit(Key(.character("\u{FFFD}"), characterHasAlt ? .alt : []))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x1B:
      // Of three, the first was the key for certain.
      if hasAlt { emit(Key(.escape)) }
      hasAlt = true
    case UInt8(ascii: "["): state = .csi
    case UInt8(ascii: "O"): state = .ss3
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"): state = .reply(byte, 0)
    default:
      if isPasting {
        pasted.append(hasAlt ? [0x1B, 0x1B, byte] : [0x1B, byte])
        toGround()
        return
      }
      if hasAlt { emit(Key(.escape)) }
      toGround()
      if byte >= 0x80 {
        text(byte, alt: true)
      } else if byte < 0x20 || byte == 0x7F {
        var key = Key(control: byte)
        key.modifiers.insert(.alt)
        emit(key)
      } else {
        emit(Key(.character(Character(Unicode.Scalar(byte))), .alt))
      }
    }
  }

  private mutating func csi(_ byte: UInt8) {
    switch byte {
    // The Linux console's F1 to F5 are `ESC [ [ A` and so on.
    case UInt8(ascii: "[") where sequence.isEmpty: sequence.append(byte)
    // rxvt's shift has the form of an unfinished sequence.
    case UInt8(ascii: "$") where !sequence.isEmpty && sequence.allSatisfy({ 0x30...0x39 ~= $0 }):
      finish(byte)
    case 0x20...0x3F:
      // Kept up to a limit, and beyond it only its end is waited for.
      if sequence.count <= Self.sequenceLimit { sequence.append(byte) }
    case 0x40...0x7E: finish(byte)
    default: breakOff(byte)
    }
  }

  private mutating func finish(_ final: UInt8) {
    let bytes = sequence
    let alt = hasAlt
    toGround()
    if bytes.count > Self.sequenceLimit { return }
    if bytes == [UInt8(ascii: "[")] {
      if UInt8(ascii: "A")...UInt8(ascii: "E") ~= final {
        emit(Key(.function(Int(final) - 0x40), alt ? .alt : []))
      }
    } else if bytes.isEmpty, final == UInt8(ascii: "M") {
      state = .oldMouse(3)
    } else if final == UInt8(ascii: "y"), Self.bracketedReports.contains(bytes) {
      bracketsPastes = true
    } else if bytes == Array("200".utf8), final == UInt8(ascii: "~") {
      bracketsPastes = true
      state = .paste
    } else if var input = ControlSequence(bytes: bytes, final: final).input {
      if alt, case .key(var key) = input {
        key.modifiers.insert(.alt)
        input = .key(key)
      }
      emit(input)
    }
  }

  private mutating func ss3(_ byte: UInt8) {
    switch byte {
    case 0x31...0x38 where sequence.isEmpty: sequence = [byte]
    case 0x40...0x7E:
      var modifiers = Key.Modifiers(report: sequence.first.map { Int($0) - 0x30 } ?? 1)
      if hasAlt { modifiers.insert(.alt) }
      toGround()
      if UInt8(ascii: "a")...UInt8(ascii: "d") ~= byte {
        modifiers.insert(.control)
        if let code = Key.Code(letter: byte - 0x20) { emit(Key(code, modifiers)) }
      } else if let code = Key.Code(letter: byte) ?? Key.Code(keypad: byte) {
        emit(Key(code, modifiers))
      }
    default: breakOff(byte)
    }
  }

  /// A byte that no sequence can hold: what was begun is dropped, and the byte stands for itself.
  private mutating func breakOff(_ byte: UInt8) {
    toGround()
    // CAN and SUB are there to break off.
    if byte != 0x18, byte != 0x1A { step(byte) }
  }

  private mutating func reply(_ byte: UInt8, _ introducer: UInt8, _ count: Int) {
    switch byte {
    case 0x07, 0x18, 0x1A: toGround()
    case 0x1B: state = .replyEscape
    default:
      if count >= Self.replyLimit { toGround() } else { state = .reply(introducer, count + 1) }
    }
  }

  // MARK: Paste

  private func continuesPaste(_ bytes: [UInt8], _ now: Double) -> Bool {
    guard let pasteGoesOn else { return false }
    return now < pasteGoesOn && bytes.count > 1 && bytes.first != 0x1B
  }

  private mutating func endUnbracketed() {
    guard isPasting else { return }
    isPasting = false
    // A character that this read cut in two goes on with the next.
    let tail = pasted.removeUnfinishedCharacter()
    if !pasted.isEmpty { emitPaste() }
    for byte in tail { _ = character.feed(byte) }
    characterHasAlt = false
  }

  private mutating func emitPaste() { inputs.append(.paste(pasted.removeText())) }

  // MARK: Output

  private mutating func emit(_ key: Key) { emit(.key(key)) }

  private mutating func emit(_ input: Input) {
    // In the order in which it came.
    if isPasting, !pasted.isEmpty { emitPaste() }
    inputs.append(input)
  }
}
