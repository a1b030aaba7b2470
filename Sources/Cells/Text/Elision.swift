extension SafeText {
  /// The text shortened to a width by leaving out its middle, as names are: "SmolLM2…Instruct".
  public func elidingMiddle(
    to width: Int, widths: DisplayWidth = DisplayWidth(), sign: SafeText = "…"
  ) -> SafeText {
    guard widths.of(self) > width else { return self }
    let room = width - widths.of(sign)
    guard room > 0 else { return prefix(width, widths) }
    let front = prefix((room + 1) / 2, widths)
    let back = suffix(room - widths.of(front), widths)
    return front + sign + back
  }

  /// The text's end where it is wider than a width: "…바다가 조용하다."
  public func elidingStart(
    to width: Int, widths: DisplayWidth = DisplayWidth(), sign: SafeText = "…"
  ) -> SafeText {
    guard widths.of(self) > width else { return self }
    let room = width - widths.of(sign)
    return room > 0 ? sign + suffix(room, widths) : prefix(width, widths)
  }

  /// The text's beginning where it is wider than a width.
  public func elidingEnd(
    to width: Int, widths: DisplayWidth = DisplayWidth(), sign: SafeText = "…"
  ) -> SafeText {
    guard widths.of(self) > width else { return self }
    let room = width - widths.of(sign)
    return room > 0 ? prefix(room, widths) + sign : prefix(width, widths)
  }

  /// As many whole clusters from the start as fit.
  private func prefix(_ width: Int, _ widths: DisplayWidth) -> SafeText {
    var used = 0
    let part = string.prefix { character in
      used += widths.of(character)
      return used <= width
    }
    return SafeText(unchecked: String(part))
  }

  /// As many whole clusters from the end as fit.
  private func suffix(_ width: Int, _ widths: DisplayWidth) -> SafeText {
    var used = 0
    var start = string.endIndex
    while start > string.startIndex {
      let before = string.index(before: start)
      used += widths.of(string[before])
      if used > width { break }
      start = before
    }
    return SafeText(unchecked: String(string[start...]))
  }
}
