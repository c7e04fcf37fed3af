"""What the stubs of all companies share: a process that speaks HTTP on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class StubHandler(BaseHTTPRequestHandler):
    """Both methods in one place, quiet, with whole answers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(self._sent())

    def do_POST(self) -> None:
        self.answer(self._sent())

    def answer(self, sent: str) -> None:
        raise NotImplementedError

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def send(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def controlled(self, path: str, sent: str, control: Callable[[str, Any], Any]) -> bool:
        """Answer an order of a test under `/_control/`; False when it is none."""
        if not path.startswith("/_control/"):
            return False
        told = control(path.removeprefix("/_control/"), json.loads(sent or "{}"))
        self.send(200, json.dumps(told))
        return True

    def _sent(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()


def serve(handler: type[StubHandler], port: int, prepare: Callable[[str], None]) -> None:
    """Serve for ever on loopback; `prepare` gets the address, which is then printed."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    base = f"http://127.0.0.1:{server.server_port}"
    prepare(base)
    print(base, flush=True)
    server.serve_forever()
