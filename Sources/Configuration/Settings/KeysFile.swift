import Playground

/// `keys.yaml`: per scope, which keys a command has.
package enum KeysFile {
  /// Applies what can be applied to the keys there are.
  ///
  /// - Parameter file: what problems call it.
  package static func read(_ text: String, file: String) -> (KeyTable, [Problem]) {
    var problems = Problems(file: file)
    var changes: [KeyChange] = []
    do throws(Problem) {
      if let root = try YAMLText.parse(text, name: file) {
        for scope in root.entries("scope", known: KeyTable.scopeNames, &problems) {
          for command in scope.value.entries("command", &problems) {
            if let change = change(command, in: scope.key, &problems) { changes.append(change) }
          }
        }
      }
    } catch {
      problems.add(error)
    }
    let (table, refusals) = KeyTable.standard.applying(changes)
    for refusal in refusals { problems.add(line: refusal.change.line, refusal.reason) }
    return (table, problems.all)
  }

  private static func change(
    _ entry: YAMLValue.Entry, in scope: String, _ problems: inout Problems
  ) -> KeyChange? {
    // `close:` and `close: none` take all keys away.
    let keys = entry.value.isNothing ? [] : entry.texts(&problems)
    return keys.map {
      KeyChange(
        scope: scope, command: entry.key, keys: $0 == ["none"] ? [] : $0, line: entry.line)
    }
  }
}
