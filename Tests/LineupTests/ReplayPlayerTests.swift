import FoundationEssentials
import SessionLog
import Testing

@testable import lineup

/// Which moment a session that plays shows, on a clock that the test sets.
@Suite struct ReplayPlayerTests {
  /// A session in which nothing happens from its first second to its twentieth.
  private func player(idleLimit: Double? = nil) throws -> ReplayPlayer {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "lineup-player-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    let header = #"""
      {"t":0,"type":"session","v":1,"created":"2026-01-02T03:04:05Z","app":"lineup 0.1",\#
      "machine":{"cpu":"x","cores":2,"memory":1,"kernels":"plain"}}
      """#
    let lines = [
      header, #"{"t":1,"type":"meta","title":"a"}"#, #"{"t":20,"type":"meta","title":"b"}"#,
    ]
    try lines.map { $0 + "\n" }.joined().write(to: file, atomically: true, encoding: .utf8)
    return ReplayPlayer(
      try Replay.openWhole(file.path), number: 1, speed: 1, idleLimit: idleLimit,
      isCancelled: ReplayPlayer.Cancelled())
  }

  /// Plays as the main loop does: whenever something is due.
  private func play(_ player: ReplayPlayer, from start: Double, to end: Double) throws {
    while let next = player.nextTime, next <= end { _ = try player.play(at: max(start, next)) }
  }

  @Test func pausingInASilenceStandsWhereItWasSeenToStand() throws {
    let player = try player()
    try player.setPlaying(true, at: 100)
    try play(player, from: 100, to: 108)
    try player.setPlaying(false, at: 108)
    #expect(abs(player.t - 8) < 0.2)
    #expect(player.nextTime == nil)
    let t = player.t
    try player.setPlaying(true, at: 150)
    #expect(player.t == t)
    try play(player, from: 150, to: 151)
    #expect(abs(player.t - t - 1) < 0.2)
  }

  @Test func aProgramThatWasStoppedPlayedNothingMeanwhile() throws {
    let player = try player()
    try player.setPlaying(true, at: 100)
    try play(player, from: 100, to: 103)
    let t = player.t
    _ = try player.play(at: 600)
    #expect(player.t < t + 2)
    #expect(player.isPlaying)
  }

  @Test func silenceIsCutToItsLimit() throws {
    let player = try player(idleLimit: 2)
    try player.setPlaying(true, at: 100)
    try play(player, from: 100, to: 104)
    #expect(player.t == 20 && player.replay.isAtEnd)
  }

  @Test func playingAtTheEndBeginsAnew() throws {
    let player = try player()
    _ = try player.perform(.jump(.end), at: 100)
    #expect(player.t == 20)
    try player.setPlaying(true, at: 101)
    #expect(player.t == 0 && player.replay.event == 0 && player.isPlaying)
  }
}
