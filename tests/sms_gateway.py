"""An SMS provider's HTTP interface, as a program of its own: it prints its port, then answers what PUT /next told it.

GET /seen returns the requests that came in. An answer is JSON: status, headers, body, and `fault`: drop or hang. With
`packed` its body is repeated so many times and compressed.
"""

from __future__ import annotations

import gzip
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any

_next: list[dict[str, Any]] = []
_seen: list[dict[str, Any]] = []


class Gateway(BaseHTTPRequestHandler):
    """Keeps what is sent and answers as it was told, else as a content provider does."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        _next.append(json.loads(self._body()))
        self._reply(204, {}, "")

    def do_GET(self) -> None:
        if self.path == "/seen":
            self._reply(200, {}, json.dumps(_seen))
            _seen.clear()
        else:
            self.do_POST()

    def do_POST(self) -> None:
        body = self._body()
        _seen.append({"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body})
        answer = _next.pop(0) if _next else {}
        if answer.get("fault") == "drop":
            self.close_connection = True
            return
        if answer.get("fault") == "hang":
            Event().wait()
        body = answer.get("body", '{"Code": "OK"}')
        if times := answer.get("packed"):
            self._send(200, {"Content-Encoding": "gzip"}, gzip.compress(body.encode() * times))
        else:
            self._reply(answer.get("status", 200), answer.get("headers", {}), body)

    def do_HEAD(self) -> None:
        _seen.append({"method": "HEAD", "path": self.path, "headers": dict(self.headers), "body": ""})
        answer = _next.pop(0) if _next else {}
        self.send_response_only(answer.get("status", 405))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def _reply(self, status: int, headers: dict[str, str], body: str) -> None:
        self._send(status, headers, body.encode())

    def _send(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
