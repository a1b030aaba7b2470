import Cells
import SessionLog
import Testing

@testable import Playground

struct KeyTableTests {
  @Test func everyKeyDoesWhatTheTableSays() {
    for binding in KeyTable.standard.bindings {
      for key in binding.keys {
        let modes: [(Mode, Bool)] =
          switch binding.scope {
          case .everywhere: [(.type, false), (.panes, false)]
          case .type: [(.type, false)]
          case .emptyDraft: [(.type, true)]
          case .panes: [(.panes, false)]
          case .sessions:
            {
              #expect(KeyTable.standard.sessionAction(for: key) == binding.action)
              return []
            }()
          case .replay:
            {
              #expect(
                KeyTable.standard.action(
                  for: key, mode: .panes, draftIsEmpty: true, isReplay: true) == binding.action)
              return []
            }()
          case .after(let prefix):
            {
              #expect(KeyTable.standard.action(for: key, after: prefix) == binding.action)
              return []
            }()
          }
        for (mode, isEmpty) in modes {
          #expect(
            KeyTable.standard.action(for: key, mode: mode, draftIsEmpty: isEmpty) == binding.action,
            "\(binding.label) in \(mode)")
        }
      }
    }
  }

  @Test func noKeyStandsTwiceInOneScope() {
    var seen: [String: String] = [:]
    for binding in KeyTable.standard.bindings {
      for key in binding.keys {
        let place = "\(binding.scope) \(key)"
        #expect(seen[place] == nil, "\(place)")
        seen[place] = binding.label
      }
    }
  }

  @Test func noTwoActionsHaveOneName() {
    var seen: [String: Action] = [:]
    for action in Set(KeyTable.standard.bindings.map(\.action)) {
      #expect(seen[action.name] == nil, "\(action.name)")
      seen[action.name] = action
    }
  }

  @Test func helpListsEveryActionOfTheTable() {
    let view = ViewState()
    let entries = HelpText.lines(view, width: 74)
    for binding in KeyTable.standard.bindings where !binding.label.isEmpty {
      #expect(
        entries.contains { line in
          if case .entry(let key, _) = line {
            key.string == KeyTable.standard.fullLabel(of: binding)
          } else {
            false
          }
        }, "\(binding.label)")
    }
  }

  @Test func everyHintActsWhenItIsShown() {
    let scripts = [
      Script(), Scenes.bothReady(), Scenes.loading(), Scenes.streaming(), Scenes.endings(),
      Scenes.eight(),
    ]
    for script in scripts {
      for mode in [Mode.type, .panes] {
        for draft in [Draft(), Draft("text")] {
          let view = {
            var view = ViewState(draft: draft)
            view.mode = mode
            return view
          }()
          let hints = KeyHints.hints(
            script.session, view, width: 500, gap: 2, widths: DisplayWidth())
          for binding in KeyTable.standard.bindings {
            guard let hint = binding.hint, let key = binding.keys.first,
              hints.contains(where: { $0.key.string == hint.label ?? binding.label })
            else { continue }
            var person = Person(script, draft: draft)
            person.view.mode = mode
            let before = person.view
            person.press(key)
            #expect(
              person.view.toast == nil || person.view.draft != before.draft
                || !person.effects.isEmpty,
              "\(binding.label): \(person.view.toast?.text ?? "")")
          }
        }
      }
    }
  }

  @Test func hintsThatDoNotFitGoByTheirRank() {
    let view = ViewState(draft: Draft("x"))
    let session = Scenes.bothReady().session
    let hints = KeyHints.hints(session, view, width: 32, gap: 1, widths: DisplayWidth())
    #expect(hints.map(\.key.string) == ["Enter", "Tab", "Esc"])
  }

  @Test func ofHintsOfOneRankTheLastGoesFirst() {
    var view = ViewState()
    view.mode = .panes
    let session = Scenes.endings().session
    func keys(_ width: Int) -> [String] {
      KeyHints.hints(session, view, width: width, gap: 2, widths: DisplayWidth()).map(\.key.string)
    }
    #expect(keys(71) == ["Enter", "1-8", "r", "C", "a", "p", "q"])
    #expect(keys(50) == ["Enter", "1-8", "r", "C", "q"])
  }

  @Test func everyKeyOfThePanesStandsUnderWhatItIsFor() {
    let titles = KeyTable.groups.map(\.title)
    let listed = HelpText.lines(ViewState(), width: 74).compactMap { line -> String? in
      if case .group(let title) = line { title.string } else { nil }
    }
    #expect(listed == titles)
    for binding in KeyTable.standard.bindings where binding.scope == .panes {
      #expect(KeyTable.group(of: binding.action) != nil, "\(binding.label)")
    }
  }

  @Test func escSaysWhatItEnds() {
    var person = Person(Scenes.endings(), draft: Draft("text"), columns: 120, rows: 36)
    person.press(Key(.escape))
    #expect(!person.hintLine().contains("Esc"))
    person.press(.plain(" "))
    #expect(person.hintLine().contains("Esc unmark"))
    person.press(.plain("z"))
    #expect(person.hintLine().contains("Esc unzoom"))
    person.press(Key(.escape))
    #expect(person.hintLine().contains("Esc unmark"))
    person.press(Key(.escape))
    #expect(!person.hintLine().contains("Esc"))
  }
}
