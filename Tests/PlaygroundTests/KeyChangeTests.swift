import Cells
import SessionLog
import Testing

@testable import Playground

struct KeyChangeTests {
  private func apply(_ changes: (String, String, [String])...) -> (KeyTable, [String]) {
    let (table, refusals) = KeyTable.standard.applying(
      changes.enumerated().map {
        KeyChange(scope: $1.0, command: $1.1, keys: $1.2, line: $0 + 1)
      })
    return (table, refusals.map { "\($0.change.line): \($0.reason)" })
  }

  private func panes(_ table: KeyTable, _ key: Key) -> Action? {
    table.action(for: key, mode: .panes, draftIsEmpty: false)
  }

  @Test func aCommandGetsOtherKeysAndLosesItsOwn() {
    let (table, refusals) = apply(("panes", "close", ["~", "C-w", "F5"]))
    #expect(refusals == [])
    for key in [Key.plain("~"), .control("w"), Key(.function(5))] {
      #expect(panes(table, key) == .close)
    }
    #expect(panes(table, .plain("w")) == nil)
    #expect(table.bindings.first { $0.action == .close }?.label == "~ ^W F5")
    // In the composer ^W cuts a word as before.
    #expect(
      table.action(for: .control("w"), mode: .type, draftIsEmpty: false) == .killWordBack)
  }

  @Test func helpAndHintsShowTheNewKeys() {
    let (table, _) = apply(("panes", "stop", ["S"]), ("type", "newline", ["Alt-n"]))
    var view = ViewState()
    view.keys = table
    view.mode = .panes
    view.chosen = 2
    let hints = KeyHints.hints(
      Scenes.streaming().session, view, width: 500, gap: 2, widths: DisplayWidth())
    #expect(hints.first { $0.text == "stop" }?.key == "S")
    let lines = HelpText.lines(view, width: 74)
    #expect(lines.contains(.entry(key: "S", text: "stop the marked panes, or the chosen one")))
    #expect(lines.contains(.entry(key: "Alt-n", text: "new line")))
  }

  @Test func sentencesNameTheNewKeys() {
    let (table, _) = apply(
      ("panes", "quit", ["X"]), ("panes", "type", ["F8"]), ("panes", "help", ["F2"]))
    var person = Person(Scenes.bothReady())
    person.view.keys = table
    person.press(Key(.escape), .plain("*"), .plain("w"))
    #expect(person.hintLine() == "that would be all panes; X quits")
    person.press(.plain("q"))
    #expect(person.hintLine() == "q does nothing here; F8 types")
    #expect(KeyHints.helpKey(person.view) == "F2")
  }

  @Test func twoCommandsMayChangeKeysWithEachOther() {
    let (table, refusals) = apply(("panes", "close", ["s"]), ("panes", "stop", ["w"]))
    #expect(refusals == [])
    #expect(panes(table, .plain("s")) == .close)
    #expect(panes(table, .plain("w")) == .stop)
  }

  @Test func aKeyThatAnotherCommandHasIsRefused() {
    let (table, refusals) = apply(("panes", "close", ["s"]), ("panes", "zoom", ["F9"]))
    #expect(refusals == ["1: s is stop in panes; give that another key too"])
    #expect(panes(table, .plain("s")) == .stop)
    #expect(panes(table, .plain("w")) == .close)
    #expect(panes(table, Key(.function(9))) == .zoom)
  }

  @Test func ofTwoThatWantOneKeyTheFirstHasIt() {
    let (table, refusals) = apply(("panes", "close", ["X"]), ("panes", "stop", ["X"]))
    #expect(refusals == ["2: X is already close, in line 1; stop keeps its own keys"])
    #expect(panes(table, .plain("X")) == .close)
    #expect(panes(table, .plain("s")) == .stop)
  }

  @Test func whatIsRefusedGetsItsKeysBackFromOthers() {
    // `stop` can't have Esc, so it keeps `s`, so `close` can't have that.
    let (table, refusals) = apply(("panes", "close", ["s"]), ("panes", "stop", ["Esc"]))
    #expect(refusals.count == 2)
    #expect(table == .standard)
  }

  @Test func keysMayBeTakenAway() {
    let (table, refusals) = apply(("panes", "stop", []), ("panes", "close", ["s"]))
    #expect(refusals == [])
    #expect(table.bindings.first { $0.action == .stop }?.keys == [])
    #expect(table.bindings.first { $0.action == .stop }?.hint == nil)
    #expect(panes(table, .plain("s")) == .close)
  }

  @Test func aCommandMayStandWhereItHadNoKey() {
    let (table, refusals) = apply(("type", "zoom", ["C-g"]), ("everywhere", "retry", ["F6"]))
    #expect(refusals == [])
    #expect(table.action(for: .control("g"), mode: .type, draftIsEmpty: false) == .zoom)
    for mode in [Mode.type, .panes] {
      #expect(table.action(for: Key(.function(6)), mode: mode, draftIsEmpty: false) == .retry)
    }
    #expect(panes(table, .plain("z")) == .zoom)
  }

  @Test(
    arguments: [
      ("panes", "close", "Esc", "Esc always steps out; take another key"),
      ("panes", "close", "^C", "^C always stops; take another key"),
      ("panes", "close", "C-i", "C-i: a terminal sends Tab for it; name Tab"),
      ("panes", "close", "Ctrl-M", "Ctrl-M: a terminal sends Enter for it; name Enter"),
      ("panes", "close", "C-1", "C-1: many terminals do not send it"),
      ("panes", "close", "S-x", "S-x: write the character that it types, as in X instead of S-x"),
      ("panes", "close", "PgUpp", "\"PgUpp\" is no key; did you mean pgup?"),
      ("panes", "close", "", "\"\" is no key, such as x, C-x, Alt-x, F5, PgUp"),
      ("panes", "clsoe", "x", "there is no command \"clsoe\"; did you mean close?"),
      ("panes", "line-start", "x", "line-start is for typing alone; it has no place in panes"),
      (
        "type", "stop", "s",
        "s could no longer be typed; take one with Ctrl or Alt, or a function key"
      ),
      (
        "everywhere", "stop", "C-u",
        "^U is cut-to-line-start in type and half-up in panes, which come first"
      ),
    ])
  func whatCannotBeIsRefusedWithItsReason(
    scope: String, command: String, key: String, reason: String
  ) {
    let (table, refusals) = apply((scope, command, [key]))
    #expect(refusals == ["1: \(reason)"])
    #expect(table == .standard)
  }

  @Test func escAndControlCStayWhateverElseIsSaid() {
    let (table, refusals) = apply(
      ("type", "panes", ["F2"]), ("panes", "step-out", []), ("everywhere", "interrupt", ["F3"]))
    #expect(refusals == [])
    #expect(table.action(for: Key(.escape), mode: .type, draftIsEmpty: false) == .openPanes)
    #expect(table.action(for: Key(.function(2)), mode: .type, draftIsEmpty: false) == .openPanes)
    #expect(panes(table, Key(.escape)) == .stepOut)
    #expect(panes(table, .control("c")) == .interrupt)
    #expect(panes(table, Key(.function(3))) == .interrupt)
  }

  @Test func labelsOfSeveralCommandsEndWithThem() {
    let (table, _) = apply(("panes", "pane-1", ["!"]))
    #expect(table.bindings.first { $0.action == .choose(1) }?.label == "!")
    #expect(table.bindings.first { $0.action == .choose(2) }?.label == "2")
    #expect(
      table.bindings.first { $0.action == .nextPane && $0.scope == .panes }?.hint?.label == nil)
  }

  @Test func whatFollowsAPrefixMayChangeToo() {
    let (table, refusals) = apply(("copy", "copy-numbers", ["t"]), ("panes", "copy", ["Y"]))
    #expect(refusals == [])
    #expect(table.action(for: .plain("t"), after: .copy) == .copyNumbers)
    #expect(panes(table, .plain("Y")) == .prefix(.copy))
    #expect(apply(("copy", "copy-numbers", ["c"])).1.count == 1)
  }

  @Test func everyNameOfAKeyIsUnderstood() throws {
    let names: [(String, Key)] = [
      ("x", .plain("x")), ("X", .plain("X")), ("-", .plain("-")), ("^", .plain("^")),
      ("C-x", .control("x")), ("ctrl-X", .control("x")), ("^x", .control("x")),
      ("A-x", .alt("x")), ("M-X", .alt("X")), ("Alt--", .alt("-")),
      ("C-A-x", Key(.character("x"), [.control, .alt])),
      ("F12", Key(.function(12))), ("pgup", Key(.pageUp)), ("Space", .plain(" ")),
      ("C-Space", .control(" ")), ("S-Tab", Key(.backTab)), ("Enter", Key(.enter)),
      ("Ctrl-Left", Key(.left, .control)), ("→", Key(.right)), ("ㅁ", .plain("ㅁ")),
    ]
    for (name, key) in names { #expect(try Key(named: name) == key, "\(name)") }
    for name in ["ab", "\u{1B}", "\u{301}", "F13", "C-", "\u{200B}", "👨‍👩‍👧", "^^^"] {
      #expect(throws: Key.NameError.self, "\(name)") { try Key(named: name) }
    }
  }

  @Test func everyLabelIsAName() throws {
    for binding in KeyTable.standard.bindings {
      for key in binding.keys
      where key != Key(.escape) && key != Key(.tab, .shift) && key != .control("h") {
        #expect(try Key(named: key.label) == key, "\(key.label)")
      }
    }
  }
}
