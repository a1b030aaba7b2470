import Playground
import SessionLog

/// What the playground asks for of prompt files.
extension PlaygroundSession {
  func climb(_ ladder: ShotLadder) {
    var opened: [Int] = []
    var all: [Int] = []
    for rungs in ladder.rungs {
      guard let first = rungs.shots.first else { continue }
      var last = rungs.pane
      for shots in rungs.shots.dropFirst() {
        guard let number = conductor.clone(last) else { continue }
        _ = conductor.set([number], "shots", .integer(shots), source: "user")
        opened.append(number)
        last = number
      }
      _ = conductor.set([rungs.pane], "shots", .integer(first), source: "user")
      all.append(rungs.pane)
    }
    all += opened
    let asked = all.filter { number in
      conductor.state.pane(number)?.turns.last?.question.use != nil
    }
    conductor.retry(asked, drawsSeed: false)
    let now = Machine.clock()
    handle(.sessionChanged(at: now))
    handle(.climbed(opened: opened, asks: asked, at: now))
  }

  /// - Parameter written: what variables stand for; files may be named.
  func xray(_ pane: Int, draft: String?, inputs written: [String: String], prompt: String?) {
    do {
      var inputs: [String: String] = [:]
      for (name, value) in written {
        switch InputValue(value) {
        case .text(let text): inputs[name] = text
        case .file(let path):
          let file = PlaygroundFiles.read(path)
          guard let text = file.text else { throw Failure(file.obstacle) }
          inputs[name] = text
        }
      }
      let xray = try conductor.xray(pane, draft: draft, inputs: inputs, prompt: prompt)
      handle(.xray(xray, obstacle: nil, at: Machine.clock()))
    } catch {
      let sentence = (error as? Failure)?.sentence ?? "\(error)"
      handle(.xray(nil, obstacle: sentence, at: Machine.clock()))
    }
  }
}
