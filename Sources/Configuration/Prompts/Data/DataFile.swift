import JSON

/// A row of a data file: texts by the names of its columns.
public struct DataRow: Sendable, Equatable {
  public var values: [String: String]
  /// Counted from 1; of a JSON array, which element it is.
  public var line: Int

  public init(_ values: [String: String], line: Int) {
    self.values = values
    self.line = line
  }
}

/// Files of examples or inputs: JSON Lines, a JSON array, CSV with a line of names, or plain text.
///
/// JSON values that are no strings become compact JSON.
public enum DataFile {
  /// Bytes a file may have.
  public static let sizeLimit = 64 << 20
  public static let rowLimit = 1_000_000

  /// - Parameters:
  ///   - path: its name's ending says what it is: jsonl, json, csv, txt.
  ///   - name: what problems call it; nil for the path.
  ///   - variable: what a row is that is nothing but a text (a line of `.txt`, a JSON string); nil
  ///     where rows must have names.
  /// - Throws: the first thing that is wrong.
  public static func rows(
    _ path: String, name: String? = nil, variable: String? = nil
  ) throws(Problem) -> [DataRow] {
    let name = name ?? path
    guard let bytes = try TextFile.bytes(of: path, name: name, limit: sizeLimit) else {
      throw Problem(name, "there is no such file")
    }
    return try rows(bytes, name: name, variable: variable)
  }

  /// Rows of bytes that were read already.
  package static func rows(
    _ bytes: [UInt8], name: String, variable: String? = nil
  ) throws(Problem) -> [DataRow] {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let ending = PromptFile.parts(of: name).ending
    let rows: [DataRow]
    switch ending {
    case "jsonl", "ndjson": rows = try jsonLines(bytes, name, variable)
    case "json": rows = try jsonArray(bytes, name, variable)
    case "csv": rows = try CSVTable.rows(bytes, name: name)
    case "txt" where variable != nil: rows = try textLines(bytes, name, variable ?? "")
    default:
      let text = variable == nil ? "" : " or .txt"
      throw Problem(
        name, "what is in it can't be told; its name must end in .jsonl, .json, .csv\(text)")
    }
    guard !rows.isEmpty else { throw Problem(name, "there are no rows in it") }
    return rows
  }

  /// - Throws: where there are too many rows.
  static func admit(_ count: Int, _ name: String) throws(Problem) {
    if count >= rowLimit { throw Problem(name, "it has more than \(rowLimit) rows") }
  }

  private static func jsonLines(
    _ bytes: [UInt8], _ name: String, _ variable: String?
  ) throws(Problem) -> [DataRow] {
    var rows: [DataRow] = []
    for (index, line) in lines(bytes).enumerated() where !line.isBlank {
      try admit(rows.count, name)
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONValue.parse(Array(line), text: .strict)
      } catch {
        throw Problem(name, line: index + 1, "\(error)")
      }
      rows.append(try row(value, index + 1, name, variable))
    }
    return rows
  }

  private static func jsonArray(
    _ bytes: [UInt8], _ name: String, _ variable: String?
  ) throws(Problem) -> [DataRow] {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue.parse(bytes, text: .strict)
    } catch {
      let line = 1 + bytes.prefix(error.offset).count { $0 == 0x0A }
      let hint = error.reason == .trailingBytes ? "; a value a line is a .jsonl" : ""
      throw Problem(name, line: line, "\(error)\(hint)")
    }
    guard case .array(let values) = value else {
      throw Problem(name, "it is no JSON array; a value a line is a .jsonl")
    }
    try admit(values.count - 1, name)
    var rows: [DataRow] = []
    for (index, value) in values.enumerated() {
      rows.append(try row(value, index + 1, name, variable))
    }
    return rows
  }

  private static func row(
    _ value: JSONValue, _ line: Int, _ name: String, _ variable: String?
  ) throws(Problem) -> DataRow {
    switch value {
    case .object(let fields):
      var values: [String: String] = [:]
      for field in fields {
        if case .string(let text) = field.value {
          values[field.key] = text
        } else {
          values[field.key] = field.value.write()
        }
      }
      return DataRow(values, line: line)
    case .string(let text):
      guard let variable else { fallthrough }
      return DataRow([variable: text], line: line)
    default:
      throw Problem(name, line: line, "a row is an object, with a text for each name")
    }
  }

  private static func textLines(
    _ bytes: [UInt8], _ name: String, _ variable: String
  ) throws(Problem) -> [DataRow] {
    var rows: [DataRow] = []
    for (index, line) in lines(bytes).enumerated() where !line.isBlank {
      try admit(rows.count, name)
      let line = line.last == 0x0D ? line.dropLast() : line
      guard let text = String(validating: line, as: UTF8.self) else {
        throw Problem(name, line: index + 1, "it is not UTF-8 text here")
      }
      rows.append(DataRow([variable: text], line: index + 1))
    }
    return rows
  }

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
  }
}

extension ArraySlice<UInt8> {
  fileprivate var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
}
