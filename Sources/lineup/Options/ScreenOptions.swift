import ArgumentParser

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
  /// So many at most.
  case eight = "8"
  case sixteen = "16"
  case palette = "256"

  /// How many colours there may be; nil for all that the terminal has.
  func limit(noColor: Bool) -> Int? {
    switch self {
    case .auto: noColor ? 0 : nil
    case .always: nil
    case .never: 0
    case .eight: 8
    case .sixteen: 16
    case .palette: 256
    }
  }
}

/// Cells of characters that are ambiguous in Unicode, such as `●` and box lines.
enum AmbiguousWidth: String, ExpressibleByArgument, CaseIterable {
  case narrow, wide
}

/// How the full screen looks.
struct ScreenOptions: ParsableArguments {
  @Option(
    help: "Colours: auto (as many as there are, none with NO_COLOR set), always, never, 8, 16, 256."
  )
  var color: ColorChoice?
  @Option(
    help: "Theme, by name; K in the playground lists them.", completion: Completions.themes)
  var theme: String?
  @Option(help: "Width of ● and box lines, narrow or wide. (as the terminal says)")
  var ambiguous: AmbiguousWidth?
  @Flag(help: "Draw lines and signs with ASCII alone.")
  var ascii = false
}
