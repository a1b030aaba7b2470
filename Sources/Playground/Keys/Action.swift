/// Everything a key can do.
enum Action: Sendable, Equatable, Hashable {
  // Everywhere.
  case interrupt, suspend, redraw, quit, help, saved
  // The composer.
  case send, newline, openPanes
  case caretLeft, caretRight, caretUp, caretDown, lineStart, lineEnd, wordBack, wordForward
  case deleteBack, deleteForward, killToLineEnd, killToLineStart, killWordBack, killWordForward
  case yank
  // Panes.
  case nextPane, previousPane
  case choose(Int)
  case scroll(Scroll)
  case mark, markAll, stop, retry, copyAnswer, zoom, undo, type, stepOut
  case add, changeModel, clone, close
  case details, table
  // Reading.
  /// So many prompts further.
  case message(Int)
  case link, search, nextMatch, previousMatch, raw, foldThoughts
  case newSeed, goOn, edit, runMode, arrange, strips, settings
  /// Another answer of a turn, by so many.
  case variant(Int)
  /// On the screen, by so many places.
  case move(Int)
  // Prompt files.
  case prompt
  /// So many examples more.
  case shots(Int)
  case ladder, xray, saveExample
  // Looks.
  case theme
  // Sessions.
  case sessions, newSession, replaySession, star
  /// What is done with the selected session of the list.
  case session(SessionAction)
  case sessionActions
  // Finding one's way.
  case palette, messages, searchHistory
  /// Waits for the next key.
  case prefix(KeyPrefix)
  // What is copied, besides answers.
  case copyBlock(Int)
  case copyConversation, copyNumbers, copyRunLine
  // A saved session that plays.
  case replay(ReplayCommand)
  // Other programs, and the mouse.
  case openPager, editDraft, toggleMouse

  enum Scroll: Sendable, Equatable, Hashable {
    case lines(Int)
    case halves(Int)
    case pages(Int)
    case top, bottom
  }
}

extension Action {
  /// What key files and the palette call it.
  var name: String {
    switch self {
    case .interrupt: "interrupt"
    case .suspend: "suspend"
    case .redraw: "redraw"
    case .quit: "quit"
    case .help: "help"
    case .saved: "saved"
    case .send: "send"
    case .newline: "newline"
    case .openPanes: "panes"
    case .caretLeft: "caret-left"
    case .caretRight: "caret-right"
    case .caretUp: "caret-up"
    case .caretDown: "caret-down"
    case .lineStart: "line-start"
    case .lineEnd: "line-end"
    case .wordBack: "word-back"
    case .wordForward: "word-forward"
    case .deleteBack: "delete-back"
    case .deleteForward: "delete-forward"
    case .killToLineEnd: "cut-to-line-end"
    case .killToLineStart: "cut-to-line-start"
    case .killWordBack: "cut-word-back"
    case .killWordForward: "cut-word-forward"
    case .yank: "insert-cut"
    case .nextPane: "next-pane"
    case .previousPane: "previous-pane"
    case .choose(let number): "pane-\(number)"
    case .scroll(.lines(let count)): count < 0 ? "line-up" : "line-down"
    case .scroll(.halves(let count)): count < 0 ? "half-up" : "half-down"
    case .scroll(.pages(let count)): count < 0 ? "page-up" : "page-down"
    case .scroll(.top): "top"
    case .scroll(.bottom): "bottom"
    case .mark: "mark"
    case .markAll: "mark-all"
    case .stop: "stop"
    case .retry: "retry"
    case .copyAnswer: "copy-answer"
    case .zoom: "zoom"
    case .undo: "undo"
    case .type: "type"
    case .stepOut: "step-out"
    case .newSeed: "new-seed"
    case .goOn: "continue"
    case .edit: "edit"
    case .runMode: "run-mode"
    case .arrange: "arrange"
    case .strips: "strips"
    case .variant(let step): step < 0 ? "previous-answer" : "next-answer"
    case .settings: "settings"
    case .add: "add"
    case .changeModel: "model"
    case .clone: "clone"
    case .close: "close"
    case .details: "details"
    case .table: "table"
    case .message(let step): step < 0 ? "previous-prompt" : "next-prompt"
    case .link: "link-scrolling"
    case .search: "search"
    case .nextMatch: "next-match"
    case .previousMatch: "previous-match"
    case .raw: "markdown"
    case .foldThoughts: "fold-thoughts"
    case .move(let places): places < 0 ? "move-back" : "move-on"
    case .theme: "theme"
    case .prompt: "prompt"
    case .ladder: "ladder"
    case .xray: "x-ray"
    case .saveExample: "save-example"
    case .shots(let step): step < 0 ? "fewer-shots" : "more-shots"
    case .sessions: "sessions"
    case .newSession: "new"
    case .replaySession: "replay"
    case .star: "star"
    case .session(let action): action.name
    case .sessionActions: "session-actions"
    case .palette: "commands"
    case .messages: "messages"
    case .searchHistory: "search-history"
    case .prefix(.panes): "next-as-in-panes"
    case .prefix(.copy): "copy"
    case .prefix(.draft): "draft"
    case .prefix(.jump): "go-to"
    case .replay(let command): command.name
    case .copyBlock(let number): "copy-block-\(number)"
    case .copyConversation: "copy-conversation"
    case .copyNumbers: "copy-numbers"
    case .openPager: "pager"
    case .editDraft: "edit-draft"
    case .toggleMouse: "mouse"
    case .copyRunLine: "copy-command-line"
    }
  }
}
