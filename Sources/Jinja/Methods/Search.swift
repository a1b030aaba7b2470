/// Finding bytes in bytes.
enum Search {
  /// Where a part begins first; the slice's start for an empty one.
  static func first(_ part: [UInt8], in bytes: ArraySlice<UInt8>) -> (place: Int?, looked: Int) {
    guard let head = part.first else { return (bytes.startIndex, 0) }
    guard bytes.count >= part.count else { return (nil, 0) }
    let base = bytes.startIndex
    return bytes.withUnsafeBufferPointer { bytes in
      part.withUnsafeBufferPointer { part in
        var looked = 0
        for start in 0...(bytes.count - part.count) where bytes[start] == head {
          var length = 1
          while length < part.count, bytes[start + length] == part[length] { length += 1 }
          looked += length
          if length == part.count { return (base + start, looked + start) }
          // Whoever asks bounds what this may cost.
          if looked > 1 << 24 { return (nil, looked) }
        }
        return (nil, looked + bytes.count)
      }
    }
  }

  /// Where it begins last; the slice's end for an empty one.
  static func last(_ part: [UInt8], in bytes: ArraySlice<UInt8>) -> (place: Int?, looked: Int) {
    guard let head = part.first else { return (bytes.endIndex, 0) }
    guard bytes.count >= part.count else { return (nil, 0) }
    let base = bytes.startIndex
    return bytes.withUnsafeBufferPointer { bytes in
      part.withUnsafeBufferPointer { part in
        var looked = 0
        for start in (0...(bytes.count - part.count)).reversed() where bytes[start] == head {
          var length = 1
          while length < part.count, bytes[start + length] == part[length] { length += 1 }
          looked += length
          if length == part.count { return (base + start, looked + bytes.count - start) }
          if looked > 1 << 24 { return (nil, looked) }
        }
        return (nil, looked + bytes.count)
      }
    }
  }
}

extension Renderer {
  func find(
    _ part: [UInt8], in bytes: ArraySlice<UInt8>, fromEnd: Bool = false
  ) throws(JinjaError) -> Int? {
    let (place, looked) = fromEnd ? Search.last(part, in: bytes) : Search.first(part, in: bytes)
    try work(looked >> 1)
    if looked > 1 << 24 { throw fail(.tooManySteps(limit: limits.steps)) }
    return place
  }

  /// Every occurrence of a part, or so many of the first, replaced.
  func replaced(
    _ bytes: [UInt8], _ part: [UInt8], by other: [UInt8], count: Int
  ) throws(JinjaError) -> [UInt8] {
    var left = count < 0 ? Int.max : count
    var result: [UInt8] = []
    if part.isEmpty { return try spread(bytes, other, left) }
    var rest = bytes[...]
    while left > 0, let place = try find(part, in: rest) {
      try reserve(result.count + (place - rest.startIndex) + other.count)
      result += rest[..<place]
      result += other
      rest = rest[(place + part.count)...]
      left -= 1
    }
    try reserve(result.count + rest.count)
    return result + rest
  }

  /// An empty part stands before every scalar, and at the end.
  private func spread(
    _ bytes: [UInt8], _ other: [UInt8], _ count: Int
  ) throws(JinjaError) -> [UInt8] {
    try reserve(min(count, bytes.count + 1), of: other.count)
    try work(bytes.count << 2)
    var left = count
    var result: [UInt8] = []
    for byte in bytes {
      if byte & 0xC0 != 0x80, left > 0 {
        result += other
        left -= 1
      }
      result.append(byte)
    }
    if left > 0 { result += other }
    return result
  }
}

extension RandomAccessCollection<UInt8> {
  func hasSuffix(_ suffix: [UInt8]) -> Bool {
    count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
  }
}
