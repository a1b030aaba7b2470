import GenerationAPI
import Testing

@testable import OpenAIClient

@Suite struct RequestGateTests {
  private func gate(concurrent: Int? = nil, perMinute: Int? = nil) -> RequestGate {
    var limits = Endpoint.Limits()
    limits.concurrent = concurrent
    limits.requestsPerMinute = perMinute
    return RequestGate(limits)
  }

  @Test func withoutLimitsAllGo() {
    let gate = gate()
    for now in 0..<100 { #expect(gate.hindrance(gate.queue(), at: Double(now)) == nil) }
  }

  @Test func firstComeFirstServed() {
    let gate = gate(concurrent: 1)
    let tickets = (0..<3).map { _ in gate.queue() }
    #expect(gate.hindrance(tickets[1], at: 0)?.reason == "another request is before it")
    #expect(gate.hindrance(tickets[0], at: 0) == nil)
    #expect(
      gate.hindrance(tickets[1], at: 0)?.reason == "your limit of 1 request at the same time")
    gate.leave(tickets[0])
    #expect(gate.hindrance(tickets[2], at: 0) != nil)
    // Whoever does not want to wait any longer is in nobody's way.
    gate.leave(tickets[1])
    #expect(gate.hindrance(tickets[2], at: 0) == nil)
  }

  @Test func aMinuteHasSoManyRequests() {
    let gate = gate(perMinute: 2)
    for now in [0.0, 10] {
      let ticket = gate.queue()
      #expect(gate.hindrance(ticket, at: now) == nil)
      gate.leave(ticket)
    }
    let (third, fourth) = (gate.queue(), gate.queue())
    #expect(
      gate.hindrance(third, at: 15)
        == .init(seconds: 45, reason: "your limit of 2 requests a minute"))
    #expect(gate.hindrance(fourth, at: 15)?.seconds == 55)
    #expect(gate.hindrance(third, at: 60) == nil)
    #expect(gate.hindrance(fourth, at: 60)?.seconds == 10)
    #expect(gate.hindrance(fourth, at: 70) == nil)
  }

  @Test func panesOfAnEndpointWaitForEachOther() {
    var lab = Lab()
    lab.gate = gate(perMinute: 1)
    #expect(lab.ask(ScriptedServer([FaultTests.whole])).waits.isEmpty)
    let second = lab.ask(ScriptedServer([FaultTests.whole]))
    #expect(second.result?.reason == .stop && (59...61).contains(second.waits.count))
    #expect(second.waits.first?.reason == "your limit of 1 request a minute")
    #expect(second.waits.first?.seconds == 60 && second.waits.first?.attempt == 1)
  }

  @Test func aRequestThatFailedHasLeft() {
    var lab = Lab()
    lab.gate = gate(concurrent: 1)
    for answer in [Answer.status(401), .none(.noSuchHost), .events("x")] {
      #expect(lab.ask(ScriptedServer([answer])).result?.reason == .error)
    }
    #expect(lab.ask(ScriptedServer([FaultTests.whole])).result?.reason == .stop)
  }
}
