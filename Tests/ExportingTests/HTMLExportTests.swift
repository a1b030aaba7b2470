import SessionLog
import Testing

@testable import Exporting

@Suite struct HTMLExportTests {
  @Test(arguments: hostileTexts)
  func nothingThatWasSaidBecomesMarkup(text: String) {
    var script = Script(panes: [text + "x"])
    script.title(text)
    script.ask(text, Script.use())
    script.answer(text)
    let html = HTMLExport.text(script.state, id: text)
    #expect(!html.contains("<script"))
    #expect(!html.contains("<!--"))
    for scalar in html.unicodeScalars where scalar != "\n" && scalar != "\t" {
      #expect(!scalar.isHidden, "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test func whatCannotBeSeenIsShownAsAMark() {
    #expect(MarkupText.escaped("a\u{202E}b\u{1B}c") == "a⟨U+202E⟩b␛c")
    // One picture of several stays one.
    #expect(MarkupText.escaped("👩\u{200D}🚀❤\u{FE0F}") == "👩\u{200D}🚀❤\u{FE0F}")
  }

  @Test func thePageAsksForNothingFromElsewhere() {
    let html = HTMLExport.text(
      Script.answered("![x](https://example.org/x.png) [y](https://example.org)"))
    #expect(html.contains("default-src &#39;none&#39;") || html.contains("default-src 'none'"))
    for sign in ["src=", "<img", "<link", "@import", "url(", "<script", "<iframe"] {
      #expect(!html.contains(sign), "\(sign)")
    }
  }

  @Test func linksLeadToPagesAlone() {
    let html = HTMLAnswer.html(
      "[a](https://a.org/?x=\"1\") [b](javascript:alert(1).x) <http://c.org>")
    #expect(
      html.contains(#"<a href="https://a.org/?x=&quot;1&quot;" rel="noopener noreferrer">a</a>"#))
    #expect(html.contains(#"<a href="http://c.org""#))
    #expect(!html.contains(#"href="javascript"#))
  }

  @Test(arguments: [
    ("**b** *i* `c` ~~s~~", "<strong>b</strong> <em>i</em> <code>c</code> <s>s</s>"),
    ("# T", "<h4 dir=\"auto\">T</h4>"),
    ("a\nb", "<p dir=\"auto\">a<br>\nb</p>"),
    ("---", "<hr>"),
    ("> q", "<blockquote>\n<p dir=\"auto\">q</p>\n</blockquote>"),
    ("```swift\nlet x = 1\n```", "<span class=\"k\">let</span> x = <span class=\"n\">1</span>"),
    ("- [x] done", "<li class=\"task\" dir=\"auto\">☑ done"),
    ("3. c\n4. d", "<li value=\"3\" dir=\"auto\">c</li>\n<li value=\"4\" dir=\"auto\">d</li></ol>"),
    ("2*3*4 __init__", "<p dir=\"auto\">2*3*4 __init__</p>"),
  ])
  func markdownIsRendered(source: String, html: String) {
    #expect(HTMLAnswer.html(source).contains(html))
  }

  @Test func listsInListsAreClosedInOrder() {
    let html = HTMLAnswer.html("1. a\n   - b\n   - c\n\n     more\n2. d\n\nend")
    let tags = html.split(separator: "<").map { $0.prefix { $0 != ">" && $0 != " " } }
    #expect(
      tags == [
        "ol", "li", "ul", "li", "/li", "li", "p", "/p", "/li", "/ul", "/li", "li", "/li", "/ol",
        "p", "/p",
      ])
  }

  @Test func aTableKeepsItsAlignment() {
    let html = HTMLAnswer.html("| a | b |\n|---|--:|\n| x | **1** |\n| y |")
    #expect(html.contains("<th dir=\"auto\">a</th><th class=\"end\" dir=\"auto\">b</th>"))
    #expect(html.contains("<td class=\"end\" dir=\"auto\"><strong>1</strong></td>"))
    #expect(html.contains("<tr><td dir=\"auto\">y</td><td class=\"end\" dir=\"auto\"></td></tr>"))
  }

  @Test func aRawAnswerStaysAsItIsWritten() {
    var script = Script()
    script.set("raw", .bool(true))
    script.ask("Why?")
    script.answer("**b**\n\n  x")
    #expect(
      HTMLExport.text(script.state).contains("<pre class=\"plain\" dir=\"auto\">**b**\n\n  x</pre>")
    )
  }

  @Test func koreanIsSaidToBeKorean() {
    #expect(HTMLText.direction("한국어 漢字") == #" dir="auto" lang="ko""#)
    #expect(HTMLText.direction("ひらがな 漢字") == #" dir="auto" lang="ja""#)
    #expect(HTMLText.direction("العربية") == #" dir="auto""#)
  }
}
