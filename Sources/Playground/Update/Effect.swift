import JSON
import Prompts
import SessionLog

/// What `update` asks the main loop to do.
public enum Effect: Sendable, Equatable {
  /// Sends a prompt to panes; those at work take it up once they are done.
  ///
  /// Their prompt files get the inputs, by the variables' names; one that is not among them gets the
  /// text.
  case send(text: String, inputs: [String: String] = [:], panes: [Int])
  /// Answers the last prompt of these panes once more, with the same seed or another; opens the
  /// model again where it failed.
  case retry(panes: [Int], drawsSeed: Bool)
  /// Lets the last answers of these panes go on where they stopped.
  case goOn(panes: [Int])
  /// Asks another text in the place of a turn's.
  case edit(turn: Int, text: String, inputs: [String: String] = [:], panes: [Int])
  /// Makes another answer of a turn part of the conversation.
  case show(pane: Int, turn: Int, variant: Int)
  case setMode(RunMode)
  case saveLayout(SavedLayout, name: String)
  /// Opens a layout's panes in the place of those there are; comes as `AppEvent.laidOut`.
  case openLayout(String)
  /// Gives panes a setting; nil is what the model has by itself.
  case set(panes: [Int], name: String, value: JSONValue?, source: String)
  /// Stops what these panes generate.
  case stop(panes: [Int])
  /// Looks for models; they come as `AppEvent.models`.
  case findModels
  /// Asks a server which models it has; they come as `AppEvent.models` and `AppEvent.listed`.
  case listModels(server: String)
  /// Reads what a model's file says of itself, and plans its memory for so many tokens of context;
  /// it comes as `AppEvent.details`.
  case inspect(path: String, contextSize: Int?)
  /// Fetches a model of the catalogue; panes that are opened with it wait for it.
  case fetch(name: String)
  /// Opens a pane with this model; it comes as `AppEvent.opened`. With a context of so many tokens,
  /// where the usual one would not fit.
  case open(name: String, path: String, contextSize: Int? = nil)
  /// Gives panes another model.
  case change(panes: [Int], name: String, path: String, contextSize: Int? = nil)
  /// Opens a pane with a server's model, "lab/llama-3.3-70b"; it comes as `AppEvent.opened`.
  case openEndpoint(String)
  /// Gives panes a server's model.
  case changeEndpoint(panes: [Int], String)
  /// Whether prompts may go to these hosts as long as the session lasts.
  case consent(hosts: [String], isGiven: Bool)
  /// What may be spent in this session in a currency, nil being the one that is paid in; without an
  /// amount as much as one likes. Comes back as `AppEvent.budget`.
  case setBudget(amount: Double?, currency: String?)
  /// Opens a pane like this one; it comes back as `AppEvent.opened`.
  case clone(pane: Int)
  case close(panes: [Int])
  /// Opens panes that were closed, where they stood, in the place of others.
  case reopen(panes: [Int], replacing: [Int] = [])
  /// Moves a pane on the screen by so many places.
  case move(pane: Int, by: Int)
  /// Puts text on the clipboard; the answer comes as `AppEvent.copied`.
  case copy(String)
  /// Looks what a pane's model was given last, or would be for a draft; comes as `AppEvent.xray`.
  ///
  /// Inputs are what variables stand for, as it is written: files may be named. The prompt file is the
  /// one that the pane is to get with the draft.
  case xray(pane: Int, draft: String?, inputs: [String: String] = [:], prompt: String? = nil)
  /// Reads files that values name; they come as `AppEvent.files`, all at once.
  case readFiles([String])
  /// Looks how large a file is that a value names, for a pane's model; comes as `AppEvent.measured`.
  case measure(path: String, pane: Int)
  /// Writes a prompt file of the user's; comes as `AppEvent.promptSaved`.
  case savePrompt(PromptTemplate, replacing: Bool)
  /// Adds an example to a prompt file; comes as `AppEvent.exampleSaved`.
  case saveExample(PromptExample, prompt: String)
  /// Makes a file what it was before an example was added; comes as `AppEvent.exampleTakenBack`.
  case takeBack(SavedExample)
  /// Opens panes beside others, with other numbers of examples, and asks the last question again; they
  /// come as `AppEvent.climbed`.
  case climb(ShotLadder)
  /// Reads the prompt files there are; they come as `AppEvent.prompts`.
  case findPrompts
  /// Looks for themes; they come as `AppEvent.themes`.
  case findThemes
  /// Remembers a theme for the next time.
  case keepTheme(String)
  /// Shows a text in the user's pager.
  case page(String)
  /// Has a draft written in the user's editor; what comes of it comes as `AppEvent.edited`.
  case editDraft(String)
  /// Takes the mouse, or leaves it to the terminal.
  case setMouse(Bool)
  /// Gives a session a title, tags, a star or notes; nil is the running one.
  case describe(path: String?, SessionMeta)
  /// Reads which sessions there are; they come as `AppEvent.sessions`.
  case findSessions
  /// Looks through prompts and answers of all sessions; comes as `AppEvent.found`.
  case searchSessions(String, query: Int)
  /// Reads what a session says of itself; comes as `AppEvent.preview`.
  case previewSession(path: String, modified: Double)
  /// Puts a session away; comes as `AppEvent.sessionDeleted`.
  case deleteSession(path: String, name: String)
  /// Brings a session back; comes as `AppEvent.sessionThere`.
  case restoreSession(DeletedSession, name: String)
  /// Makes a copy of a session with another title; comes as `AppEvent.sessionThere`.
  case duplicateSession(path: String, title: String)
  /// Goes on with a saved session in the place of this one.
  case openSession(path: String)
  /// Plays a session as it happened; nil is the running one.
  case replay(path: String?)
  /// Begins a session in the place of this one, with the same panes; a private one is not saved.
  case newSession(isPrivate: Bool)
  /// Writes a session for other programs, in one of the forms of `SessionFormat`; nil is the
  /// one that is looked at.
  case exportSession(path: String?, format: String)
  /// Calls a viewer who is away: a notification, and the bell.
  case ring(String)
  /// Moves a replay.
  case control(ReplayCommand)
  /// Draws every cell again.
  case redraw
  /// Gives the terminal back and stops the process group.
  case suspend
  case quit
}
