import FoundationEssentials
import Glibc

/// Finds what is shipped beside the program.
enum SharedFiles {
  /// A script: in `<prefix>/share/lineup`, else in `Scripts` beside the Package.swift above the
  /// executable.
  static func script(_ name: String) -> String? {
    find { isInstalled, folder in
      let path = isInstalled ? "\(folder)/\(name)" : "\(folder)/Scripts/\(name)"
      return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
  }

  /// The folder of themes: in `<prefix>/share/lineup`, else the nearest above the executable, up to
  /// the one with the Package.swift.
  static var themes: String? {
    find { _, folder in
      let path = folder + "/themes"
      return FileManager.default.fileExists(atPath: path + "/lineup-dark.yaml") ? path : nil
    }
  }

  /// The folder of prompts, found as themes are.
  static var prompts: String? {
    find { _, folder in
      let path = folder + "/prompts"
      return FileManager.default.fileExists(atPath: path + "/json-person.yaml") ? path : nil
    }
  }

  /// The file of the catalogue, found as themes are.
  static var catalogue: String? {
    find { _, folder in
      let path = folder + "/catalogue.yaml"
      return FileManager.default.fileExists(atPath: path) ? path : nil
    }
  }

  /// What is first found in a folder.
  ///
  /// - Parameter look: told whether it is the one that is installed to.
  private static func find(_ look: (_ isInstalled: Bool, _ folder: String) -> String?) -> String? {
    guard let program else { return nil }
    var folders = program.split(separator: "/").dropLast().map(String.init)
    let installed = "/" + (folders.dropLast() + ["share", "lineup"]).joined(separator: "/")
    if let found = look(true, installed) { return found }
    while !folders.isEmpty {
      let folder = "/" + folders.joined(separator: "/")
      if let found = look(false, folder) { return found }
      if FileManager.default.fileExists(atPath: folder + "/Package.swift") { return nil }
      folders.removeLast()
    }
    return nil
  }

  /// The program that runs.
  static var program: String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
