import CKernels
import GGUF

extension KernelWeightType {
  /// The types the kernels can multiply.
  static let supported: [TensorType] = [
    .f32, .f16, .bf16, .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q2_K, .q3_K, .q4_K, .q5_K, .q6_K,
    .iq4_nl, .iq4_xs, .mxfp4,
  ]

  init?(_ type: TensorType) {
    switch type {
    case .f32: self = kernel_weight_f32
    case .f16: self = kernel_weight_f16
    case .bf16: self = kernel_weight_bf16
    case .q4_0: self = kernel_weight_q4_0
    case .q4_1: self = kernel_weight_q4_1
    case .q5_0: self = kernel_weight_q5_0
    case .q5_1: self = kernel_weight_q5_1
    case .q8_0: self = kernel_weight_q8_0
    case .q2_K: self = kernel_weight_q2_k
    case .q3_K: self = kernel_weight_q3_k
    case .q4_K: self = kernel_weight_q4_k
    case .q5_K: self = kernel_weight_q5_k
    case .q6_K: self = kernel_weight_q6_k
    case .iq4_nl: self = kernel_weight_iq4_nl
    case .iq4_xs: self = kernel_weight_iq4_xs
    case .mxfp4: self = kernel_weight_mxfp4
    default: return nil
    }
  }
}
