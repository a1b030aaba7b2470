"""A server that speaks OpenAI's protocol, with every fault that such a server may have.

A request's model is the name of what happens: see `model_faults.py`.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler

from model_hub import QuietServer


class Hangup(Exception):
    """The server ends the connection at once."""


class Reply:
    """What a fault answers a request with, as raw as need be."""

    def __init__(self, handler, server, request):
        self.handler = handler
        self.closing = server.closing
        self.host = server.url
        self.key = (handler.headers.get("Authorization") or "").removeprefix("Bearer ")
        # How often this model was asked before.
        self.earlier = sum(
            1 for other in server.requests if other.body.get("model") == request.body.get("model")
        ) - 1
        self.request = request

    @property
    def is_chat(self):
        return self.request.path.endswith("/chat/completions")

    def raw(self, data):
        self.handler.wfile.write(data if isinstance(data, bytes) else data.encode())
        self.handler.wfile.flush()

    def head(self, status=200, kind="text/event-stream", **headers):
        lines = [f"HTTP/1.1 {status} {'OK' if status == 200 else 'No'}", f"Content-Type: {kind}",
                 "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.raw("\r\n".join(lines) + "\r\n\r\n")

    def refuse(self, status, message="no", code=None, **headers):
        body = json.dumps({"error": {"message": message, "code": code}})
        self.head(status, "application/json", Content_Length=len(body.encode()), **headers)
        self.raw(body)

    def chunk(self, text=None, finish=None, usage=None, choices=True, **more):
        """One event's JSON; `delta` may hold other fields than `content`."""
        delta = dict(more.pop("delta", {}))
        if text is not None:
            delta["content"] = text
        choice = {"index": 0, "finish_reason": finish}
        choice |= {"delta": delta} if self.is_chat else {"text": text or ""}
        choice |= more.pop("choice", {})
        value = {"id": "1", "object": "x", "choices": [choice] if choices else []} | more
        if usage:
            value["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1],
                              "total_tokens": sum(usage)}
        return json.dumps(value)

    def event(self, *arguments, **options):
        self.raw("data: " + self.chunk(*arguments, **options) + "\n\n")

    def done(self):
        self.raw("data: [DONE]\n\n")

    def say(self, *words, usage=(7, None), finish="stop"):
        """A whole answer as it should be, behind the head."""
        for word in words:
            self.event(word)
        self.event(finish=finish)
        if usage:
            self.event(choices=False, usage=(usage[0], usage[1] or len(words)))
        self.done()

    def hold(self, seconds=60):
        """Keeps the connection open without a word."""
        self.closing.wait(seconds)


class Request:
    def __init__(self, path, headers, body, raw):
        self.path = path
        self.headers = headers
        self.body = body
        self.raw = raw


class ModelServer:
    """`faults` are functions of a `Reply` by name; `requests` are those that came."""

    def __init__(self, faults, models=()):
        self.faults = faults
        self.models = list(models)
        self.requests = []
        self.closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                request = Request(self.path, dict(self.headers), {}, b"")
                server.requests.append(request)
                reply = Reply(self, server, request)
                self.close_connection = True
                if self.path.endswith("/models"):
                    body = json.dumps({"object": "list", "data": [
                        {"id": name, "object": "model"} for name in server.models]})
                    reply.head(200, "application/json", Content_Length=len(body))
                    reply.raw(body)
                else:
                    reply.refuse(404)

            def do_POST(self):
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    body = json.loads(raw)
                except ValueError:
                    body = {}
                request = Request(self.path, dict(self.headers), body, raw)
                server.requests.append(request)
                self.close_connection = True
                fault = server.faults.get(body.get("model"))
                reply = Reply(self, server, request)
                if fault is None:
                    return reply.refuse(404, f"the model {body.get('model')!r} does not exist")
                try:
                    fault(reply)
                except (Hangup, ConnectionError, ValueError, OSError):
                    pass

            def log_message(self, *_):
                pass

        self.server = QuietServer(("", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def asked(self, model):
        return [request for request in self.requests if request.body.get("model") == model]
