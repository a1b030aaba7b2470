/// The text that Stanford Alpaca was trained on (Taori et al. 2023), and many models after it.
enum AlpacaBlocks {
  /// Where the model would go on with a block of its own.
  static let stop = "### Instruction:"

  static func preamble(hasInput: Bool) -> String {
    "Below is an instruction that describes a task"
      + (hasInput ? ", paired with an input that provides further context" : "")
      + ". Write a response that appropriately completes the request."
  }

  /// A block up to where the response begins. Without an instruction, what the user says is it.
  static func block(instruction: String?, user: String) -> String {
    let head = instruction.map { "\($0)\n\n### Input:\n\(user)" } ?? user
    return "### Instruction:\n\(head)\n\n### Response:\n"
  }
}
