import Prompts

/// Values of a prompt file's variables, as a command line gives them.
///
/// `TEXT` is the first variable that has none yet, `name=TEXT` the one with that name; `@path` in the
/// place of a text is a file's content, and `@@` begins a text with `@`.
struct InputArguments {
  let template: PromptTemplate
  private(set) var values: [String: String] = [:]

  /// - Parameters:
  ///   - first: what stands for the first variable, taken as it is; nil where nothing does.
  ///   - read: the content of the file at a path.
  init(
    _ given: [String], first: String? = nil, for template: PromptTemplate,
    read: (String) throws(Failure) -> String = Self.content
  ) throws {
    self.template = template
    if let first {
      guard let variable = template.variables.first else {
        throw Failure("the prompt \(template.name) takes no input", status: 2)
      }
      values[variable.name] = first
    }
    var unnamed: [String] = []
    for argument in given {
      guard let (name, text) = named(argument) else {
        unnamed.append(argument)
        continue
      }
      guard values[name] == nil else {
        throw Failure("\(name) is given twice", status: 2)
      }
      values[name] = try Self.text(text, read)
    }
    for argument in unnamed {
      guard let variable = template.variables.first(where: { values[$0.name] == nil }) else {
        let names = template.variables.map(\.name)
        throw Failure(
          names.isEmpty
            ? "the prompt \(template.name) takes no input"
            : "there is no input \"\(Self.short(argument))\" is for; \(template.name) takes "
              + names.joined(separator: ", "), status: 2)
      }
      values[variable.name] = try Self.text(argument, read)
    }
  }

  /// `name=TEXT`, where the prompt, or what it expects, has such a variable.
  private func named(_ argument: String) -> (String, String)? {
    guard let mark = argument.firstIndex(of: "=") else { return nil }
    let name = String(argument[..<mark])
    let known = template.variables.map(\.name) + (template.expect?.variables ?? [])
    guard known.contains(name) else { return nil }
    return (name, String(argument[argument.index(after: mark)...]))
  }

  private static func text(
    _ argument: String, _ read: (String) throws(Failure) -> String
  ) throws(Failure) -> String {
    guard argument.utf8.first == UInt8(ascii: "@") else { return argument }
    let rest = String(argument.unicodeScalars.dropFirst())
    if rest.utf8.first == UInt8(ascii: "@") { return rest }
    do throws(Failure) {
      return try read(rest)
    } catch {
      throw Failure(
        "\(error.sentence); a text that begins with @ is written with @@", status: 2)
    }
  }

  private static func short(_ text: String) -> String { String(text.prefix(40)) }

  /// Bytes that a file of one input may have.
  private static let sizeLimit = 4 << 20

  /// Without the newline that ends it.
  private static func content(_ path: String) throws(Failure) -> String {
    let text = try InputFile.text(path, limit: sizeLimit)
    return text.utf8.last == UInt8(ascii: "\n") ? String(text.unicodeScalars.dropLast()) : text
  }

  /// Names of the variables that have neither a value nor a default.
  static func missing(_ values: [String: String], of template: PromptTemplate) -> [String] {
    template.variables.filter { values[$0.name] == nil && $0.standard == nil }.map(\.name)
  }

  /// - Throws: `Failure` that names what is not given.
  func check() throws {
    let missing = Self.missing(values, of: template)
    guard !missing.isEmpty else { return }
    let how =
      template.variables.count == 1
      ? "--input TEXT" : missing.map { "--input \($0)=TEXT" }.joined(separator: " ")
    throw Failure(
      "the prompt \(template.name) wants \(missing.joined(separator: ", ")): give \(how)", status: 2
    )
  }
}
