import Cells
import GenerationAPI
import SessionLog

/// One thing that reaches the application besides session events. Times are seconds on the
/// injected monotonic clock.
public enum AppEvent: Sendable, Equatable {
  /// The user did something.
  case input(Input, at: Double)
  /// Time went on: `ViewState.wakeTime` has come.
  case tick(at: Double)
  /// Session events were applied since the last call.
  case sessionChanged(at: Double)
  /// The models that `Effect.findModels` asked for.
  case models([ModelChoice], at: Double)
  /// What came of `Effect.listModels`: `models` brought them before, or this is the reason why not.
  case listed(server: String, obstacle: String?, at: Double)
  /// Prompts wait until it is answered whether they may go to these hosts: all that are not answered
  /// for, none once nothing waits any more. Each answer is an `Effect.consent`.
  case consentNeeded(hosts: [ConsentHost], at: Double)
  /// What may be spent in this session, currency by currency; none without a budget.
  case budget([Cost], at: Double)
  /// What `Effect.inspect` found in a model's file.
  case details(ModelCard, at: Double)
  /// The themes that `Effect.findThemes` asked for.
  case themes([ThemeChoice], at: Double)
  /// The prompt files there are.
  case prompts([PromptChoice], at: Double)
  /// The sessions that `Effect.findSessions` asked for, the newest first.
  case sessions([SessionChoice], today: CalendarTime, at: Double)
  /// What `Effect.searchSessions` found, with the number it was asked by.
  case found([SessionFinding], query: Int, at: Double)
  /// What `Effect.previewSession` read.
  case preview(SessionPreview, at: Double)
  /// A session was deleted, and how it comes back.
  case sessionDeleted(DeletedSession, name: String, at: Double)
  /// A session came back, or is a copy of another; what to say of it.
  case sessionThere(path: String, String, at: Double)
  /// The layouts there are.
  case layouts([String], at: Double)
  /// A layout's panes were opened, and others closed for it; how panes took turns before.
  case laidOut(Arrangement, opened: [Int], closed: [Int], before: RunMode, at: Double)
  /// What `Effect.xray` found, or why it found nothing.
  case xray(XRay?, obstacle: String?, at: Double)
  /// Files that `Effect.readFiles` asked for.
  case files([InputFileText], at: Double)
  /// How large a file is that a value names.
  case measured(InputFileSize, at: Double)
  /// A prompt file that is there now, beside the others.
  case promptSaved(name: String, path: String, [PromptChoice], at: Double)
  /// An example that is there now, and all prompt files.
  case exampleSaved(SavedExample, [PromptChoice], at: Double)
  /// An example is gone again.
  case exampleTakenBack(SavedExample, [PromptChoice], at: Double)
  /// Panes that `Effect.climb` opened, and all that are asked again.
  case climbed(opened: [Int], asks: [Int], at: Double)
  /// A pane that `Effect.clone` or `Effect.open` asked for is there.
  case opened(pane: Int, at: Double)
  /// A text that `Effect.copy` asked for is on its way.
  case copied(CopyRoute, at: Double)
  /// Prompts of earlier sessions, the oldest first.
  case earlierPrompts([String], at: Double)
  /// The draft as the editor left it.
  case edited(String, at: Double)
  /// The session file can't be written, or can be again.
  case recording(Recording, at: Double)
  /// One sentence for the user, shown for three seconds.
  case notice(String, at: Double)
  /// One sentence that has nobody's attention yet, such as at the start: it stays longer.
  case warning(String, at: Double)

  /// When it happened.
  public var time: Double {
    switch self {
    case .input(_, let at), .tick(let at), .sessionChanged(let at), .copied(_, let at),
      .opened(_, let at), .models(_, let at), .listed(_, _, let at), .budget(_, let at),
      .consentNeeded(_, let at), .notice(_, let at), .layouts(_, let at),
      .files(_, let at), .measured(_, let at), .promptSaved(_, _, _, let at),
      .exampleSaved(_, _, let at), .exampleTakenBack(_, _, let at),
      .sessions(_, _, let at), .found(_, _, let at), .preview(_, let at),
      .sessionDeleted(_, _, let at), .sessionThere(_, _, let at),
      .prompts(_, let at), .climbed(_, _, let at), .xray(_, _, let at),
      .laidOut(_, _, _, _, let at), .earlierPrompts(_, let at), .edited(_, let at),
      .details(_, let at), .recording(_, let at), .themes(_, let at), .warning(_, let at):
      at
    }
  }
}
