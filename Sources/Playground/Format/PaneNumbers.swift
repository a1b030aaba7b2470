/// Panes by their numbers, as a sentence has them: "pane 5", "panes 2 and 3", "panes 2, 3 and 4".
func paneNumbers(_ numbers: [Int]) -> String {
  guard let last = numbers.last else { return "no pane" }
  let others = numbers.dropLast().map(String.init).joined(separator: ", ")
  return others.isEmpty ? "pane \(last)" : "panes \(others) and \(last)"
}
