import GenerationAPI
import JSON

@testable import Playground
@testable import SessionLog

/// Saved sessions as a list shows them.
enum SessionScenes {
  static let today = CalendarTime(year: 2026, month: 11, day: 27, hour: 15, minute: 2)

  static func choice(
    _ id: String, _ title: String?, _ date: CalendarTime, models: [String] = ["smollm2", "gemma3"],
    turns: Int = 1, seconds: Double = 42, star: Bool = false, tags: [String] = [],
    notes: String = "", problem: String? = nil
  ) -> SessionChoice {
    var choice = SessionChoice(path: "/s/\(id).jsonl", id: id)
    choice.title = title
    choice.date = date
    choice.models = models
    choice.turns = turns
    choice.seconds = seconds
    choice.star = star
    choice.tags = tags
    choice.notes = notes
    choice.problem = problem
    choice.bytes = 48_213
    choice.prepare()
    return choice
  }

  static var all: [SessionChoice] {
    var running = choice(
      "7f3a", nil, CalendarTime(year: 2026, month: 11, day: 27, hour: 15), turns: 0)
    running.isThis = true
    running.prepare()
    var elsewhere = choice(
      "91c0", "바다와 하늘, 번역", CalendarTime(year: 2026, month: 11, day: 27, hour: 14, minute: 9),
      models: ["SmolLM2-135M-Instruct"], turns: 3, seconds: 754)
    elsewhere.isElsewhere = true
    return [
      running, elsewhere,
      choice(
        "a1b2", "json-person with one example and with three of them, and the same at 0.8",
        CalendarTime(year: 2026, month: 11, day: 26, hour: 9, minute: 30),
        models: ["SmolLM2-135M-Instruct", "gemma-3-270m", "Qwen3-0.6B"], turns: 12,
        seconds: 5400, star: true, tags: ["json", "감정"],
        notes: "Three examples are enough; the base model needs the blank line."),
      choice(
        "c0de", nil, CalendarTime(year: 2026, month: 11, day: 3, hour: 8, minute: 5), models: [],
        problem: "/s/c0de.jsonl is not a session of lineup; give a .jsonl file that lineup saved"),
      choice(
        "d00d", "🌊 Three facts about the sea",
        CalendarTime(year: 2025, month: 12, day: 31, hour: 23),
        models: ["gemma-3-270m"], turns: 1, seconds: 3),
    ]
  }

  static let finding = SessionFinding(
    path: "/s/d00d.jsonl", count: 3,
    snippet: "…the sea is salt, and a person in it floats; a person who knows floats better",
    ranges: [24..<30, 48..<54])

  static var preview: SessionPreview {
    var preview = SessionPreview(path: "/s/a1b2.jsonl", modified: 0)
    func add(_ body: SessionEvent.Body) { preview.add(SessionEvent(t: 0, body)) }
    for (number, name, facts) in [
      (1, "SmolLM2-135M-Instruct", ModelFacts.smol), (2, "gemma-3-270m", .gemma),
    ] {
      add(.pane(PaneEvent(pane: number, action: .open, name: name)))
      add(.pane(PaneEvent(pane: number, action: .model, model: facts)))
    }
    add(
      .settings(
        pane: 2,
        settings: [
          SettingEntry(name: "temp", value: .number(0.8), source: "user"),
          SettingEntry(name: "seed", value: .integer(7), source: "random"),
          SettingEntry(name: "prompt", value: .string("json-person"), source: "user"),
        ]))
    add(.prompt(PromptEvent(turn: 1, panes: [1, 2], text: "Jisoo, who is 29, lives in Busan")))
    add(.prompt(PromptEvent(turn: 12, panes: [1, 2], text: "미나는 서른한 살이고 서울에 산다")))
    for (pane, text) in [(1, #"{"name":"Mina"}"#), (2, #"{"name":"미나","age":31,"city":"서울"}"#)] {
      add(
        .done(
          DoneEvent(
            pane: pane, turn: 12,
            result: GenerateResult(reason: .stop, text: text, metrics: GenerateMetrics()))))
    }
    return preview
  }

  /// The list as it is when everything has come.
  static func list(filter: String = "", select: Int = 0, session: SessionState) -> SessionList {
    var list = SessionList()
    list.take(all, today: today, session: session)
    if !filter.isEmpty {
      list.setFilter(filter, at: 0)
      _ = list.takeDue(at: 1)
      list.take([finding], query: list.query)
    }
    list.select(select)
    list.previews.take(preview)
    return list
  }
}

extension SessionScenes {
  static let deleted = DeletedSession(
    id: "d00d", original: "/s/d00d.jsonl", path: "/s/.deleted/d00d.jsonl", time: 0)
}
