import CTerminal
import Cells

/// The most that is put on a clipboard; a longer text only goes to the file.
private let clipboardLimit = 1 << 20

/// Copies by tmux, else by the terminal, and always to the file.
///
/// tmux drops OSC 52 silently unless it is told otherwise, but passes on what its own command loads.
func copyText(_ text: String, file: String?, thread: ScreenThread) -> CopyRoute {
  let bytes = Array(text.utf8)
  if let file { terminal_write_private_file(file, bytes, bytes.count) }
  if bytes.count <= clipboardLimit {
    if terminal_environment("TMUX") != nil, loadIntoTmux(bytes) { return .tmux }
    let sequence = Sequence.clipboard(text)
    if !sequence.isEmpty, thread.send(Array(sequence.utf8)) { return .osc52 }
  }
  return .file(file ?? "")
}

private func loadIntoTmux(_ bytes: [UInt8]) -> Bool {
  let process = withCommand(["tmux", "load-buffer", "-w", "-"]) {
    terminal_spawn($0, bytes, bytes.count, true)
  }
  return process > 0 && terminal_await(process, 300) == 0
}

/// A program's name and arguments as C takes them.
func withCommand<Result>(
  _ arguments: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let bytes = arguments.map { Array($0.utf8CString) }
  let total = bytes.reduce(0) { $0 + $1.count }
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: total) { storage in
    var pointers: [UnsafeMutablePointer<CChar>?] = []
    var offset = 0
    for argument in bytes {
      let slot = UnsafeMutableBufferPointer(rebasing: storage[offset..<offset + argument.count])
      _ = slot.initialize(from: argument)
      pointers.append(slot.baseAddress)
      offset += argument.count
    }
    return body(pointers + [nil])
  }
}
