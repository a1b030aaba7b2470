import SessionLog

/// What a session says is found in its file, and shown so that it can be printed.
func checkSearch(_ path: String, _ state: SessionState) throws {
  let summary = SessionSummary.of(path)
  if let problem = summary.problem { try requirePlain("\(problem)") }
  try require(summary.seconds.isFinite && summary.seconds >= 0, "a length of \(summary.seconds)")

  let turns = (state.panes + state.closedPanes).flatMap(\.turns).prefix(3)
  let texts = turns.flatMap { [$0.prompt, $0.answer] } + [state.meta.title ?? "", "a", "\\ \""]
  for text in texts {
    // A beginning without what has a meaning in a query.
    let word = text.unicodeScalars.prefix(12).filter { $0 != "\"" && $0 != " " && $0 != "\u{3000}" }
    guard let query = SearchQuery(String(String.UnicodeScalarView(word))) else { continue }
    for hit in SessionSearch.run(query, in: [path], limit: 20) {
      try require(
        hit.snippet.unicodeScalars.allSatisfy {
          $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
            || $0.value == 0x200D
        }, "an unsafe snippet: \(hit.snippet)")
      var end = 0
      for range in hit.ranges {
        try require(
          range.lowerBound >= end && range.upperBound <= hit.snippet.count,
          "\(hit.ranges) in \(hit.snippet)")
        end = range.upperBound
      }
    }
  }
}
