/// What the lines of a language look like, as far as light highlighting needs it.
struct CodeLanguage: Sendable, Equatable {
  var keywords: Set<String> = []
  /// What begins a comment that ends with its line.
  var lineComments: [[UInt8]] = []
  /// `/* … */`.
  var hasBlockComments = false
  /// What begins and ends a string.
  var quotes: Set<UInt8> = [UInt8(ascii: "\""), UInt8(ascii: "'")]
  /// `"""` and `'''`, or a backtick, begin strings of several lines.
  var hasLongStrings = false
  var ignoresCase = false

  /// By the word behind a fence; nil for one that is not known.
  init?(named name: String) {
    guard let family = Self.families[name.lowercased()] else { return nil }
    self = family
  }

  private init(
    _ keywords: String, comments: [String], block: Bool = false, quotes: String = "\"'",
    long: Bool = false, ignoresCase: Bool = false
  ) {
    self.keywords = Set(keywords.split(separator: " ").map(String.init))
    lineComments = comments.map { Array($0.utf8) }
    hasBlockComments = block
    self.quotes = Set(quotes.utf8)
    hasLongStrings = long
    self.ignoresCase = ignoresCase
  }

  private static let python = CodeLanguage(
    "and as assert async await break case class continue def del elif else except False finally "
      + "for from global if import in is lambda match None nonlocal not or pass raise return True "
      + "try while with yield self", comments: ["#"], long: true)
  private static let shell = CodeLanguage(
    "if then else elif fi for in do done while until case esac function return export local echo "
      + "exit set unset source sudo cd", comments: ["#"])
  private static let braces = CodeLanguage(
    "abstract actor as associatedtype async await auto bool boolean break case catch chan char "
      + "class const constexpr continue crate default defer delete do double dyn else enum export "
      + "extends extension extern false final finally float fn for foreach func function go goto "
      + "guard if impl implements import in inout int interface internal is lazy let long loop map "
      + "match mod move mut namespace new nil null nullptr operator override package private "
      + "protected protocol pub public range ref return select self Self short signed sizeof some "
      + "static string struct super switch template this throw throws trait true try type typedef "
      + "typeof undefined union unsafe unsigned use using val var virtual void volatile where "
      + "while yield", comments: ["//"], block: true, quotes: "\"'`", long: true)
  private static let cLike = CodeLanguage(braces, quotes: "\"'", comments: ["//", "#include"])
  /// A quote alone is a lifetime.
  private static let rust = CodeLanguage(braces, quotes: "\"", comments: ["//"])
  private static let sql = CodeLanguage(
    "add all alter and as asc begin between by case check column commit constraint create cross "
      + "default delete desc distinct drop else end exists foreign from full group having if in "
      + "index inner insert into is join key left like limit not null offset on or order outer "
      + "primary references right rollback select set table then union unique update using values "
      + "view when where with", comments: ["--"], block: true, ignoresCase: true)
  private static let json = CodeLanguage("true false null", comments: ["//"], quotes: "\"")
  private static let yaml = CodeLanguage("true false null yes no on off", comments: ["#"])

  private init(_ other: CodeLanguage, quotes: String, comments: [String]) {
    self = other
    self.quotes = Set(quotes.utf8)
    lineComments = comments.map { Array($0.utf8) }
    hasLongStrings = quotes.utf8.contains(UInt8(ascii: "'"))
  }

  private static let families: [String: CodeLanguage] = {
    let names: [(String, CodeLanguage)] = [
      ("python py python3 gd ruby rb r julia elixir", python),
      ("sh bash shell zsh fish console dockerfile makefile make", shell),
      (
        "swift js javascript jsx ts typescript tsx go golang java kotlin kt scala dart php zig",
        braces
      ),
      ("c cpp c++ cc h hpp objc cs csharp c# glsl cuda", cLike), ("rust rs", rust),
      ("sql sqlite postgresql postgres mysql plsql", sql), ("json jsonc json5 jsonl", json),
      ("yaml yml toml ini conf properties", yaml),
    ]
    return Dictionary(
      names.flatMap { list, family in list.split(separator: " ").map { (String($0), family) } },
      uniquingKeysWith: { first, _ in first })
  }()
}
