import FoundationEssentials
import Inference

extension Check {
  /// The processor and the memory.
  static func machine() -> [Check] {
    let facts = Machine.facts
    let cores = Machine.cores
    let usable = ProcessInfo.processInfo.activeProcessorCount
    let all = ProcessInfo.processInfo.processorCount
    var coresText = "\(cores) of \(all)"
    if cores < usable {
      coresText += ", by the control group's quota"
    } else if usable < all {
      coresText += ", by affinity"
    }
    var checks = [
      Check("machine", "processor", facts.cpu), Check("machine", "cores", coresText),
    ]
    if let name = Engine.kernelName(Machine.kernels) {
      let isSlow = name == "plain"
      checks.append(
        Check(
          "machine", "kernels", isSlow ? .note : .ok, name,
          advice: isSlow
            ? Machine.kernels == nil
              ? "this processor has no AVX2; models run, but slowly" : "unset LINEUP_KERNELS"
            : nil))
    } else {
      checks.append(
        Check(
          "machine", "kernels", .problem,
          "LINEUP_KERNELS=\(Machine.kernels ?? "") names none of this processor",
          advice: "unset LINEUP_KERNELS"))
    }
    let left = Machine.memoryLeft
    let isLow = left.bytes < 1 << 30
    checks.append(
      Check(
        "machine", "memory", isLow ? .note : .ok,
        "\(Amounts.bytes(left.bytes)) available of \(Amounts.bytes(facts.memory))"
          + (left.limit == MemoryLeft.machine ? "" : ", by \(left.limit)"),
        advice: isLow ? "close other programs; models take their size and a tenth more" : nil))
    return checks
  }
}
