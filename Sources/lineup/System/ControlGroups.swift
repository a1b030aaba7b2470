/// The limits that control groups set for this process (cgroups(7), versions 1 and 2).
struct ControlGroups {
  /// Reads a small file of the system; nil where it can't be read.
  var read: (String) -> String?

  /// The smallest room that any group this process is in leaves, bytes.
  ///
  /// Files in the page cache count as taken by a group, but are given back when memory is needed.
  var memoryLeft: Int? {
    folders(controller: "memory").compactMap { folder, isFirstVersion in
      let names =
        isFirstVersion
        ? (limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes")
        : (limit: "memory.max", used: "memory.current")
      guard let limit = number(folder + names.limit), let used = number(folder + names.used)
      else { return nil }
      let statistics = read(folder + "memory.stat") ?? ""
      // Version 1 sums up a group and those below it under total_.
      let prefix = isFirstVersion ? "total_" : ""
      let files = ["active_file", "inactive_file"].reduce(0) {
        $0 + (Self.field(prefix + $1, of: statistics) ?? 0)
      }
      return max(0, limit - max(0, used - files))
    }.min()
  }

  /// The smallest share of time that any group this process is in may use, in cores.
  var cores: Double? {
    folders(controller: "cpu").compactMap { folder, isFirstVersion in
      let quota: Double?
      let period: Double?
      if isFirstVersion {
        quota = number(folder + "cpu.cfs_quota_us").map(Double.init)
        period = number(folder + "cpu.cfs_period_us").map(Double.init)
      } else {
        let fields = read(folder + "cpu.max")?.split { $0 == " " || $0 == "\n" } ?? []
        quota = fields.first.flatMap { Double($0) }
        period = fields.dropFirst().first.flatMap { Double($0) }
      }
      guard let quota, let period, quota > 0, period > 0 else { return nil }
      return quota / period
    }.min()
  }

  /// The folders of the groups this process is in, the group itself first, then those above it.
  private func folders(controller: String) -> [(folder: String, isFirstVersion: Bool)] {
    let root = "/sys/fs/cgroup/"
    // hierarchy-id:controllers:path
    for line in read("/proc/self/cgroup")?.split(separator: "\n") ?? [] {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: ",")
      if controllers.contains(where: { $0 == controller }) {
        let mounts = [controller, String(fields[1])].map { root + $0 + "/" }
        return Self.above(String(fields[2])).flatMap { path in mounts.map { ($0 + path, true) } }
      }
    }
    for line in read("/proc/self/cgroup")?.split(separator: "\n") ?? []
    where line.hasPrefix("0::") {
      return Self.above(String(line.dropFirst(3))).flatMap { path in
        [root, root + "unified/"].map { ($0 + path, false) }
      }
    }
    return []
  }

  /// "/a/b" gives "a/b/", "a/", "".
  private static func above(_ path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (0...parts.count).reversed().map { count in
      parts[..<count].map { $0 + "/" }.joined()
    }
  }

  /// A number; nil for "max", and for what means "no limit" in version 1.
  private func number(_ path: String) -> Int? {
    let text = read(path)?.split(whereSeparator: \.isWhitespace).first
    guard let value = text.flatMap({ Int($0) }), value < 1 << 60 else { return nil }
    return value
  }

  private static func field(_ name: String, of text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == name { return Int(words[1]) }
    }
    return nil
  }
}
