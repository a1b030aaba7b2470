import SessionLog

/// Session files of a few lines.
enum SessionSeeds {
  static let all: [[UInt8]] =
    [whole, again, strange].map { Array($0.joined(separator: "\n").utf8) }
    + whole.map { Array($0.utf8) }
    + [
      // Torn within a line, and with a block that was never written.
      Array(whole.joined(separator: "\n").utf8.dropLast(7)),
      Array(whole[0].utf8) + [0x0A] + [UInt8](repeating: 0, count: 64) + [0x0A]
        + Array(whole[1].utf8),
    ]

  /// What the first of them makes.
  static let state: SessionState = {
    var state = SessionState()
    for line in whole {
      if let event = try? SessionEvent(line: Array(line.utf8)) { state.apply(event) }
    }
    return state
  }()

  private static let whole = [
    #"{"t":0.0,"type":"session","v":1,"created":"2026-01-01T00:00:00Z","app":"lineup","machine":{"cpu":"c","cores":2,"memory":1024,"kernels":"avx2"}}"#,
    #"{"t":0.1,"type":"pane","pane":1,"action":"open","name":"a","model":{"path":"a.gguf"},"ctx_size":64}"#,
    #"{"t":0.1,"type":"pane","pane":2,"action":"open","name":"a#2"}"#,
    #"{"t":0.2,"type":"load","pane":1,"done":5,"total":10}"#,
    #"{"t":0.3,"type":"pane","pane":1,"action":"model","model":{"path":"a.gguf","title":"A","architecture":"llama","quantisation":"Q4_1","parameters":134515008,"file_bytes":9,"weight_bytes":8,"weights_held":"repacked","shares_weights":false,"format":"chatml","load_s":0.2}}"#,
    #"{"t":0.3,"type":"settings","pane":1,"settings":{"temp":{"value":0.8,"source":"flag"}}}"#,
    #"{"t":1.0,"type":"prompt","turn":1,"panes":[1,2],"text":"The sea?","shots":1,"inputs":{"a":"b"}}"#,
    #"{"t":1.1,"type":"start","pane":1,"turn":1,"variant":1,"seed":18446744073709551615,"rendered":"The sea?","prompt_tokens":3,"cached_tokens":1,"condition":{"sharing":"solo","sequences":1,"models":1,"threads":2,"warm":true,"cached_tokens":1}}"#,
    #"{"t":1.2,"type":"prefill","pane":1,"done":2,"total":3}"#,
    #"{"t":1.3,"type":"token","pane":1,"id":7,"text":" 바다\u001b[31m","logprob":-0.25}"#,
    #"{"t":2.3,"type":"token","pane":1,"id":8,"text":"\n","logprob":null}"#,
    #"{"t":2.4,"type":"sample","rss":1000,"available":2000,"panes":[{"pane":1,"tps":9.5,"kv_bytes":512}]}"#,
    #"{"t":2.5,"type":"done","pane":1,"turn":1,"variant":1,"reason":"stop","text":" 바다","metrics":{"load_s":null,"ttft_ms":31.5,"prompt_tokens":3,"cached_tokens":1,"prefill_tps":9.0,"tokens":2,"tps":1.0,"itl_ms":{"p50":1.0,"p95":2.0,"max":3.0},"kv_bytes":512,"condition":{"sequences":1}}}"#,
    #"{"t":3.0,"type":"meta","title":"sea","tags":["a"],"star":true,"notes":"n","sha256":{"1":"ab"}}"#,
    #"{"t":4.0,"type":"resumed","wall":"2026-01-01T00:00:00Z"}"#,
    #"{"t":5.0,"type":"pane","pane":2,"action":"close"}"#,
  ]

  private static let again = [
    whole[0], whole[1], whole[6], whole[7], whole[9],
    #"{"t":3.0,"type":"start","pane":1,"turn":1,"variant":2,"seed":1,"rendered":""}"#,
    #"{"t":3.0,"type":"pane","pane":1,"action":"close"}"#,
    #"{"t":3.5,"type":"pane","pane":1,"action":"open","error":"gone"}"#,
    #"{"t":3.6,"type":"done","pane":1,"turn":9007199254740992,"reason":"error","text":"","error":"\u009d"}"#,
  ]

  private static let strange = [
    whole[0],
    #"{"t":-1e300,"type":"vote","pane":1,"for":[2,{"x":null}],"weight":1.0}"#,
    #"{"t":"x","type":"resumed","wall":5,"wall":"w","t":2}"#,
    #"{"type":"sample","rss":1,"panes":[{"pane":1,"gpu":1},{"pane":2,"tps":1e400}]}"#,
    #"{"t":1.5,"type":"meta","sha256":{"1":"aa","01":"bb","all":[]},"title":"\ud83c\udf0a\ud83c"}"#,
    #"{"t":1.5,"type":"settings","pane":1,"settings":{"a":{"value":[[[[]]]],"by":-0.0},"a":3}}"#,
    #"{"t":9007199254740993,"type":"token","pane":1,"id":-9223372036854775808,"text":""}"#,
  ]
}
