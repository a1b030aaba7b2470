/// The filters there are: Jinja's, but for those that no chat template has a use for.
enum Filter: String, CaseIterable {
  case abs, attr, batch, capitalize, center, count, d, `default`, dictsort, e, escape, first, float
  case forceescape, format, groupby, indent, int, items, join, last, length, list, lower, map, max
  case min, reject, rejectattr, replace, reverse, round, safe, select, selectattr, slice, sort
  case string, sum, title, tojson, trim, truncate, unique, upper, urlencode, wordcount
}

extension Renderer {
  func apply(
    _ filter: Filter, to value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    switch filter {
    case .abs, .float, .int, .round: return try numeric(filter, value, arguments)
    case .capitalize, .center, .e, .escape, .forceescape, .format, .indent, .lower, .replace, .safe,
      .string, .title, .trim, .truncate, .upper, .urlencode, .wordcount:
      return try textual(filter, value, arguments)
    case .d, .default, .attr, .tojson: return try general(filter, value, arguments)
    case .count, .length, .first, .last, .list, .items, .join, .reverse, .batch, .slice:
      return try sequential(filter, value, arguments)
    case .map, .select, .reject, .selectattr, .rejectattr:
      return try selecting(filter, value, arguments)
    case .sort, .dictsort, .unique, .groupby, .min, .max, .sum:
      return try ordering(filter, value, arguments)
    }
  }

  private func general(
    _ filter: Filter, _ value: Value, _ arguments: Arguments
  ) throws(JinjaError) -> Value {
    switch filter {
    case .attr:
      let bound = try bind(arguments, of: "attr", ["name"], required: 1)
      guard let name = bound[0]?.text else { throw wrongType("'attr' needs a name") }
      // Attributes alone: what a mapping holds is none.
      if case .mapping = value, !MappingMethods.reading.contains(name.string) {
        return .undefined(Undefined("'dict' has no attribute '\(name.string.prefix(100))'"))
      }
      return try attribute(name.string, of: value)
    case .tojson: return try json(value, arguments)
    default:
      let bound = try bind(arguments, of: "default", ["default_value", "boolean"])
      let isMissing = value.isUndefined || (bound[1]?.isTrue ?? false) && !value.isTrue
      guard isMissing else { return value }
      guard let fallback = bound[0] else { return try string([]) }
      return fallback
    }
  }

  /// A named argument as a whole number.
  func integer(
    _ value: Value?, _ name: String, default fallback: Int
  ) throws(JinjaError) -> Int {
    guard let value else { return fallback }
    if case .undefined(let undefined) = value { throw fail(undefined.reason) }
    guard let number = value.integer else {
      throw wrongType("'\(name)' has to be a whole number, not \(value.typeName)")
    }
    return number
  }
}
