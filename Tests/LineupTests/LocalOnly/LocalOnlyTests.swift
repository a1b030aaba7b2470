import Configuration
import Testing

@testable import lineup

struct LocalOnlyTests {
  private func decision(
    flag: Bool = false, _ environment: [String: String] = [:], config: String = ""
  ) -> LocalOnly {
    LocalOnly(
      flag: flag, environment: environment,
      settings: UserSettings.read(config, file: "config.yaml").0)
  }

  @Test func nobodySaysSo() {
    #expect(decision() == .off)
    #expect(decision(config: "theme: dark\nlocal_only: no") == .off)
    #expect(!LocalOnly.off.isOn)
  }

  @Test func whoeverSaysSoIsObeyed() {
    #expect(decision(flag: true, [:], config: "local_only: no") == .flag)
    #expect(decision(["LINEUP_LOCAL_ONLY": "1"], config: "local_only: no") == .environment)
    #expect(decision(["LINEUP_LOCAL_ONLY": "0"], config: "local_only: yes") == .configuration)
  }

  @Test(arguments: ["", "0", "no", "False", "off"])
  func aVariableThatSaysNoSaysNothing(word: String) {
    #expect(decision(["LINEUP_LOCAL_ONLY": word]) == .off)
  }

  @Test(arguments: ["1", "yes", "true", "treu", " "])
  func anyOtherWordMeansYes(word: String) {
    #expect(decision(["LINEUP_LOCAL_ONLY": word]) == .environment)
  }

  @Test func aFileThatMayMeanItCounts() {
    let doubt = decision(config: "theme: [")
    #expect(doubt.isOn)
    #expect(doubt.reason.contains("config.yaml:"))
    #expect(decision(config: "local-only: true").isOn)
  }

  @Test func theNetworkIsRefusedWithWhoSaysSo() {
    for (localOnly, words) in [
      (LocalOnly.flag, "--local-only is given"), (.environment, "LINEUP_LOCAL_ONLY is set"),
      (.configuration, "config.yaml says local_only"),
    ] {
      let failure = #expect(throws: Failure.self) { try Network([:], localOnly: localOnly) }
      #expect(failure?.sentence.contains(words) == true)
      #expect(throws: Failure.self) { try Network.script(localOnly: localOnly) }
    }
  }

  @Test(
    arguments: [
      ("/home/me/x", "nfs4"), ("/home/me", "nfs4"), ("/home/meadow", nil), ("/", nil),
      ("/mnt/my share/a", "fuse.sshfs"), ("/home/me/scratch/a", nil),
    ] as [(String, String?)])
  func filesOnOtherMachinesAreKnown(path: String, kind: String?) {
    let mounts = """
      /dev/sda1 / ext4 rw 0 0
      server:/home /home/me nfs4 rw 0 0
      host:/ /mnt/my\\040share fuse.sshfs rw 0 0
      /dev/sdb1 /home/me/scratch ext4 rw 0 0
      """
    #expect(LocalData.remoteSystem(path, mounts: mounts) == kind)
  }
}
