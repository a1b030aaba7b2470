@testable import Playground

extension Scenes {
  static let markdown = """
    ## Counting words

    Use a **dictionary**: `counts[word]` is *how often* a word came. See [the guide](https://swift.org/guide).

    ```swift
    // Counts words.
    func count(_ text: String) -> [String: Int] {
      var counts: [String: Int] = [:]
      for word in text.split(separator: " ") { counts[String(word), default: 0] += 1 }
      return counts
    }
    ```

    1. Split the text
       - at blanks, or
       - at anything that is *no letter*
    2. Count
    - [x] done

    > Premature optimisation is the root of all evil.

    | Way | Lines | Speed |
    |:----|------:|:-----:|
    | dictionary | 5 | fast |
    | 정렬한 목록 | 12 | slow |

    ```sh
    swift run words < text
    ```
    """

  static let korean = """
    **"사전"**을 쓰면 됩니다. 값은 **낱말(單語)**마다 하나씩 있고, a * b * c 와 snake_case 는 그대로입니다. 🌊

    ```python
    def count(text):  # 낱말 세기
        return Counter(text.split())
    ```

    | 방법 | 줄 |
    |---|--:|
    | 사전 | 5 |
    """

  /// Answers in Markdown, one of them still written: its last words have no end yet.
  static func reading() -> Script {
    var script = bothReady()
    script.t = 1
    script.prompt("How do I **count** words?", to: [1, 2])
    script.start(1, sequences: 2)
    script.start(2, sequences: 2)
    script.answer(1, markdown, rate: 2000)
    script.end(1, kv: 24_500_000)
    script.answer(2, korean + "\n\n**아직 쓰는", rate: 900)
    script.play(until: 1)
    return script
  }

  /// One model thinks, the other has thought.
  static func thinking() -> Script {
    var script = bothReady()
    script.t = 1
    script.prompt("Is 7 prime?", to: [1, 2])
    script.start(1, sequences: 2)
    script.start(2, sequences: 2)
    script.answer(1, "<think>\nIt is odd. 7 / 3 is no", rate: 900)
    script.answer(
      2, "<think>\nNothing from 2 to 6 divides it.\n</think>\n\n**Yes**: 7 is prime.", rate: 900)
    script.end(2, kv: 24_500_000)
    script.play(until: 1)
    return script
  }
}
