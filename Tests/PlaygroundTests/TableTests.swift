import Cells
import GenerationAPI
import SessionLog
import Testing

@testable import Playground

struct TableTests {
  func table(
    _ script: Script, _ change: (inout TableView) -> Void = { _ in }
  ) -> PaneTable {
    var view = ViewState()
    change(&view.table)
    return PaneTable(script.session, view)
  }

  func best(_ table: PaneTable, _ column: TableColumn) -> [Int] {
    table.rows.filter { $0.cells[column]?.isBest == true }.map(\.pane)
  }

  // MARK: Like conditions

  @Test func theBestIsMarkedAmongLikeConditionsOnly() {
    let table = table(Scenes.compared())
    // Pane 3 was faster, but alone.
    #expect(best(table, .rate) == [1])
    #expect(best(table, .ttft) == [1])
    #expect(
      table.note
        == "✦ best of panes 1 and 2 (shared ×2); unlike: pane 3 (solo)")
  }

  @Test func unlikeConditionsMarkNothingAndSaySo() {
    var script = Scenes.bothReady()
    script.turn(1, [1: .of(rate: 200, ttft: 30, sequences: 1), 2: .of(rate: 50, ttft: 90)])
    let table = table(script)
    #expect(TableColumn.allCases.allSatisfy { best(table, $0).isEmpty })
    #expect(table.note == "no best: unlike conditions: solo and shared ×2")
  }

  @Test(arguments: [
    ("threads", GenerateMetrics.of(rate: 50, ttft: 90, threads: 2), false),
    ("cold", GenerateMetrics.of(rate: 50, ttft: 90, warm: false), false),
    ("paused", GenerateMetrics.of(rate: 50, ttft: 90, paused: 2), false),
    ("sequences", GenerateMetrics.of(rate: 50, ttft: 90, sequences: 3), false),
    ("like", GenerateMetrics.of(rate: 50, ttft: 90), true),
  ])
  func everyPartOfAConditionCounts(what: String, other: GenerateMetrics, isLike: Bool) {
    var script = Scenes.bothReady()
    script.turn(1, [1: .of(rate: 200, ttft: 30), 2: other])
    #expect(best(table(script), .rate) == (isLike ? [1] : []), "\(what)")
  }

  @Test func aCachedPromptSpoilsOnlyTheWait() {
    var script = Scenes.bothReady()
    script.turn(1, [1: .of(rate: 200, ttft: 30), 2: .of(rate: 50, ttft: 9, cached: 12)])
    let table = table(script)
    #expect(best(table, .rate) == [1])
    #expect(best(table, .ttft).isEmpty)
    #expect(table.note?.hasSuffix("ttft: prompts partly cached") == true)
  }

  @Test func figuresThatLookAlikeAreEquallyGood() {
    var script = Scenes.bothReady()
    script.turn(1, [1: .of(rate: 200.1, ttft: 30), 2: .of(rate: 200.3, ttft: 90)])
    let table = table(script)
    #expect(best(table, .rate).isEmpty)
    #expect(best(table, .ttft) == [1])
  }

  @Test func groupsOfEqualSizeAreNotRanked() {
    let a = Set([Likeness(GenerateMetrics.of(rate: 1, ttft: 1).condition, countsReading: false)!])
    let b = Set([
      Likeness(GenerateMetrics.of(rate: 1, ttft: 1, sequences: 4).condition, countsReading: false)!
    ])
    #expect(LikePanes([(1, a), (2, a), (3, b), (4, b)]).ranked.isEmpty)
    #expect(LikePanes([(1, a), (2, a), (3, b), (4, nil)]).ranked == [1, 2])
    #expect(LikePanes([(1, nil), (2, nil)]).ranked.isEmpty)
  }

  @Test func anAnswerThatRunsIsNeitherRankedNorSorted() {
    var script = Scenes.compared()
    script.prompt("again", to: [1, 2])
    let running = Scenes.streaming()
    let table = table(running) { $0.sort = .init(column: .rate) }
    #expect(table.rows.map(\.pane) == [1, 2])
    #expect(table.rows[1].cells[.rate]?.number == nil)
    #expect(table.rows[1].cells[.rate]?.text == " 51.0")
    #expect(table.note == "nothing to rank")
  }

  // MARK: Order

  @Test func sortingIsNamedAndReverses() {
    let script = Scenes.compared()
    let most = table(script) { $0.sort = .init(column: .rate) }
    #expect(most.rows.map(\.pane) == [3, 1, 2])
    #expect(most.title == "turn 3 by t/s, most first")
    let least = table(script) { $0.sort = .init(column: .rate, isReversed: true) }
    #expect(least.rows.map(\.pane) == [2, 1, 3])
    #expect(least.title == "turn 3 by t/s, least first")
    let names = table(script) { $0.sort = .init(column: .model) }
    #expect(names.rows.map(\.pane) == [2, 1, 3])
    #expect(names.title == "turn 3 by model, a to z")
  }

  @Test func equalsKeepThePanesOrderAndUnknownsComeLast() {
    var script = Scenes.compared()
    script.open(4, "a-late-one")
    for isReversed in [false, true] {
      let sort = TableView.Sort(column: .tokens, isReversed: isReversed)
      #expect(table(script) { $0.sort = sort }.rows.map(\.pane) == [1, 2, 3, 4])
    }
    let byEnd = table(script) { $0.sort = .init(column: .stop, isReversed: true) }
    #expect(byEnd.rows.map(\.pane) == [1, 2, 3, 4])
  }

  // MARK: The session

  @Test func theSessionHasMediansOfWarmAnswers() {
    let table = table(Scenes.compared()) { $0.scope = .session }
    let first = table.rows[0].cells
    #expect(first[.answers]?.text == "3")
    #expect(first[.tokens]?.text == "120")
    // The cold 150 is left out.
    #expect(first[.rate]?.number == 210)
    #expect(first[.ttft]?.number == 32)
    #expect(table.rows[2].cells[.answers]?.text == "2")
  }

  @Test func mediansAreTheMiddle() {
    #expect(median([]) == nil)
    #expect(median([3]) == 3)
    #expect(median([9, 1, 2]) == 2)
    #expect(median([4, 1, 2, 9]) == 3)
    #expect(median([.nan, 2, .infinity]) == 2)
  }

  // MARK: Columns

  @Test func columnsGoInTheirOrderAndTheRateStays() {
    let table = table(Scenes.compared())
    func shown(_ columns: Int) -> [TableColumn] {
      TableLayout(table, columns: columns, isASCII: false, widths: DisplayWidth()).places
        .map(\.column)
    }
    #expect(shown(200) == table.columns)
    #expect(Set(shown(76)).isSuperset(of: [.model, .rate, .ttft, .prefill, .tokens, .stop]))
    #expect(shown(36).starts(with: [.pane, .model, .rate]))
    #expect(shown(1) == [.pane, .model, .rate])
    for columns in 32...200 {
      let layout = TableLayout(table, columns: columns, isASCII: true, widths: DisplayWidth())
      #expect(layout.columns <= columns, "\(columns)")
    }
  }

  @Test func settingsAreAColumnWhereTheyDiffer() {
    #expect(table(Scenes.compared()).columns.contains(.temperature))
    var script = Scenes.bothReady()
    script.turn(1, [1: .of(rate: 1, ttft: 1), 2: .of(rate: 1, ttft: 1)])
    #expect(!table(script).columns.contains(.temperature))
  }

  // MARK: Keys

  @Test func keysSortToggleAndChoose() {
    var person = Person(Scenes.compared())
    person.press(Key(.escape), .plain("T"))
    #expect(person.view.overlay == .table)
    person.press(.plain("s"))
    #expect(person.view.table.sort == .init(column: .rate))
    person.press(Key(.enter))
    #expect(person.view.table.sort == .init(column: .rate, isReversed: true))
    person.press(.plain("l"), .plain("s"))
    #expect(person.view.table.sort == .init(column: .ttft))
    // By their waits: 3, 1, 2.
    person.press(.plain("j"))
    #expect(person.view.chosen == 2)
    person.press(.plain("1"), .plain("k"))
    #expect(person.view.chosen == 3)
    person.press(.plain("k"))
    #expect(person.view.chosen == 3)
    person.press(Key(.tab))
    #expect(person.view.table.scope == .session)
    person.press(.plain("I"))
    #expect(person.view.overlay == .details(first: 0))
    person.press(Key(.escape))
    #expect(person.view.overlay == nil)
  }

  @Test func anEscThatCameWithTheNextKeyLeavesFirst() {
    for key in ["T", "I"] as [Character] {
      var person = Person(Scenes.compared())
      person.press(Key(.escape), .plain(key), .alt("i"))
      #expect(person.view.overlay == nil)
      #expect(person.view.mode == .type)
    }
  }

  @Test func aColumnTheSessionLacksIsLeft() {
    var person = Person(Scenes.compared(), columns: 200)
    person.press(Key(.escape), .plain("T"))
    person.view.table.cursor = .stop
    person.press(.plain("s"), Key(.tab))
    #expect(person.view.table.cursor == .rate)
    #expect(person.view.table.sort == nil)
  }

  @Test func onAHighScreenItStaysBelowThePanes() {
    var person = Person(Scenes.compared(), columns: 200, rows: 60)
    person.press(Key(.escape), .plain("T"))
    #expect(person.view.table.isDocked)
    person.press(Key(.escape))
    #expect(person.view.overlay == nil && person.view.table.isDocked)
    person.press(.plain("T"), .plain("T"), Key(.enter))
    #expect(person.view.mode == .type && person.view.table.isDocked)
    person.press(Key(.escape))
    #expect(text(person.frame()).contains("table: turn 3"))
    person.press(.plain("T"))
    #expect(!person.view.table.isDocked && person.view.overlay == nil)
    #expect(!text(person.frame()).contains("table: turn 3"))
    person.press(.plain("T"))
    person.act(.resize(Size(columns: 80, rows: 24)))
    #expect(person.view.overlay == .table)
    person.press(Key(.escape))
    #expect(!text(person.frame()).contains("table: turn 3"))
  }

  @Test func yCopiesEveryColumn() {
    var person = Person(Scenes.compared(), columns: 40, rows: 10)
    person.press(Key(.escape), .plain("T"), .plain("y"))
    guard case .copy(let text) = person.effects.first else { return #expect(Bool(false)) }
    let lines = text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("pane\tmodel\tquant\tparams\ttemp\tseed\tt/s\tttft"))
    #expect(
      lines[1].hasPrefix("1\tSmolLM2-135M-Instruct\tQ4_1\t134.5M\t0.8\t4190000001\t208\t33ms"))
    #expect(Set(lines.map { $0.count { $0 == "\t" } }).count == 1)
    person.press(.plain("Y"))
    guard case .copy(let table) = person.effects.first else { return #expect(Bool(false)) }
    #expect(table.split(separator: "\n")[1].hasPrefix("| ---: | --- | --- | ---: |"))
  }

  @Test func hostileNamesStayInTheirCell() {
    var script = Scenes.bothReady()
    script.open(3, "a\tb\n|\u{1B}[2J\u{202E}" + String(repeating: "x", count: 5000))
    var person = Person(script, columns: 60, rows: 12)
    person.press(Key(.escape), .plain("T"))
    #expect(person.frame().rowWidths.allSatisfy { $0 == 60 })
    person.press(.plain("y"))
    guard case .copy(let text) = person.effects.first else { return #expect(Bool(false)) }
    #expect(text.split(separator: "\n").count == 4)
    #expect(!text.contains("\u{1B}"))
  }

  func text(_ frame: Frame) -> String { frame.cells.map(\.text).joined() }
}
