import Glibc

/// The bytes of a model file, mapped read-only, or a copy of bytes from memory.
///
/// `@unchecked Sendable` needs no lock: nothing writes to the bytes after `init`, and they are
/// unmapped in `deinit` alone, when no thread can hold a reference any more.
final class MappedBytes: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps the regular file at `path`, or says what else is there.
  init(path: String) throws(GGUFError) {
    // A NUL would end the path early and open another file than the one named.
    guard !path.utf8.contains(0) else { throw .notFound }
    var status = stat()
    guard stat(path, &status) == 0 else { throw Self.failure("stat", errno) }
    try Self.requireRegular(status)

    // O_NONBLOCK: should the file have become a FIFO since, opening it must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.failure("open", errno) }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else { throw Self.failure("fstat", errno) }
    try Self.requireRegular(status)
    guard let size = Int(exactly: status.st_size), size > 0 else { throw .empty }

    let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address, address != MAP_FAILED else { throw Self.failure("mmap", errno) }
    bytes = UnsafeRawBufferPointer(start: address, count: size)
    isMapped = true
  }

  /// Copies `source` to memory aligned to 4096 bytes, as a mapped file is.
  init(copying source: [UInt8]) throws(GGUFError) {
    guard !source.isEmpty else { throw .empty }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 4096)
    copy.copyBytes(from: source)
    bytes = UnsafeRawBufferPointer(copy)
    isMapped = false
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }

  /// Tells the kernel how `range` will be read; bytes that are not mapped have nothing to tell.
  func advise(_ access: AccessPattern, _ range: Range<Int>) {
    let advice =
      switch access {
      case .normal: MADV_NORMAL
      case .sequential: MADV_SEQUENTIAL
      case .random: MADV_RANDOM
      case .willNeed: MADV_WILLNEED
      }
    // madvise wants the start on a page; a hint may well cover the rest of that page.
    let start = range.lowerBound / Self.pageSize * Self.pageSize
    advise(advice, start..<range.upperBound)
  }

  /// Takes the whole pages inside `range` out of this process; they are read again when touched.
  func release(_ range: Range<Int>) {
    let page = Self.pageSize
    let start = (range.lowerBound + page - 1) / page * page
    // The last page of the file is whole as far as the kernel is concerned.
    let end = range.upperBound == bytes.count ? bytes.count : range.upperBound / page * page
    if start < end { advise(MADV_DONTNEED, start..<end) }
  }

  /// Advice is a hint: that the kernel declines it changes nothing, so its answer is not read.
  private func advise(_ advice: CInt, _ range: Range<Int>) {
    guard isMapped, !range.isEmpty, let base = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: base + range.lowerBound), range.count, advice)
  }

  private static let pageSize = max(Int(sysconf(CInt(_SC_PAGESIZE))), 4096)

  private static func requireRegular(_ status: stat) throws(GGUFError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw .notAFile(.directory)
    case S_IFIFO: throw .notAFile(.fifo)
    case S_IFSOCK: throw .notAFile(.socket)
    case S_IFCHR, S_IFBLK: throw .notAFile(.device)
    default: throw .notAFile(.other)
    }
  }

  private static func failure(_ call: String, _ code: CInt) -> GGUFError {
    switch code {
    case ENOENT, ENOTDIR: .notFound
    case EACCES, EPERM: .permissionDenied
    default: .system(call: call, code: code, message: String(cString: strerror(code)))
    }
  }
}

/// How a range of a mapped file is going to be read, as `madvise` knows it.
public enum AccessPattern: Sendable {
  case normal, sequential, random, willNeed
}
