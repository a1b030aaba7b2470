import Testing

@testable import Inference

struct PrefillPaceTests {
  @Test func `where nothing generates, a step reads all it may`() {
    #expect(PrefillPace().budget(threads: 1, generating: 0, most: 64) == 64)
  }

  @Test func `the first step beside others shows what they cost alone`() {
    var pace = PrefillPace()
    #expect(pace.budget(threads: 1, generating: 2, most: 64) == 0)
    pace.note(threads: 1, generating: 2, read: 0, seconds: 0.010)
    #expect(pace.budget(threads: 1, generating: 2, most: 64) == 8)
    // Other conditions say nothing about these.
    #expect(pace.budget(threads: 2, generating: 2, most: 64) == 0)
    #expect(pace.budget(threads: 1, generating: 3, most: 64) == 0)
  }

  @Test(arguments: [0.0001, 0.0005, 0.001], [0.004, 0.010, 0.030])
  func `those that generate keep more than half of their rate`(_ token: Double, _ alone: Double) {
    var pace = PrefillPace()
    pace.note(threads: 1, generating: 3, read: 0, seconds: alone)
    for _ in 0..<50 {
      let read = pace.budget(threads: 1, generating: 3, most: 256)
      pace.note(threads: 1, generating: 3, read: read, seconds: alone + Double(read) * token)
    }
    let read = pace.budget(threads: 1, generating: 3, most: 256)
    let seconds = alone + Double(read) * token
    #expect(alone / seconds >= 0.5)
    // And the reader gets what is left.
    #expect(alone / seconds < 0.7)
  }

  @Test func `reading never stands still`() {
    var pace = PrefillPace()
    pace.note(threads: 1, generating: 8, read: 0, seconds: 0.001)
    for _ in 0..<10 { pace.note(threads: 1, generating: 8, read: 4, seconds: 9) }
    #expect(pace.budget(threads: 1, generating: 8, most: 64) == 1)
  }

  @Test func `a clock that stands still breaks nothing`() {
    var pace = PrefillPace()
    pace.note(threads: 1, generating: 1, read: 0, seconds: 0)
    pace.note(threads: 1, generating: 1, read: 8, seconds: 0)
    #expect((1...64).contains(pace.budget(threads: 1, generating: 1, most: 64)))
  }
}
