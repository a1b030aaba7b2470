import Cells
import Glibc
import NcursesTerminal
import Playground

/// What the tests run on a terminal of its own: this executable, started again, showing a hostile
/// frame for every byte it is sent.
@section(".init_array") @used
private let beginning: @convention(c) () -> Void = {
  if getenv(HostileProgram.environmentName) != nil { HostileProgram.run() }
}

enum HostileProgram {
  static let environmentName = "LINEUP_HOSTILE_TEST"

  private struct Parser: InputParsing {
    var deadline: Double? { nil }
    mutating func tick(now: Double) -> [Input] { [] }
    mutating func feed(_ bytes: [UInt8], now: Double) -> [Input] {
      bytes.map { .key(Key(.character(Character(Unicode.Scalar($0))))) }
    }
  }

  /// All frames, those of a payload together.
  static var scenes: [HostileScene] {
    HostilePayload.all.flatMap { payload in
      HostilePlace.allCases.map { HostileScene(payload: payload, place: $0) }
    }
  }

  static func run() -> Never {
    do {
      try NcursesTerminal.supervise { runSupervised() }
    } catch {
      exit(1)
    }
  }

  private static func runSupervised() -> Never {
    do {
      let terminal = try NcursesTerminal(parser: Parser(), wake: WakeEvent())
      var scenes = Self.scenes[...]
      while let scene = scenes.popFirst() {
        var frame = try scene.frame()
        if scene.place == .liveTokens { NcursesTerminal.setLastWords(scene.payload.text) }
        // Its number says that it was drawn and no frame before it was left out.
        frame.title = "\(scenes.count) left \(frame.title)"
        terminal.present(frame)
        while terminal.nextInput() == nil { _ = terminal.wait(timeout: nil) }
      }
      terminal.close()
      exit(0)
    } catch {
      exit(1)
    }
  }
}
