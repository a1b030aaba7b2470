import Glibc
import Testing

@testable import Configuration

struct TextFileTests {
  private func problem(_ path: String) -> Problem? {
    do throws(Problem) {
      _ = try TextFile.read(path, name: "f.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test func aFileThatIsNotThereIsNoProblem() throws {
    let folder = try Folder()
    #expect(try TextFile.read(folder.path + "/none.yaml", name: "f.yaml") == nil)
    #expect(try TextFile.read(folder.write("x", "y"), name: "f.yaml") == "y")
  }

  @Test func whatIsNoFileIsNotWaitedFor() throws {
    let folder = try Folder()
    let pipe = folder.path + "/pipe.yaml"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(problem(pipe)?.reason == "it is not a file")
    #expect(problem("/dev/zero")?.reason == "it is not a file")
    #expect(problem(folder.path)?.reason == "it is not a file")
  }

  @Test func sizesHaveAnEnd() throws {
    let folder = try Folder()
    let text = String(repeating: "#", count: TextFile.limit)
    #expect(try TextFile.read(folder.write("a", text), name: "f.yaml") == text)
    #expect(problem(try folder.write("b", text + "#"))?.reason.contains("1 MiB") == true)
  }

  @Test func bytesThatAreNoTextHaveALine() throws {
    let folder = try Folder()
    let file = try folder.write("a", Array("a: 1\nb: ".utf8) + [0xFF, 0x0A])
    #expect(problem(file) == Problem("f.yaml", line: 2, "it is not UTF-8 text here"))
  }
}
