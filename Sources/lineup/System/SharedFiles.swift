import FoundationEssentials
import Glibc

/// Finds what is shipped beside the program.
enum SharedFiles {
  /// A script: in `<prefix>/share/lineup`, else in `Scripts` beside the Package.swift above the
  /// executable.
  static func script(_ name: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return nil }
    let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var folders = path.split(separator: "/").dropLast().map(String.init)
    func exists(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
    let installed = "/" + (folders.dropLast() + ["share", "lineup", name]).joined(separator: "/")
    if exists(installed) { return installed }
    while !folders.isEmpty {
      let folder = "/" + folders.joined(separator: "/")
      if FileManager.default.fileExists(atPath: folder + "/Package.swift") {
        let script = folder + "/Scripts/" + name
        return exists(script) ? script : nil
      }
      folders.removeLast()
    }
    return nil
  }
}
