import Cells

extension Theme {
  /// The default: calm greys, one hue a meaning, drawn on the 256-colour cube.
  public static let lineupDark: Theme = {
    let ground = Color.palette(234)
    func on(_ foreground: UInt8, _ attributes: Attributes = [], mono: Attributes? = nil)
      -> RoleStyle
    {
      RoleStyle(.palette(foreground), on: ground, attributes, mono: mono)
    }
    func label(_ background: UInt8) -> RoleStyle {
      RoleStyle(.palette(234), on: .palette(background), .bold, mono: [.bold, .reverse])
    }
    return Theme(
      name: "lineup-dark",
      styles: [
        .text: on(252),
        .textDim: on(246, mono: .dim),
        .textStrong: on(255, .bold),
        .background: on(252),
        .border: on(240, mono: .dim),
        .borderChosen: on(110, mono: .bold),
        .title: on(254, .bold),
        .modeType: label(114),
        .modePanes: label(215),
        .modeReplay: label(183),
        .status: on(248),
        .hintKey: on(180, mono: .bold),
        .hintText: on(246),
        .prompt: on(117, mono: .bold),
        .selection: RoleStyle(.palette(255), on: .palette(24), mono: .reverse),
        .match: RoleStyle(.palette(234), on: .palette(222), mono: .underline),
        .number: on(253),
        .meterLow: on(73),
        .meterHigh: on(215, mono: .bold),
        .stateRun: on(117, mono: .bold),
        .stateOK: on(114),
        .stateWait: on(146),
        .stateWarn: on(221, mono: .bold),
        .stateError: on(203, mono: [.bold, .underline]),
        .code: on(187),
        .diff: RoleStyle(.palette(222), on: .palette(236), mono: .underline),
      ])
  }()
}
