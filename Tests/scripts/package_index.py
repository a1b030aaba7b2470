"""A package index of one's own, as pip sees PyPI: wheels made on the spot, and held up at will."""

import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def make_wheel(package, version, member, content):
    """A wheel's bytes, with one file in it besides what every wheel has."""
    name = package.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{name}/data/{member}", content)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return out.getvalue()


class PackageIndex:
    """Serves wheels over HTTP; counts how often each was asked for."""

    def __init__(self):
        self.wheels = {}
        self.requests = {}
        self.held = {}
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                kind, name = self.path.strip("/").split("/")[:2]
                if kind == "simple":
                    self.answer("text/html", index.page(name).encode())
                elif name in index.wheels:
                    index.requests[name] = index.requests.get(name, 0) + 1
                    self.answer("application/zip", index.wheels[name], index.held.get(name))
                else:
                    self.send_error(404)

            def answer(self, kind, body, held=None):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                half = len(body) // 2 if held else 0
                try:
                    self.wfile.write(body[:half])
                    if held:
                        held.wait()
                    self.wfile.write(body[half:])
                except OSError:
                    # The client went away, as some tests make it do.
                    pass

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/simple"

    def page(self, package):
        return "".join(
            f'<a href="/files/{name}#sha256={hashlib.sha256(body).hexdigest()}">{name}</a>\n'
            for name, body in self.wheels.items()
            if name.startswith(package.replace("-", "_") + "-"))

    def hold(self, name):
        """From now on this wheel stops half-way, until the event that is returned is set."""
        self.held[name] = threading.Event()
        return self.held[name]

    def close(self):
        for event in self.held.values():
            event.set()
        self.server.shutdown()
        self.server.server_close()
