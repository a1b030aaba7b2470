import GGUF

// swift-format-ignore: AlwaysUseLowerCamelCase
/// Which type each tensor gets when a model is quantised, by the name that says so: what
/// `llama-quantize` does without an importance matrix (`llama_tensor_get_type` in llama-quant.cpp).
enum QuantisationMix: String, CaseIterable {
  case f16 = "F16"
  case bf16 = "BF16"
  case q8_0 = "Q8_0"
  case q6_K = "Q6_K"
  case q5_K_M = "Q5_K_M"
  case q4_K_M = "Q4_K_M"
  case q4_0 = "Q4_0"
  case iq4_XS = "IQ4_XS"
  case q3_K_M = "Q3_K_M"
  case q2_K = "Q2_K"
  case mxfp4 = "MXFP4"

  /// - Parameters:
  ///   - columns: elements of a row.
  ///   - dimensions: of the tensor; more than two for experts.
  ///   - isTied: whether the embedding is the output layer, too.
  func type(
    of name: String, columns: Int, dimensions: Int, _ c: ModelConfiguration, isTied: Bool
  ) -> TensorType {
    let part = name.split(separator: ".").dropLast().last ?? ""
    // Vectors, and small matrices that matter.
    guard dimensions > 1, name.hasSuffix(".weight"), part != "ffn_gate_inp",
      part != "position_embd"
    else { return .f32 }
    let layer = name.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 0
    let wanted =
      part == "output" || isTied && part == "token_embd"
      ? output : type(of: part, layer: layer, isExpert: dimensions > 2, c)
    return Self.fitting(wanted, columns: columns)
  }

  /// The type of most tensors.
  private var main: TensorType {
    switch self {
    case .f16: .f16
    case .bf16: .bf16
    case .q8_0, .mxfp4: .q8_0
    case .q6_K: .q6_K
    case .q5_K_M: .q5_K
    case .q4_K_M: .q4_K
    case .q4_0: .q4_0
    case .iq4_XS: .iq4_xs
    case .q3_K_M: .q3_K
    case .q2_K: .q2_K
    }
  }

  private var output: TensorType {
    switch main {
    case .f16, .bf16, .q8_0: main
    default: .q6_K
    }
  }

  private func type(
    of part: Substring, layer: Int, isExpert: Bool, _ c: ModelConfiguration
  ) -> TensorType {
    let hasEight = c.experts == 8
    let sharesKeys = c.heads / c.kvHeads >= 4
    let eighth = c.layers / 8
    // Every third layer in the middle, and all at both ends.
    let isSensitive =
      layer < eighth || layer >= 7 * c.layers / 8 || (layer - eighth) % 3 == 2
    if self == .mxfp4 { return isExpert ? .mxfp4 : .q8_0 }
    guard ![.f16, .bf16, .q8_0].contains(main) else { return main }
    switch part {
    case "attn_v", "attn_qkv":
      if hasEight { return .q8_0 }
      switch self {
      case .q2_K: return sharesKeys ? .q4_K : .q3_K
      case .q3_K_M: return layer < 2 ? .q5_K : .q4_K
      case .iq4_XS: return sharesKeys ? .q5_K : main
      case .q4_K_M, .q5_K_M: return isSensitive ? .q6_K : main
      default: return main
      }
    case "attn_k": return hasEight ? .q8_0 : main
    case "attn_output":
      if hasEight {
        return [.q2_K, .q3_K_M, .q4_K_M, .iq4_XS].contains(self) ? .q5_K : main
      }
      return self == .q2_K ? .q3_K : self == .q3_K_M ? .q4_K : main
    case "ffn_down", "ffn_down_exps":
      switch self {
      case .q2_K: return .q3_K
      case .q3_K_M: return layer < c.layers / 16 ? .q5_K : .q4_K
      case .iq4_XS: return layer < eighth ? .q5_K : main
      case .q4_K_M, .q5_K_M: return isSensitive ? .q6_K : main
      default: return main
      }
    default: return main
    }
  }

  /// The type, or the nearest one whose blocks a row is a whole number of.
  private static func fitting(_ type: TensorType, columns: Int) -> TensorType {
    if columns % type.blockSize == 0 { return type }
    let other: TensorType =
      switch type {
      case .iq4_xs: .iq4_nl
      case .q2_K, .q3_K: .q4_0
      case .q4_K: .q5_0
      case .q5_K: .q5_1
      case .q6_K: .q8_0
      default: .f16
      }
    return columns % other.blockSize == 0 ? other : .f16
  }
}
