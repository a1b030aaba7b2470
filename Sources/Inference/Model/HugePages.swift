import Glibc

/// The system would not give memory.
struct OutOfMemory: Error {
  let bytes: Int
}

/// Memory for weights and caches: zeroed, page-aligned, in huge pages where the system gives them.
enum HugePages {
  static func allocate(_ bytes: Int) throws(OutOfMemory) -> UnsafeMutableRawPointer {
    let memory = mmap(
      nil, max(bytes, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { throw OutOfMemory(bytes: bytes) }
    if bytes >= 4 << 20 { madvise(memory, bytes, MADV_HUGEPAGE) }
    return memory
  }

  static func free(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
    munmap(memory, max(bytes, 1))
  }
}
