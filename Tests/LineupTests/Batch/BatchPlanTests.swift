import GenerationAPI
import Prompts
import SessionLog
import Testing

@testable import lineup

struct BatchPlanTests {
  @Test func slotsTakeEachJobOnceAndInOrder() {
    let jobs = BatchTally(BatchSamples.plan()).missing(model: 0)
    var queue = BatchQueue(jobs)
    #expect(queue.next(1) == jobs[0])
    #expect(queue.next(2) == jobs[1])
    // A slot that is at work takes no other.
    #expect(queue.next(1) == nil)
    queue.end(2)
    #expect(queue.next(2) == jobs[2])
    queue.end(1)
    #expect(queue.next(1) == jobs[3])
    #expect(!queue.hasWaiting)
    #expect(!queue.isDone)
    queue.end(1)
    queue.end(2)
    #expect(queue.next(1) == nil)
    #expect(queue.isDone)
  }

  @Test func aBatchIsKnownAgainAsLongAsNothingChanges() throws {
    let plan = BatchSamples.plan()
    var settings = PaneSettings()
    settings.take(plan.template, source: "flag")
    let book = EndpointSamples.book("")
    let record = BatchRecord(plan, settings, book)
    let line = SessionEvent(t: 0, record.event(plan)).line()
    #expect(BatchRecord(try SessionEvent(line: line)) == record)
    #expect(BatchRecord(BatchSamples.plan(), settings, book) == record)

    let more = BatchRecord(BatchSamples.plan(shots: [0, 1, 2]), settings, book)
    #expect(more.recipe == record.recipe)
    #expect(more.batch != record.batch)
    let rows = BatchRecord(
      BatchSamples.plan([("Fine.", "bad"), ("Awful.", "bad")]), settings, book)
    #expect(rows.recipe == record.recipe)
    #expect(rows.batch != record.batch)
    var remote = plan
    remote.models[0] = ModelArgument(name: "lab/x", place: .endpoint("lab/x"))
    let recipes = ["", "body: {effort: low}", "body: {effort: high}"].map { body in
      let lab = "{name: lab, url: 'http://127.0.0.1/v1'\(body.isEmpty ? "" : ", " + body)}"
      return BatchRecord(remote, settings, EndpointSamples.book("endpoints: [\(lab)]")).recipe
    }
    #expect(Set(recipes).count == 3 && recipes[0] == record.recipe)
    _ = settings.set("temp", .number(0.5), source: "flag")
    #expect(BatchRecord(plan, settings, book).recipe != record.recipe)
  }

  @Test func theContextHoldsWhatIsRendered() throws {
    let plan = BatchSamples.plan([(String(repeating: "가나 ", count: 400), "good")])
    let bound = plan.contextBound(predict: 8, system: "Be brief.")
    let chatML = try ChatTemplate(
      """
      {%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content + \
      '<|im_end|>\\n' }}{%- endfor %}{{- '<|im_start|>assistant\\n' }}
      """, bos: "", eos: "", addsBOS: false, now: .now)
    for format in [ChatFormat.plain, .template(chatML)] {
      let filled = try plan.template.filled(plan.rows[0].values, shots: 2)
      let text = try format.render(filled, system: "Be brief.").text
      #expect(text.utf8.count + 8 <= bound)
    }
  }

  @Test func minPassNeedsSomethingToGoBy() {
    var plan = BatchSamples.plan()
    #expect(plan.canCheck)
    for row in plan.rows.indices { plan.rows[row].values["label"] = nil }
    #expect(!plan.canCheck)
    plan.template.expect = nil
    #expect(!plan.canCheck)
  }
}
