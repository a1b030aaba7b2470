"""A hub of one's own that serves models as the real one does, with every fault that a server may have."""

import gzip
import hashlib
import re
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIECE = 1 << 15


class HubFile:
    """A file under a path, and how the server behaves when it is asked for."""

    def __init__(self, body, **behaviour):
        self.body = body
        self.etag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        self.modified = None
        self.kind = "application/octet-stream"
        self.ranges = True
        self.announces_length = True
        # Answers to the next requests in place of the file: (status, headers, body).
        self.answers = []
        # For the next requests: after how many bytes the connection is cut, or falls silent.
        self.cuts = []
        self.stalls = []
        # Bytes a second at most.
        self.rate = None
        self.is_endless = False
        self.is_compressed = False
        self.headers = {}
        # Where it really is, with the headers that the hub gives on the way there.
        self.redirect = None
        self.linked = False
        for name, value in behaviour.items():
            if not hasattr(self, name):
                raise AttributeError(name)
            setattr(self, name, value)


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_):
        pass  # Clients that hang up are no news.


class ModelHub:
    """Serves what is in `files`, by path; `requests` are those that came: method, path, headers."""

    def __init__(self, certificate=None):
        self.files = {}
        self.requests = []
        self.closing = threading.Event()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                hub.answer(self)

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self.server = QuietServer(("127.0.0.1", 0), Handler)
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def add(self, path, body, **behaviour):
        self.files[path] = HubFile(body, **behaviour)
        return self.url + path

    def add_model(self, name, body, store, **behaviour):
        """`hf:org/repo/NAME`, which the hub keeps in another place, as it does."""
        where = store.add(f"/store/{name}", body, **behaviour)
        self.add(f"/org/repo/resolve/main/{name}", body, redirect=where, linked=True)
        return f"hf:org/repo/{name}"

    def asked(self, path, method="GET"):
        return [headers for kind, where, headers in self.requests
                if kind == method and where.split("?")[0] == path]

    def answer(self, handler):
        path = handler.path.split("?")[0]
        self.requests.append((handler.command, handler.path, dict(handler.headers)))
        file = self.files.get(path)
        if file is None:
            return self.send(handler, 404, {"X-Error-Code": "EntryNotFound"}, b"Entry not found")
        if file.answers:
            return self.send(handler, *file.answers.pop(0))
        if file.redirect:
            headers = {"Location": file.redirect}
            if file.linked:
                headers["X-Linked-Etag"] = '"' + hashlib.sha256(file.body).hexdigest() + '"'
                headers["X-Linked-Size"] = str(len(file.body))
            return self.send(handler, 302, headers | file.headers, b"")
        self.send_file(handler, file)

    def send(self, handler, status, headers, body):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    def send_file(self, handler, file):
        body, status, start = file.body, 200, 0
        headers = {"Content-Type": file.kind} | file.headers
        if file.etag:
            headers["ETag"] = file.etag
        if file.modified:
            headers["Last-Modified"] = file.modified
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        condition = handler.headers.get("If-Range")
        if file.ranges and asked and condition in (None, file.etag, file.modified):
            start = int(asked[1])
            if start >= len(body):
                return self.send(
                    handler, 416, {"Content-Range": f"bytes */{len(body)}"}, b"")
            status = 206
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        body = body[start:]
        if file.is_compressed:
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        if file.announces_length:
            handler.send_header("Content-Length", str(len(body)))
        else:
            handler.send_header("Connection", "close")
            handler.close_connection = True
        handler.end_headers()
        if handler.command == "HEAD":
            return
        cut = file.cuts.pop(0) if file.cuts else None
        stall = file.stalls.pop(0) if file.stalls else None
        self.send_body(handler, file, body, cut, stall)

    def send_body(self, handler, file, body, cut, stall):
        sent = 0
        while not self.closing.is_set():
            end = min(limit for limit in (sent + PIECE, cut, stall, len(body)) if limit is not None)
            handler.wfile.write(body[sent:end])
            sent = end
            if sent == cut:
                handler.close_connection = True
                handler.connection.shutdown(2)
                return
            if sent == stall:
                self.closing.wait(60)
                return
            if file.rate:
                time.sleep(PIECE / file.rate)
            if sent == len(body):
                if not file.is_endless:
                    return
                handler.wfile.write(bytes(PIECE))
