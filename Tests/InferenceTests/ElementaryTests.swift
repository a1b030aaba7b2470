import Glibc
import Testing

@testable import Inference

struct ElementaryTests {
  @Test func `exp and log agree with the C library to a few units in the last place`() {
    for step in -3000...3000 {
      let x = Double(step) * 0.217
      let expected = Glibc.exp(x)
      if expected > 1e-300, expected < .infinity {
        #expect(abs(Elementary.exp(x) - expected) <= 4e-16 * expected)
      }
      let y = Glibc.exp(x / 10)
      #expect(abs(Elementary.log(y) - Glibc.log(y)) <= 4e-16 * max(1, abs(Glibc.log(y))))
    }
    #expect(Elementary.log(0) == -.infinity)
    #expect(Elementary.log(-1).isNaN)
    #expect(Elementary.exp(-1000) == 0)
    #expect(Elementary.exp(1000) == .infinity)
  }

  @Test func `sine and cosine stay exact for far positions`() {
    for step in 0..<20_000 {
      let x = Double(step) * 6.5535
      let (sine, cosine) = Elementary.sineCosine(x)
      #expect(abs(sine - Glibc.sin(x)) < 1e-14)
      #expect(abs(cosine - Glibc.cos(x)) < 1e-14)
    }
  }

  @Test func `SplitMix64 gives the published sequence`() {
    // Seed 1234567, as in the reference implementation's own check.
    let random = SplitMix(seed: 1_234_567)
    #expect(
      (0..<3).map(random.bits) == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }
}
