"""What servers do wrong, or otherwise than one would think; and what is to come of each.

A fault's function answers a request. What is expected stands beside it: how the answer ends, its
text, what is said about it, how often the server is asked, and what else the screen shows.
"""

import email.utils
import json
import time

from model_server import Hangup

FAULTS = {}


class Expected:
    def __init__(self, fault, reason, text, said, asked, shown, metrics, completes, floods):
        self.fault = fault
        self.reason = reason
        self.text = text
        self.said = said
        self.asked = asked
        self.shown = shown
        self.metrics = metrics
        self.completes = completes
        self.floods = floods


def fault(reason="stop", text="It is the sea.", said=None, asked=1, shown=None, metrics=None,
          completes=False, floods=False):
    """
    - said: a pattern of the session's `error`, and of the screen.
    - shown: a pattern of the screen besides.
    - metrics: some of the session's, where they are told.
    - completes: it is plain text that is completed, in place of a chat.
    - floods: nobody else gets an answer meanwhile.
    """
    def keep(function):
        FAULTS[function.__name__] = Expected(
            function, reason, text, said, asked, shown, metrics or {}, completes, floods)
        return function
    return keep


WORDS = ("It ", "is ", "the ", "sea.")


# As it should be.

@fault(metrics={"prompt_tokens": 7, "tokens": 4})
def fine(reply):
    reply.head()
    reply.say(*WORDS)


@fault(metrics={"prompt_tokens": 7, "tokens": 4}, completes=True)
def fine_completion(reply):
    assert not reply.is_chat and isinstance(reply.request.body["prompt"], str)
    reply.head()
    reply.say(*WORDS)


@fault(metrics={"tokens": 4, "tps": 123.4, "prefill_tps": 567.8, "cached_tokens": 3})
def timings_of_llama_server(reply):
    reply.head()
    for word in WORDS:
        reply.event(word)
    reply.event(finish="stop", usage=(7, 4), timings={
        "cache_n": 3, "prompt_n": 4, "prompt_ms": 7.0, "prompt_per_second": 567.8,
        "predicted_n": 4, "predicted_ms": 32.0, "predicted_per_second": 123.4})
    reply.done()


# How a stream may be written.

def stream(reply, text):
    reply.head()
    reply.raw(text)


def whole(reply, line="data: {}\n\n", end="data: [DONE]\n\n"):
    return "".join(line.format(reply.chunk(word)) for word in WORDS) + line.format(
        reply.chunk(finish="stop", usage=(7, 4))) + end


@fault()
def every_byte_by_itself(reply):
    reply.head()
    for byte in whole(reply).encode():
        reply.raw(bytes([byte]))


@fault()
def carriage_returns(reply):
    stream(reply, whole(reply).replace("\n", "\r\n"))


@fault()
def carriage_returns_alone(reply):
    stream(reply, whole(reply).replace("\n", "\r"))


@fault()
def comments_and_other_fields(reply):
    stream(reply, ": ping\n\nid: 3\nretry: 10\nevent: message\n"
           + whole(reply, ": keep-alive\n\ndata: {}\n\n"))


@fault()
def no_blank_behind_the_colon(reply):
    stream(reply, whole(reply, "data:{}\n\n", "data:[DONE]\n\n"))


@fault()
def data_over_several_lines(reply):
    stream(reply, whole(reply).replace('"choices"', '\ndata: "choices"'))


@fault()
def a_mark_of_byte_order(reply):
    stream(reply, "\ufeff" + whole(reply))


@fault(text="바다는 넓다. 🌊")
def hangul_split_between_pieces(reply):
    reply.head()
    text = "data: " + json.dumps(
        json.loads(reply.chunk("바다는 넓다. 🌊")), ensure_ascii=False) + "\n\n"
    for byte in text.encode():
        reply.raw(bytes([byte]))
        time.sleep(0.0005)
    reply.event(finish="stop")
    reply.done()


@fault(text="It \ufffd sea.")
def bytes_that_are_no_text(reply):
    reply.head()
    reply.raw(b"data: " + reply.chunk("It X sea.").encode().replace(b"X", b"\xff") + b"\n\n")
    reply.event(finish="stop")
    reply.done()


# What an event may hold.

@fault()
def choices_empty_or_null(reply):
    reply.head()
    reply.event(choices=False)
    reply.raw('data: {"choices":null}\n\ndata: {}\n\ndata: {"choices":[{"delta":null}]}\n\n')
    reply.say(*WORDS)


@fault(metrics={"tokens": 4, "prompt_tokens": 7})
def usage_in_the_last_piece(reply):
    reply.head()
    for word in WORDS[:-1]:
        reply.event(word)
    reply.event(WORDS[-1], finish="stop", usage=(7, 4))
    reply.done()


@fault(metrics={"tokens": 4, "estimated": True}, shown=r"~")
def no_usage(reply):
    reply.head()
    reply.say(*WORDS, usage=None)


@fault(metrics={"tokens": 4})
def usage_that_is_no_number(reply):
    reply.head()
    for word in WORDS:
        reply.event(word)
    reply.raw('data: {"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":1e308}}\n\n')
    reply.event(finish="stop")
    reply.done()


@fault()
def content_in_parts(reply):
    reply.head()
    for word in WORDS:
        reply.event(delta={"content": [{"type": "text", "text": word}]})
    reply.event(finish="stop")
    reply.done()


@fault()
def one_json_in_place_of_a_stream(reply):
    body = json.dumps({"choices": [{
        "message": {"role": "assistant", "content": "".join(WORDS)}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 4}})
    reply.head(200, "application/json", Content_Length=len(body))
    reply.raw(body)


@fault(text="\N{ESCAPE}[2J\N{ESCAPE}]0;gone\a\u202eIt is\u0007 the sea.", shown="the sea")
def control_characters(reply):
    reply.head()
    reply.say("\N{ESCAPE}[2J\N{ESCAPE}]0;gone\a\u202e", "It is\u0007 ", "the sea.")


@fault(text="<think>Waves, salt.</think>\n\nIt is the sea.", shown="thought")
def reasoning_content(reply):
    reply.head()
    reply.event(delta={"reasoning_content": "Waves, "})
    reply.event(delta={"reasoning_content": "salt."})
    reply.say(*WORDS)


@fault(text="<think>Waves.</think>\n\nIt is the sea.", shown="thought")
def reasoning_by_another_name(reply):
    reply.head()
    reply.event(delta={"reasoning": "Waves."})
    reply.say(*WORDS)


@fault(text="<think>Waves.</think>It is the sea.", shown="thought")
def reasoning_in_the_text(reply):
    reply.head()
    reply.say("<think>", "Waves.", "</think>", *WORDS)


@fault(reason="length", shown="limit")
def the_limit_is_reached(reply):
    reply.head()
    reply.say(*WORDS, finish="length")


@fault(reason="error", said="filter")
def a_filter_ends_it(reply):
    reply.head()
    reply.say(*WORDS, finish="content_filter")


@fault(text=None, said=None, reason=None, shown="tool|function")
def a_tool_is_called(reply):
    reply.head()
    reply.event(delta={"tool_calls": [{"index": 0, "function": {
        "name": "look", "arguments": "{}"}}]})
    reply.event(finish="tool_calls")
    reply.done()


@fault(text="I can't help with that.")
def a_refusal(reply):
    reply.head()
    reply.event(delta={"refusal": "I can't help with that."})
    reply.event(finish="stop")
    reply.done()


# How a stream may end.

@fault(reason="cut", text="It is ", shown="cut off")
def cut_without_an_end(reply):
    reply.head()
    reply.event("It ")
    reply.event("is ")


@fault(reason="cut", text="It is ", shown="cut off")
def cut_within_an_event(reply):
    reply.head()
    reply.event("It ")
    reply.event("is ")
    reply.raw('data: {"choices":[{"del')


@fault(reason="cut", text="It is ", shown="cut off")
def cut_before_the_promised_length(reply):
    reply.head(Content_Length=10_000)
    reply.event("It ")
    reply.event("is ")


@fault(reason="cut", text="It is ", shown="cut off")
def silence_in_the_middle(reply):
    reply.head()
    reply.event("It ")
    reply.event("is ")
    reply.hold()


@fault()
def done_and_the_socket_stays_open(reply):
    reply.head()
    reply.say(*WORDS)
    reply.hold()


@fault()
def finished_and_the_socket_stays_open(reply):
    reply.head()
    for word in WORDS:
        reply.event(word)
    reply.event(finish="stop")
    reply.hold()


@fault(reason="error", text="", said="overloaded")
def an_error_under_status_200(reply):
    reply.head(kind="application/json")
    reply.raw('{"error":{"message":"the server is overloaded","type":"x"}}')


@fault(reason="error", text="It is ", said="out of memory")
def an_error_in_the_middle(reply):
    reply.head()
    reply.event("It ")
    reply.event("is ")
    reply.raw('data: {"error":{"message":"out of memory"}}\n\n')


@fault(reason="error", text="It is ", said="JSON|read")
def an_event_that_is_no_json(reply):
    reply.head()
    reply.event("It ")
    reply.event("is ")
    reply.raw("data: {{{{\n\n")
    reply.event(finish="stop")
    reply.done()


@fault(reason="error", text="", said="page|HTML|web")
def a_page_in_place_of_an_answer(reply):
    reply.head(kind="text/html")
    reply.raw("<!DOCTYPE html><html><body>Please log in</body></html>")


@fault(reason="error", text="", said="more than 1 MiB")
def a_line_without_an_end(reply):
    reply.head()
    for _ in range(600):
        reply.raw("data: " + "x" * 100_000)


@fault(reason="error", text=None, said="larger than")
def an_answer_without_an_end(reply):
    reply.head()
    words = "sea " * 20_000
    while True:
        reply.event(words)


@fault(metrics={"prompt_tokens": 7, "tokens": 4})
def hints_beforehand(reply):
    reply.raw("HTTP/1.1 100 Continue\r\n\r\n")
    reply.raw("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
    reply.head()
    reply.say(*WORDS)


@fault(reason="error", text="", said="silent", floods=True)
def a_redirect_whose_body_has_no_end(reply):
    reply.head(307, Location="/v1/chat/completions")
    body = b"x" * 100_000
    # An end so that no other test has to share the machine with it.
    until = time.monotonic() + 8
    while time.monotonic() < until:
        reply.raw(body)


@fault(reason="error", text="", floods=True,
       said="more than 1 MiB|nothing of an answer|could be read")
def a_flood_of_chunks_of_a_byte(reply):
    reply.head(Transfer_Encoding="chunked")
    for _ in range(60):
        reply.raw(b"1\r\n:\r\n" * 20_000)


@fault(reason="error", text="", said="JSON|read|nested|deep")
def an_event_nested_too_deep(reply):
    reply.head()
    reply.raw("data: " + "[" * 200_000 + "]" * 200_000 + "\n\n")


# Refusals.

@fault(reason="error", text="", said="401.*key|key.*401")
def refused_401(reply):
    reply.refuse(401, f"Incorrect API key provided: {reply.key}. You can find your key")


@fault(reason="error", text="", said="403")
def refused_403(reply):
    reply.refuse(403, f"key {reply.key} may not use this model", key=reply.key)


@fault(reason="error", text="", said="404")
def refused_404(reply):
    reply.refuse(404, "no such model")


@fault(asked=3, said="temp and top-p are not taken", shown="temp and top-p are not taken")
def a_temperature_of_its_own(reply):
    for field in ("temperature", "top_p"):
        if field in reply.request.body:
            return reply.refuse(400, f"Unsupported value: '{field}' is not supported here")
    reply.head()
    reply.say(*WORDS)


@fault(asked=2)
def busy_429_in_milliseconds(reply):
    if reply.earlier == 0:
        return reply.refuse(429, "slow down", retry_after_ms=200)
    reply.head()
    reply.say(*WORDS)


@fault(asked=2, shown=None)
def busy_429_in_seconds(reply):
    if reply.earlier == 0:
        return reply.refuse(429, "slow down", Retry_After=1)
    reply.head()
    reply.say(*WORDS)


@fault(asked=2)
def busy_429_until_a_date(reply):
    if reply.earlier == 0:
        return reply.refuse(
            429, "slow down", Retry_After=email.utils.formatdate(time.time() + 1, usegmt=True))
    reply.head()
    reply.say(*WORDS)


@fault(reason="error", text="", said="429", asked=4)
def busy_429_for_ever(reply):
    reply.refuse(429, "slow down", retry_after_ms=20)


@fault(reason="error", text="", said="429.*60 min")
def busy_429_for_an_hour(reply):
    reply.refuse(429, "slow down", Retry_After=3600)


@fault(reason="error", text="", said="quota")
def the_quota_is_used_up(reply):
    reply.refuse(429, "You exceeded your current quota", "insufficient_quota", Retry_After=1)


@fault(asked=2)
def failed_500_once(reply):
    if reply.earlier == 0:
        return reply.refuse(500, "oops", retry_after_ms=20)
    reply.head()
    reply.say(*WORDS)


@fault(reason="error", text="", said="503", asked=4)
def failed_503_for_ever(reply):
    reply.refuse(503, "loading model", retry_after_ms=20)


@fault(asked=2)
def hung_up_at_first(reply):
    if reply.earlier == 0:
        raise Hangup
    reply.head()
    reply.say(*WORDS)


@fault(reason="error", text="", said="silent for 2 s", asked=None)
def no_answer_at_all(reply):
    reply.hold()


@fault(asked=2)
def refused_400_for_a_field(reply):
    if "stream_options" in reply.request.body:
        return reply.refuse(400, "Unrecognized request argument supplied: stream_options")
    reply.head()
    reply.say(*WORDS)


@fault(reason="error", text="", said="sends its askers on to localhost")
def redirected_to_another_host(reply):
    port = int(reply.host.rsplit(":", 1)[1])
    reply.head(307, Location=f"http://localhost:{port}/elsewhere", Content_Length=0)


@fault()
def limits_in_the_headers(reply):
    reply.head(**{"x-ratelimit-limit-requests": 500, "x-ratelimit-remaining-requests": 12,
                  "x-ratelimit-reset-requests": "1m30s", "x-ratelimit-limit-tokens": 200_000,
                  "x-ratelimit-remaining-tokens": 149_000, "x-ratelimit-reset-tokens": "12ms"})
    reply.say(*WORDS)


@fault()
def log_probabilities(reply):
    reply.head()
    for word in WORDS:
        reply.event(word, choice={"logprobs": {"content": [
            {"token": word, "logprob": -0.5, "bytes": list(word.encode()), "top_logprobs": []}]}})
    reply.event(finish="stop")
    reply.done()
