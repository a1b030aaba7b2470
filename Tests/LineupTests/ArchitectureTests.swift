import FoundationEssentials
import Glibc
import Testing

/// ARCHITECTURE.md's table of targets against what is written in the sources.
@Suite struct ArchitectureTests {
  let repository: Repository
  let table: [String: TargetRow]

  init() throws {
    repository = try Repository()
    table = try repository.targetTable()
  }

  @Test func everyTargetHasARowAndEveryRowATarget() throws {
    #expect(Set(table.keys) == Set(try repository.targets()))
  }

  @Test func sourcesImportWhatTheTableAllowsAndNoMore() throws {
    var imports = 0
    for (target, row) in table {
      for file in try repository.swiftFiles(of: target) {
        for module in file.imports {
          imports += 1
          #expect(
            row.allows(module) || module == "FoundationEssentials",
            "\(target)/\(file.path) imports \(module), which its row does not list")
        }
      }
    }
    #expect(imports > 0)
  }

  @Test func theTableAllowsNothingOfTheSystemThatIsNotUsed() throws {
    for (target, row) in table {
      let used = Set(try repository.swiftFiles(of: target).flatMap(\.imports))
      #expect(row.system.isSubset(of: used), "\(target) could do with less")
    }
  }

  @Test func thePackageGrantsEachTargetWhatItsRowLists() throws {
    let granted = try repository.packageDependencies(of: Array(table.keys))
    #expect(Set(granted.keys) == Set(table.keys))
    for (target, row) in table {
      let dependencies = granted[target] ?? []
      // `lineup` reaches some targets through others, so it need not name them all.
      if row.importsEveryTarget {
        #expect(dependencies.isSubset(of: row.imports), "\(target) in Package.swift")
      } else {
        #expect(dependencies == row.imports, "\(target) in Package.swift")
      }
    }
  }

  @Test func pureCodeTakesNothingFromTheOperatingSystem() throws {
    // What FoundationEssentials and the standard library offer of the world outside.
    let outside = [
      "Date(", "Date.now", "ContinuousClock", "SuspendingClock", "FileManager", "ProcessInfo",
      "CommandLine", "SystemRandomNumberGenerator", ".random(", ".randomElement(", ".shuffle",
      "UUID(", "Task {", "Task.", "readLine(", "print(",
    ]
    var files = 0
    for (target, row) in table {
      for file in try repository.swiftFiles(of: target) where row.isPure(file.path) {
        files += 1
        let system = file.imports.filter(TargetRow.systemModules.contains)
        #expect(system.isEmpty, "\(target)/\(file.path) is to be pure and imports \(system)")
        for word in outside {
          #expect(
            !file.code.contains(word), "\(target)/\(file.path) is to be pure and says \(word)")
        }
      }
    }
    #expect(files > 0)
  }

  @Test func theNetworkIsReachedFromOnePlace() throws {
    var importing: [String] = []
    var making: [String] = []
    for target in table.keys {
      for file in try repository.swiftFiles(of: target) {
        if file.imports.contains("FoundationNetworking") { importing.append(file.path) }
        if file.code.contains("URLTransport(") { making.append(file.path) }
      }
    }
    #expect(importing == ["URLTransport.swift"])
    #expect(making == ["Pulling/Network.swift"])
  }

  @Test func nothingElseOpensASocket() throws {
    // What opens a way to another machine, and code that could.
    let ways = [
      "socket(", "connect(", "getaddrinfo(", "gethostbyname(", "sendto(", "dlopen(", "dlsym(",
      "SYS_socket", "__NR_socket", "io_uring", "CFSocket", "CFStream", "contentsOf: URL(",
    ]
    let known: Set = [
      // Names what it refuses.
      "CConfinement/confinement.c", "CConfinement/include/confinement.h",
      // Finds the C library's own widths of characters behind its own.
      "CTerminal/widths.c",
    ]
    var files = 0
    for target in table.keys {
      for path in try repository.files(under: "Sources/\(target)") {
        guard [".swift", ".c", ".h"].contains(where: path.hasSuffix) else { continue }
        files += 1
        if known.contains("\(target)/\(path)") { continue }
        let code = SourceFile(path: path, text: try repository.text("Sources/\(target)/\(path)"))
          .code
        for way in ways where strstr(code, way) != nil {
          // "disconnect(" is another word.
          let areOthers = code.split(separator: way).dropLast().allSatisfy { before in
            before.last.map { $0.isLetter || $0 == "_" } ?? false
          }
          #expect(areOthers, "\(target)/\(path) says \(way)")
        }
      }
    }
    #expect(files > 100)
  }

  @Test func cursesStaysBehindTheTerminalsHeader() throws {
    for header in try repository.files(under: "Sources/CTerminal/include") {
      let text = try repository.text("Sources/CTerminal/include/\(header)")
      #expect(!text.contains("curses.h"), "\(header) includes curses")
    }
  }

  @Test(
    arguments: [
      ("import Glibc", "Glibc"), ("  @testable import Cells", "Cells"),
      ("public import struct GGUF.Tensor", "GGUF"), ("@preconcurrency import Dispatch", "Dispatch"),
      ("import Cells // for frames", "Cells"), ("// import Glibc", nil), ("important()", nil),
      ("let import1 = 2", nil),
    ] as [(String, String?)])
  func importLinesAreRecognised(line: String, module: String?) {
    #expect(SourceFile.importedModule(line) == module)
  }
}
