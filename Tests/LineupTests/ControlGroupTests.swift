import Testing

@testable import lineup

struct ControlGroupTests {
  private func groups(_ files: [String: String]) -> ControlGroups {
    ControlGroups(read: { files[$0] })
  }

  @Test func `without limits there are none`() {
    #expect(groups([:]).memoryLeft == nil)
    #expect(groups([:]).cores == nil)
    let free = groups([
      "/proc/self/cgroup": "0::/user\n", "/sys/fs/cgroup/user/memory.max": "max\n",
      "/sys/fs/cgroup/user/memory.current": "1000\n", "/sys/fs/cgroup/user/cpu.max": "max 100000\n",
    ])
    #expect(free.memoryLeft == nil)
    #expect(free.cores == nil)
  }

  @Test func `memory in files counts as left`() {
    let files = [
      "/proc/self/cgroup": "0::/box\n", "/sys/fs/cgroup/box/memory.max": "1000000\n",
      "/sys/fs/cgroup/box/memory.current": "700000\n",
      "/sys/fs/cgroup/box/memory.stat": "anon 300000\nactive_file 150000\ninactive_file 250000\n",
    ]
    #expect(groups(files).memoryLeft == 700_000)
  }

  @Test func `the tightest group of all above counts`() {
    let files = [
      "/proc/self/cgroup": "0::/a/b\n",
      "/sys/fs/cgroup/a/b/memory.max": "9000\n", "/sys/fs/cgroup/a/b/memory.current": "1000\n",
      "/sys/fs/cgroup/a/memory.max": "5000\n", "/sys/fs/cgroup/a/memory.current": "4500\n",
      "/sys/fs/cgroup/a/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/a/b/cpu.max": "400000 100000\n",
    ]
    #expect(groups(files).memoryLeft == 500)
    #expect(groups(files).cores == 1.5)
  }

  @Test func `a container that sees only its own group is limited too`() {
    let files = [
      "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "2000\n",
      "/sys/fs/cgroup/memory.current": "500\n", "/sys/fs/cgroup/cpu.max": "50000 100000\n",
    ]
    #expect(groups(files).memoryLeft == 1500)
    #expect(groups(files).cores == 0.5)
  }

  @Test func `the first version of control groups is read too`() {
    let files = [
      "/proc/self/cgroup": "4:memory:/x\n2:cpu,cpuacct:/y\n0::/\n",
      "/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "3000\n",
      "/sys/fs/cgroup/memory/x/memory.usage_in_bytes": "2500\n",
      "/sys/fs/cgroup/memory/x/memory.stat": "total_active_file 100\ntotal_inactive_file 200\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1\n",
      "/sys/fs/cgroup/cpu,cpuacct/y/cpu.cfs_quota_us": "200000\n",
      "/sys/fs/cgroup/cpu,cpuacct/y/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    ]
    #expect(groups(files).memoryLeft == 800)
    #expect(groups(files).cores == 2)
  }

  @Test func `nonsense sets no limit`() {
    let files = [
      "/proc/self/cgroup": "0::/\nrubbish\n::\n", "/sys/fs/cgroup/memory.max": "-5x\n",
      "/sys/fs/cgroup/memory.current": "", "/sys/fs/cgroup/cpu.max": "100000\n",
    ]
    #expect(groups(files).memoryLeft == nil)
    #expect(groups(files).cores == nil)
  }
}
