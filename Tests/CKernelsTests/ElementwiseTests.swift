import CKernels
import Glibc
import Testing

@Suite struct ElementwiseTests {
  static let lengths = [1, 2, 15, 16, 17, 40, 576, 1000]

  /// Runs a kernel on every table; the bits have to be the plain table's, which are returned.
  func agree(_ kernel: (KernelTable) -> [Float], _ comment: String = "") -> [Float] {
    let expected = kernel(plain)
    for table in tables {
      #expect(kernel(table).bits == expected.bits, "\(table.label) \(comment)")
    }
    return expected
  }

  @Test("The norm divides by the root of the mean square")
  func rmsNorm() {
    var random = Random(state: 30)
    for n in Self.lengths {
      let x = random.normals(n)
      let weight = random.normals(n)
      let out = agree { table in
        var out = x
        out.withUnsafeMutableBufferPointer {
          table.rms_norm($0.baseAddress, weight, n, 1e-5, $0.baseAddress)
        }
        return out
      }
      let mean = x.reduce(0) { $0 + Double($1) * Double($1) } / Double(n)
      for i in 0..<n {
        let expected = Double(x[i]) / (mean + 1e-5).squareRoot() * Double(weight[i])
        #expect(abs(Double(out[i]) - expected) <= abs(expected) * 1e-6)
      }
    }
  }

  @Test("The layer norm takes the mean off, divides by the deviation and adds a bias")
  func layerNorm() {
    var random = Random(state: 36)
    for n in Self.lengths {
      let x = random.normals(n).map { $0 + 3 }
      let weight = random.normals(n)
      let bias = random.normals(n)
      let out = agree { table in
        var out = x
        out.withUnsafeMutableBufferPointer {
          table.layer_norm($0.baseAddress, weight, bias, n, 1e-5, $0.baseAddress)
        }
        return out
      }
      let mean = x.reduce(0) { $0 + Double($1) } / Double(n)
      let variance = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(n)
      for i in 0..<n {
        let normed = (Double(x[i]) - mean) / (variance + 1e-5).squareRoot()
        let expected = normed * Double(weight[i]) + Double(bias[i])
        #expect(abs(Double(out[i]) - expected) <= 1e-5)
      }
    }
  }

  @Test("GELU alone, the clamped gate and the soft cap agree with their definitions")
  func furtherActivations() {
    var random = Random(state: 37)
    for n in Self.lengths {
      let x = random.normals(n).map { $0 * 6 }
      let up = random.normals(n).map { $0 * 6 }
      let gelu = agree { table in
        var out = [Float](repeating: .nan, count: n)
        table.gelu(x, n, &out)
        return out
      }
      let swish = agree { table in
        var out = [Float](repeating: .nan, count: n)
        table.swish_multiply(x, up, n, &out)
        return out
      }
      let capped = agree { table in
        var out = x
        table.soft_cap(&out, 5, n)
        return out
      }
      for i in 0..<n {
        let g = Double(x[i])
        let u = (2 / Double.pi).squareRoot() * (g + 0.044715 * g * g * g)
        let wantedGELU = g / 2 * (1 + tanh(u))
        #expect(abs(Double(gelu[i]) - wantedGELU) < 1e-5)
        let clamped = min(g, 7)
        let other = min(max(Double(up[i]), -7), 7)
        let wantedSwish = clamped / (1 + exp(-1.702 * clamped)) * (other + 1)
        #expect(abs(Double(swish[i]) - wantedSwish) < 1e-4)
        #expect(abs(Double(capped[i]) - 5 * tanh(g / 5)) < 1e-5)
      }
    }
  }

  @Test("Rotation turns each pair by its angle", arguments: [true, false])
  func rope(neox: Bool) {
    var random = Random(state: 31)
    for pairs in [1, 8, 16, 23, 64] {
      let x = random.normals(2 * pairs + 3)
      let angles = random.normals(pairs)
      let cosine = angles.map { cosf($0) }
      let sine = angles.map { sinf($0) }
      let out = agree { table in
        var out = x
        table.rope(&out, cosine, sine, pairs, neox)
        return out
      }
      for i in 0..<pairs {
        let (a, b) = neox ? (i, i + pairs) : (2 * i, 2 * i + 1)
        #expect(abs(out[a] - (x[a] * cosine[i] - x[b] * sine[i])) < 1e-5)
        #expect(abs(out[b] - (x[a] * sine[i] + x[b] * cosine[i])) < 1e-5)
      }
      #expect(out.suffix(3) == x.suffix(3), "elements past the pairs stay")
    }
  }

  @Test("SiLU and GELU agree with their definitions")
  func activations() {
    var random = Random(state: 32)
    for n in Self.lengths {
      let gate = random.normals(n).map { $0 * 4 }
      let up = random.normals(n)
      let silu = agree { table in
        var out = gate
        out.withUnsafeMutableBufferPointer {
          table.silu_multiply($0.baseAddress, up, n, $0.baseAddress)
        }
        return out
      }
      let gelu = agree { table in
        var out = [Float](repeating: .nan, count: n)
        table.gelu_multiply(gate, up, n, &out)
        return out
      }
      for i in 0..<n {
        let g = Double(gate[i])
        let wantedSilu = g / (1 + exp(-g)) * Double(up[i])
        #expect(abs(Double(silu[i]) - wantedSilu) <= abs(wantedSilu) * 1e-6 + 1e-30)
        let u = (2 / Double.pi).squareRoot() * (g + 0.044715 * g * g * g)
        let wantedGelu = g / 2 * (1 + tanh(u)) * Double(up[i])
        #expect(abs(Double(gelu[i]) - wantedGelu) <= abs(wantedGelu) * 1e-5 + 1e-7)
      }
    }
  }

  @Test("Gates at the ends of the range give no NaN")
  func activationLimits() {
    let gate: [Float] = [-1e6, -1000, -89, -88, -87, -0.0, 0, 87, 88, 89, 1000, 1e6]
    let up = [Float](repeating: 1, count: gate.count)
    for keyPath in [\KernelTable.silu_multiply, \.gelu_multiply] {
      let out = agree { table in
        var out = gate
        table[keyPath: keyPath]?(gate, up, gate.count, &out)
        return out
      }
      for (value, g) in zip(out, gate) {
        #expect(g > 0 ? value == g : abs(value) < 1e-30)
      }
    }
  }

  @Test("Sums and products of vectors are exact")
  func addAndScale() {
    var random = Random(state: 33)
    for n in Self.lengths {
      let x = random.normals(n)
      let y = random.normals(n)
      let sum = agree { table in
        var out = x
        table.add(&out, y, n)
        return out
      }
      #expect(sum == zip(x, y).map(+))
      let scaled = agree { table in
        var out = x
        table.scale(&out, 0.37, n)
        return out
      }
      #expect(scaled == x.map { $0 * 0.37 })
    }
  }

  @Test("The maximum ignores NaN unless there is nothing else")
  func maximum() {
    var random = Random(state: 34)
    func largest(_ x: [Float]) -> Float { agree { [$0.maximum(x, x.count)] }[0] }
    for n in Self.lengths {
      var x = random.normals(n)
      #expect(largest(x) == x.max())
      if n > 1 {
        x[n - 1] = .nan
        x[0] = .nan
        if n > 2 { #expect(largest(x) == x[1..<(n - 1)].max()) }
      }
      #expect(largest([Float](repeating: -.infinity, count: n)) == -.infinity)
      #expect(largest([Float](repeating: .nan, count: n)).isNaN)
      #expect(largest([Float](repeating: .nan, count: n) + [-.infinity]) == -.infinity)
      #expect(largest([.infinity] + x) == .infinity)
    }
  }

  @Test("exp is within one and a half units in the last place, clamped at both ends")
  func exponential() {
    // With n = 1 the sum of exponentials is one.
    func kernelExp(_ table: KernelTable, _ x: Float) -> Float {
      withUnsafePointer(to: x) { table.sum_exp($0, 1, 0) }
    }
    var worst = 0.0
    var x: Float = -87
    while x < 88.3 {
      let value = kernelExp(plain, x)
      let exact = exp(Double(x))
      worst = max(worst, abs(Double(value) - exact) / Double(Float(exact).ulp))
      for table in tables { #expect(kernelExp(table, x).bitPattern == value.bitPattern) }
      x += 0.00731
    }
    #expect(worst < 1.5, "\(worst)")
    for table in tables {
      #expect(kernelExp(table, 0) == 1)
      #expect(kernelExp(table, -0.0) == 1)
      #expect(kernelExp(table, -.infinity) == kernelExp(table, -87))
      #expect(kernelExp(table, .infinity) == kernelExp(table, 88.3))
      for payload: UInt32 in [0x7FC0_0000, 0x7FC0_0001, 0xFFFF_FFFF, 0x7F80_0001] {
        #expect(kernelExp(table, Float(bitPattern: payload)).isNaN)
      }
    }
  }

  @Test("The sum of exponentials agrees with doubles")
  func sumExp() {
    var random = Random(state: 35)
    for n in [1, 15, 16, 17, 1000, 4096] {
      let x = random.normals(n)
      let most = x.max() ?? 0
      let sum = agree { [$0.sum_exp(x, n, most)] }[0]
      let expected = x.reduce(0) { $0 + exp(Double($1) - Double(most)) }
      #expect(abs(Double(sum) - expected) <= expected * 2e-6)
    }
  }
}
