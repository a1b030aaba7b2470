import CMapping
import Glibc

/// The bytes of a model file, mapped read-only, or a copy of bytes from memory.
///
/// Whoever shortens the file meanwhile takes its bytes away: from there on the mapping reads as
/// zeros, and `change` says so.
///
/// `@unchecked Sendable` needs no lock: nothing writes to the bytes after `init`, and they are
/// unmapped in `deinit` alone, when no thread can hold a reference any more.
final class MappedBytes: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  private let file: File?

  /// What is mapped: the open file, its state at open, and the number of the watch for its errors.
  private struct File {
    let descriptor: CInt
    let status: stat
    let watch: CInt
  }

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
    do throws(GGUFError) {
      bytes = try Self.map(descriptor, &status)
    } catch {
      close(descriptor)
      throw error
    }
    let watch = mapping_watch(bytes.baseAddress, bytes.count)
    file = File(descriptor: descriptor, status: status, watch: watch)
    if watch < 0 { throw Self.failure("mapping_watch", EMFILE) }
  }

  private static func map(
    _ descriptor: CInt, _ status: inout stat
  ) throws(GGUFError) -> UnsafeRawBufferPointer {
    guard fstat(descriptor, &status) == 0 else { throw failure("fstat", errno) }
    try requireRegular(status)
    guard let size = Int(exactly: status.st_size), size > 0 else { throw .empty }
    let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let address, address != MAP_FAILED else { throw failure("mmap", errno) }
    return UnsafeRawBufferPointer(start: address, count: size)
  }

  /// Copies `source` to memory aligned to 4096 bytes, as a mapped file is.
  init(copying source: [UInt8]) throws(GGUFError) {
    guard !source.isEmpty else { throw .empty }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 4096)
    copy.copyBytes(from: source)
    bytes = UnsafeRawBufferPointer(copy)
    file = nil
  }

  deinit {
    guard let file else { return bytes.deallocate() }
    if file.watch >= 0 { mapping_unwatch(file.watch) }
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    close(file.descriptor)
  }

  /// What has happened to the file since it was mapped, or nil. What was read of it meanwhile may
  /// be wrong in any way.
  var change: GGUFError? {
    guard let file else { return nil }
    var now = stat()
    guard fstat(file.descriptor, &now) == 0 else { return Self.failure("fstat", errno) }
    if now.st_size < file.status.st_size {
      return .shortened(from: bytes.count, to: Int(now.st_size))
    }
    if mapping_is_damaged(file.watch) { return .unreadable }
    let isSame =
      now.st_size == file.status.st_size
      && now.st_mtim.tv_sec == file.status.st_mtim.tv_sec
      && now.st_mtim.tv_nsec == file.status.st_mtim.tv_nsec
    return isSame ? nil : .written
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
    guard file != nil, !range.isEmpty, let base = bytes.baseAddress else { return }
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
