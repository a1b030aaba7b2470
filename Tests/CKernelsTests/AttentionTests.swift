import CKernels
import Glibc
import Testing

@Suite struct AttentionTests {
  /// A cache of one KV head, written through a table's own stores.
  struct Cache {
    let headDim: Int
    let keys: [AlignedBytes]
    let values: [AlignedBytes]

    init(_ k: [[Float]], _ v: [[Float]], table: KernelTable) {
      headDim = k[0].count
      let pages = (k.count + 255) / 256
      let size = 256 * k[0].count * 2
      // Unwritten entries stay NaN patterns: nothing may be read from them.
      keys = (0..<pages).map { _ in Cache.filled(size) }
      values = (0..<pages).map { _ in Cache.filled(size) }
      for position in k.indices {
        table.store_key(
          k[position], headDim, pointer(keys[position / 256]), position % 256)
        table.store_value(
          v[position], headDim, pointer(values[position / 256]), position % 256)
      }
    }

    static func filled(_ size: Int) -> AlignedBytes {
      let bytes = AlignedBytes(size)
      bytes.memory.initializeMemory(as: UInt8.self, repeating: 0x7F)
      return bytes
    }

    func halves(_ page: AlignedBytes) -> UnsafeMutableBufferPointer<UInt16> {
      page.memory.assumingMemoryBound(to: UInt16.self)
    }

    func pointer(_ page: AlignedBytes) -> UnsafeMutablePointer<UInt16>? {
      page.memory.baseAddress?.assumingMemoryBound(to: UInt16.self)
    }
  }

  static func attend(
    _ table: KernelTable, _ cache: Cache, q: [Float], heads: Int, first: Int, end: Int,
    cap: Float = 0, sinks: [Float]? = nil
  ) -> [Float] {
    let stride = (end - first / 16 * 16 + 15) / 16 * 16
    var scores = [Float](repeating: .nan, count: heads * stride)
    var out = [Float](repeating: .nan, count: heads * cache.headDim)
    let k = cache.keys.map { UnsafePointer(cache.pointer($0)) }
    let v = cache.values.map { UnsafePointer(cache.pointer($0)) }
    q.withUnsafeBufferPointer { q in
      scores.withUnsafeMutableBufferPointer { scores in
        out.withUnsafeMutableBufferPointer { out in
          k.withUnsafeBufferPointer { k in
            v.withUnsafeBufferPointer { v in
              var attention = KernelAttention(
                q: q.baseAddress, k_pages: k.baseAddress, v_pages: v.baseAddress, heads: heads,
                head_dim: cache.headDim, first: first, end: end, soft_cap: cap, sinks: nil,
                scores: scores.baseAddress, out: out.baseAddress)
              guard let sinks else { return table.attend(&attention) }
              sinks.withUnsafeBufferPointer { sinks in
                attention.sinks = sinks.baseAddress
                table.attend(&attention)
              }
            }
          }
        }
      }
    }
    return out
  }

  @Test("Attention agrees with softmax in doubles, and every table with the plain one")
  func agrees() {
    var random = Random(state: 40)
    for headDim in [16, 80, 128] {
      let positions = 530
      let k = (0..<positions).map { _ in random.normals(headDim) }
      let v = (0..<positions).map { _ in random.normals(headDim) }
      let caches = tables.map { Cache(k, v, table: $0) }
      let wide = Cache.widened(caches[tables.count - 1], positions: positions)
      for (first, end) in [(0, 1), (0, 16), (3, 17), (255, 257), (250, 530), (511, 512)] {
        for heads in [1, 2, 3, 4, 9] {
          let q = random.normals(heads * headDim).map { $0 / Float(headDim).squareRoot() }
          let last = tables.count - 1
          let expected = Self.attend(
            plain, caches[last], q: q, heads: heads, first: first, end: end)
          for (table, cache) in zip(tables, caches) {
            let out = Self.attend(table, cache, q: q, heads: heads, first: first, end: end)
            #expect(out.bits == expected.bits, "\(table.label) \(headDim) \(first)..<\(end)")
          }
          let exact = (0..<heads).flatMap { head in
            Self.softmax(
              Array(q[head * headDim..<(head + 1) * headDim]), wide.k[first..<end],
              wide.v[first..<end])
          }
          #expect(zip(expected, exact).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        }
      }
    }
  }

  @Test("Capped scores and sinks agree with their definitions, and every table with the plain one")
  func capsAndSinks() {
    var random = Random(state: 43)
    let (headDim, positions) = (32, 300)
    let k = (0..<positions).map { _ in random.normals(headDim) }
    let v = (0..<positions).map { _ in random.normals(headDim) }
    let caches = tables.map { Cache(k, v, table: $0) }
    let wide = Cache.widened(caches[tables.count - 1], positions: positions)
    // A sink far below all scores, among them, and far above.
    let sinks: [Float] = [-60, 0.5, 4, 40, 0]
    for (first, end) in [(0, 1), (3, 17), (250, 300)] {
      for (cap, sinks) in [(2, nil), (0, sinks), (5, sinks)] as [(Float, [Float]?)] {
        let q = random.normals(5 * headDim)
        let expected = Self.attend(
          plain, caches[tables.count - 1], q: q, heads: 5, first: first, end: end, cap: cap,
          sinks: sinks)
        for (table, cache) in zip(tables, caches) {
          let out = Self.attend(
            table, cache, q: q, heads: 5, first: first, end: end, cap: cap, sinks: sinks)
          #expect(out.bits == expected.bits, "\(table.label) \(first)..<\(end) \(cap)")
        }
        let exact = (0..<5).flatMap { head in
          Self.softmax(
            Array(q[head * headDim..<(head + 1) * headDim]), wide.k[first..<end],
            wide.v[first..<end], cap: Double(cap), sink: sinks.map { Double($0[head]) })
        }
        #expect(zip(expected, exact).allSatisfy { abs(Double($0) - $1) < 1e-5 })
      }
    }
  }

  @Test("A head's result does not depend on the heads that share its keys")
  func headsAlone() {
    var random = Random(state: 41)
    let k = (0..<100).map { _ in random.normals(32) }
    let v = (0..<100).map { _ in random.normals(32) }
    let q = random.normals(7 * 32)
    for table in tables {
      let cache = Cache(k, v, table: table)
      let together = Self.attend(table, cache, q: q, heads: 7, first: 5, end: 99)
      for head in 0..<7 {
        let part = Array(q[head * 32..<(head + 1) * 32])
        let alone = Self.attend(table, cache, q: part, heads: 1, first: 5, end: 99)
        #expect(Array(together[head * 32..<(head + 1) * 32]).bits == alone.bits)
      }
    }
  }

  @Test("Large scores neither overflow nor turn into NaN", arguments: tables)
  func largeScores(table: KernelTable) {
    let k = (0..<20).map { [Float](repeating: $0 == 7 ? 60000 : -60000, count: 16) }
    let v = (0..<20).map { [Float](repeating: Float($0), count: 16) }
    let q = [Float](repeating: 1000, count: 16)
    let out = Self.attend(table, Cache(k, v, table: table), q: q, heads: 1, first: 0, end: 20)
    #expect(out.allSatisfy { $0 == 7 })
  }

  @Test("Every rounding to F16 is to nearest even, in keys as in values")
  func halves() {
    // Around every binary16 number: itself, the middle to the next, and just beside the middle.
    // All subnormal ones, then a sample of every exponent.
    let subnormal = Array(stride(from: 0, to: 0x410, by: 16))
    for start in subnormal + stride(from: 0x410, to: 0x7BF0, by: 0x1F0) + [0x7BF0] {
      let lower = (start..<start + 16).map { Float(Reference.half(UInt16($0))) }
      let upper = (start..<start + 16).map {
        $0 == 0x7BFF ? 65536 : Float(Reference.half(UInt16($0 + 1)))
      }
      let middle = zip(lower, upper).map { ($0 + $1) / 2 }
      let cases: [([Float], (Int) -> Int)] = [
        (lower, { $0 }), (middle, { $0 + $0 % 2 }), (middle.map(\.nextDown), { $0 }),
        (middle.map(\.nextUp), { $0 + 1 }),
      ]
      for (x, expected) in cases {
        for table in tables {
          for sign: Float in [1, -1] {
            let cache = Cache([x.map { $0 * sign }], [x.map { $0 * sign }], table: table)
            let keys = cache.halves(cache.keys[0])
            let values = cache.halves(cache.values[0])
            let wanted = (0..<16).map { UInt16(expected(start + $0)) | (sign < 0 ? 0x8000 : 0) }
            #expect(stride(from: 0, to: 256, by: 16).map { keys[$0] } == wanted)
            #expect(Array(values.prefix(16)) == wanted)
          }
        }
      }
    }
  }

  @Test("Infinity and NaN stay what they are in the cache", arguments: tables)
  func nonFinite(table: KernelTable) {
    var x = [Float](repeating: 0, count: 16)
    x.replaceSubrange(0..<5, with: [.infinity, -.infinity, .nan, 1e10, -0.0])
    let cache = Cache([x], [x], table: table)
    let values = cache.halves(cache.values[0])
    #expect([values[0], values[1], values[3], values[4]] == [0x7C00, 0xFC00, 0x7C00, 0x8000])
    #expect(values[2] & 0x7FFF > 0x7C00)
  }

  static func softmax(
    _ q: [Float], _ k: ArraySlice<[Double]>, _ v: ArraySlice<[Double]>, cap: Double = 0,
    sink: Double? = nil
  ) -> [Double] {
    var scores = k.map { zip($0, q).reduce(0) { $0 + $1.0 * Double($1.1) } }
    if cap > 0 { scores = scores.map { cap * tanh($0 / cap) } }
    let most = max(scores.max() ?? 0, sink ?? -.infinity)
    let p = scores.map { exp($0 - most) }
    let total = p.reduce(0, +) + (sink.map { exp($0 - most) } ?? 0)
    return (0..<q.count).map { d in zip(p, v).reduce(0) { $0 + $1.0 * $1.1[d] } / total }
  }
}

extension AttentionTests.Cache {
  /// The cached keys and values as doubles.
  static func widened(_ cache: Self, positions: Int) -> (k: [[Double]], v: [[Double]]) {
    func element(_ page: AlignedBytes, _ at: Int) -> Double {
      Reference.half(page.memory.load(fromByteOffset: at * 2, as: UInt16.self))
    }
    let dim = cache.headDim
    let k = (0..<positions).map { position in
      (0..<dim).map { d in
        element(
          cache.keys[position / 256], position % 256 / 16 * 16 * dim + d * 16 + position % 16)
      }
    }
    let v = (0..<positions).map { position in
      (0..<dim).map { d in element(cache.values[position / 256], position % 256 * dim + d) }
    }
    return (k, v)
  }
}
