import CKernels

/// Independent definitions of what the kernels compute: block formats as GGUF files hold them,
/// dequantised one element at a time, in doubles.
enum Reference {
  /// The value of an IEEE 754 binary16 number.
  static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 31
    let fraction = Double(bits & 1023)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }

  /// The value of a bfloat16 number, the upper half of a binary32 one.
  static func brain(_ bits: UInt16) -> Double { Double(Float(bitPattern: UInt32(bits) << 16)) }

  /// The elements of one row of `bytes` as the file stores it.
  static func dequantize(_ type: KernelWeightType, _ bytes: ArraySlice<UInt8>) -> [Double] {
    let b = Array(bytes)
    func word16(_ at: Int) -> UInt16 { UInt16(b[at]) | UInt16(b[at + 1]) << 8 }
    func word32(_ at: Int) -> UInt32 { UInt32(word16(at)) | UInt32(word16(at + 2)) << 16 }
    func blocks(of size: Int, _ body: (Int) -> [Double]) -> [Double] {
      stride(from: 0, to: b.count, by: size).flatMap(body)
    }
    /// Of a part of 32 columns of Q4_K or Q5_K, whose 12 bytes of them begin at `at`.
    func scaleAndMin(_ at: Int, part: Int) -> (scale: Int, min: Int) {
      let bytes = { (i: Int) in Int(b[at + i]) }
      if part < 4 { return (bytes(part) & 63, bytes(part + 4) & 63) }
      return (
        bytes(part + 4) & 15 | (bytes(part - 4) >> 6) << 4,
        bytes(part + 4) >> 4 | (bytes(part) >> 6) << 4
      )
    }
    switch type {
    case kernel_weight_f32:
      return blocks(of: 4) { [Double(Float(bitPattern: word32($0)))] }
    case kernel_weight_f16:
      return blocks(of: 2) { [half(word16($0))] }
    case kernel_weight_bf16:
      return blocks(of: 2) { [brain(word16($0))] }
    case kernel_weight_q4_0:
      return blocks(of: 18) { at in
        let d = half(word16(at))
        return (0..<32).map { c in
          let byte = b[at + 2 + c % 16]
          return d * Double(Int(c < 16 ? byte & 15 : byte >> 4) - 8)
        }
      }
    case kernel_weight_q4_1:
      return blocks(of: 20) { at in
        let d = half(word16(at))
        let m = half(word16(at + 2))
        return (0..<32).map { c in
          let byte = b[at + 4 + c % 16]
          return d * Double(c < 16 ? byte & 15 : byte >> 4) + m
        }
      }
    case kernel_weight_q5_0:
      return blocks(of: 22) { at in
        let d = half(word16(at))
        let high = word32(at + 2)
        return (0..<32).map { c in
          let byte = b[at + 6 + c % 16]
          let low = Int(c < 16 ? byte & 15 : byte >> 4)
          return d * Double(low + (high >> UInt32(c) & 1 == 1 ? 16 : 0) - 16)
        }
      }
    case kernel_weight_q5_1:
      return blocks(of: 24) { at in
        let d = half(word16(at))
        let m = half(word16(at + 2))
        let high = word32(at + 4)
        return (0..<32).map { c in
          let byte = b[at + 8 + c % 16]
          let low = Int(c < 16 ? byte & 15 : byte >> 4)
          return d * Double(low + (high >> UInt32(c) & 1 == 1 ? 16 : 0)) + m
        }
      }
    case kernel_weight_q8_0:
      return blocks(of: 34) { at in
        let d = half(word16(at))
        return (0..<32).map { d * Double(Int8(bitPattern: b[at + 2 + $0])) }
      }
    case kernel_weight_q4_k:
      return blocks(of: 144) { at in
        let d = half(word16(at))
        let dmin = half(word16(at + 2))
        return (0..<256).map { c in
          let (scale, min) = scaleAndMin(at + 4, part: c / 32)
          let byte = b[at + 16 + c / 64 * 32 + c % 32]
          let q = c % 64 < 32 ? byte & 15 : byte >> 4
          return d * Double(scale) * Double(q) - dmin * Double(min)
        }
      }
    case kernel_weight_q5_k:
      return blocks(of: 176) { at in
        let d = half(word16(at))
        let dmin = half(word16(at + 2))
        return (0..<256).map { c in
          let (scale, min) = scaleAndMin(at + 4, part: c / 32)
          let byte = b[at + 48 + c / 64 * 32 + c % 32]
          let high = b[at + 16 + c % 32] >> UInt8(c / 32) & 1
          let q = (c % 64 < 32 ? byte & 15 : byte >> 4) | high << 4
          return d * Double(scale) * Double(q) - dmin * Double(min)
        }
      }
    case kernel_weight_q6_k:
      return blocks(of: 210) { at in
        let d = half(word16(at + 208))
        return (0..<256).map { c in
          let inHalf = c % 128
          let low = b[at + c / 128 * 64 + inHalf % 64]
          let high = b[at + 128 + c / 128 * 32 + inHalf % 32] >> UInt8(inHalf / 32 * 2) & 3
          let q = Int(inHalf < 64 ? low & 15 : low >> 4) | Int(high) << 4
          let scale = Int8(bitPattern: b[at + 192 + c / 16])
          return d * Double(scale) * Double(q - 32)
        }
      }
    case kernel_weight_q2_k:
      return blocks(of: 84) { at in
        let d = half(word16(at + 80))
        let dmin = half(word16(at + 82))
        return (0..<256).map { c in
          let q = b[at + 16 + c / 128 * 32 + c % 32] >> UInt8(c % 128 / 32 * 2) & 3
          let scale = b[at + c / 16]
          return d * Double(scale & 15) * Double(q) - dmin * Double(scale >> 4)
        }
      }
    case kernel_weight_q3_k:
      return blocks(of: 110) { at in
        let d = half(word16(at + 108))
        return (0..<256).map { c in
          let low = b[at + 32 + c / 128 * 32 + c % 32] >> UInt8(c % 128 / 32 * 2) & 3
          let high = b[at + c % 32] >> UInt8(c / 32) & 1
          let j = c / 16
          let scale =
            b[at + 96 + j % 8] >> UInt8(j / 8 * 4) & 15
            | (b[at + 104 + j % 4] >> UInt8(j / 4 * 2) & 3) << 4
          return d * Double(Int(scale) - 32) * Double(Int(low | high << 2) - 4)
        }
      }
    case kernel_weight_iq4_nl:
      return blocks(of: 18) { at in
        let d = half(word16(at))
        return (0..<32).map { c in
          let byte = b[at + 2 + c % 16]
          return d * iq4Values[Int(c < 16 ? byte & 15 : byte >> 4)]
        }
      }
    case kernel_weight_iq4_xs:
      return blocks(of: 136) { at in
        let d = half(word16(at))
        return (0..<256).map { c in
          let part = c / 32
          let low = b[at + 4 + part / 2] >> UInt8(part % 2 * 4) & 15
          let scale = Int(low) | Int(word16(at + 2) >> UInt16(part * 2) & 3) << 4
          let byte = b[at + 8 + part * 16 + c % 16]
          return d * Double(scale - 32) * iq4Values[Int(c % 32 < 16 ? byte & 15 : byte >> 4)]
        }
      }
    case kernel_weight_mxfp4:
      return blocks(of: 17) { at in
        let d = Double(sign: .plus, exponent: Int(b[at]) - 128, significand: 1)
        return (0..<32).map { c in
          let byte = b[at + 1 + c % 16]
          return d * e2m1Doubled[Int(c < 16 ? byte & 15 : byte >> 4)]
        }
      }
    default: return []
    }
  }

  static let iq4Values: [Double] = [
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
  ]
  static let e2m1Doubled: [Double] = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12]
}

/// SplitMix64: the same cases on every run.
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// Roughly normal: the sum of four uniform numbers, within ±3.46, with variance 1.
  mutating func normal() -> Float {
    let bits = next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (Float(sum) - 131070) * (1.7320508 / 65536)
  }

  mutating func normals(_ count: Int) -> [Float] { (0..<count).map { _ in normal() } }
}
