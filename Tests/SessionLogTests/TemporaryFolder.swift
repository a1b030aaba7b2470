import Glibc
import Testing

@testable import SessionLog

/// An empty folder that is removed with all its files at the end of a test.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/lineup-test-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    for name in WholeFile.names(in: path) { remove(path + "/" + name) }
    if rmdir(path) != 0 { unlink(path) }
  }

  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = path + "/" + name
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return path
  }
}

/// Has a file be written last so many seconds after 1970.
func setTime(_ path: String, _ seconds: Int, nanoseconds: Int = 0) {
  let times = Array(repeating: timespec(tv_sec: seconds, tv_nsec: nanoseconds), count: 2)
  #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
}

/// All bytes of a file, by another way than the one under test.
func contents(_ path: String) throws -> [UInt8] {
  let file = try #require(fopen(path, "r"))
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return bytes }
    bytes += chunk.prefix(count)
  }
}

func permissions(_ path: String) -> mode_t {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

let exampleHeader = SessionHeader(
  created: "2026-11-23T14:09:44Z", app: "lineup 0.1.0",
  machine: SessionHeader.Machine(cpu: "x", cores: 2, memory: 1 << 30, kernels: "plain"))

/// The header's line.
let exampleHeaderLine = String(
  decoding: SessionEvent(t: 0, .session(exampleHeader)).line(), as: UTF8.self)

func lines(_ events: [SessionEvent]) -> String {
  events.map { String(decoding: $0.line(), as: UTF8.self) + "\n" }.joined()
}

/// All events of a file, and what was wrong with it.
func read(_ path: String) throws -> (events: [SessionEvent], report: SessionReader.Report) {
  let reader = try SessionReader(path)
  var events: [SessionEvent] = []
  while let event = try reader.next() { events.append(event) }
  return (events, reader.report)
}
