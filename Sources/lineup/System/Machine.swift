import FoundationEssentials
import Glibc
import Inference
import SessionLog

/// Facts about the machine, read from the system.
enum Machine {
  /// Monotonic seconds.
  static func clock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Seconds for which the machine was asleep since it was started.
  static var secondsAsleep: Double {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9 - clock()
  }

  /// Cores this process may use: by its affinity and its group's quota.
  static var cores: Int {
    var count = ProcessInfo.processInfo.activeProcessorCount
    if let quota = groups.cores { count = min(count, Int(quota.rounded(.up))) }
    return max(1, count)
  }

  static var facts: SessionHeader.Machine {
    let cpu = text("/proc/cpuinfo")?.split(separator: "\n").first { $0.hasPrefix("model name") }
    return SessionHeader.Machine(
      cpu: cpu?.split(separator: ":").last.map { String($0.drop(while: \.isWhitespace)) }
        ?? "unknown",
      cores: cores, memory: memoryLine("MemTotal") ?? 0,
      kernels: Engine.kernelName(kernels) ?? "plain")
  }

  /// The kernel table the user asks for; nil for the fastest.
  static var kernels: String? {
    let name = ProcessInfo.processInfo.environment["LINEUP_KERNELS"]
    return name == "" ? nil : name
  }

  /// The control groups this process is in.
  static var groups: ControlGroups { ControlGroups(read: text) }

  /// Resident memory of this process, bytes.
  static var resident: Int { pages(1) }

  /// Address space of this process, bytes.
  static var virtual: Int { pages(0) }

  private static func pages(_ field: Int) -> Int {
    let fields = text("/proc/self/statm")?.split(separator: " ") ?? []
    let pages = fields.count > field ? Int(fields[field]) : nil
    return (pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Memory that could be had without swapping, bytes.
  static var available: Int { memoryLine("MemAvailable") ?? 0 }

  private static func memoryLine(_ name: String) -> Int? {
    let line = text("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }

  static func text(_ path: String) -> String? {
    // Files in /proc have no size, which String(contentsOfFile:) relies on.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var reader = InputLines(descriptor: descriptor)
    return String(decoding: reader.rest(), as: UTF8.self)
  }
}
