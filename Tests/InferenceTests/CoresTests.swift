import Dispatch
import Synchronization
import Testing

@testable import Inference

struct CoresTests {
  @Test(arguments: [1, 2, 3]) func `never more threads run than there are cores`(_ total: Int) {
    let cores = Cores(total: total)
    let inUse = Guarded((now: 0, most: 0))
    DispatchQueue.concurrentPerform(iterations: 5) { model in
      cores.enter(model, sequences: 1)
      for _ in 0..<200 {
        let granted = cores.acquire(model)
        inUse.update {
          $0.now += granted
          $0.most = max($0.most, $0.now)
        }
        for _ in 0..<2000 { _ = inUse.read { $0.now } }
        inUse.update { $0.now -= granted }
        cores.release(granted)
      }
      cores.leave(model)
    }
    #expect(inUse.read { $0.now } == 0)
    #expect(inUse.read { $0.most } <= total)
  }

  @Test func `a model alone has all cores, and gives half of them to the next at its next step`() {
    let cores = Cores(total: 4)
    cores.enter(1, sequences: 1)
    let alone = cores.acquire(1)
    #expect(alone == 4)
    cores.release(alone)
    cores.enter(2, sequences: 3)
    #expect(cores.load == (2, 4))
    let first = cores.acquire(1)
    let second = cores.acquire(2)
    #expect(first == 2 && second == 2)
    cores.release(first)
    cores.release(second)
    cores.leave(2)
    #expect(cores.acquire(1) == 4)
  }
}
