"""SMS providers as a program: it prints its port, checks who asks, and takes messages while there is credit.

PUT /account sets what it knows: `credit` (how many it still takes), `refuse` (codes by number), `skew` (seconds that
its clock is ahead). GET /seen returns what it took, and how often it was asked. Each provider has its own path:

- `/mas`: an operator's platform; the body is the base64 of a JSON object with an MD5 over its fields.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

account: dict[str, Any] = {"credit": 0, "refuse": {}, "skew": 0}
taken: list[dict[str, Any]] = []
asked = 0
lock = Lock()

MAS_KEY = "mas-secret-0123456789"


def mas(body: bytes) -> dict[str, Any]:
    """Answer as an operator's platform does: 200, and a code."""
    fields = json.loads(base64.b64decode(body, validate=True))
    order = [fields["ecName"], fields["apId"], MAS_KEY]
    order += [fields[name] for name in ("templateId", "mobiles", "params", "sign", "addSerial")]
    if hashlib.md5("".join(order).encode()).hexdigest() != fields["mac"]:  # noqa: S324 - what the platform asks for
        return {"rspcod": "IllegalMac", "success": False}
    code = bought(fields["mobiles"], "NoCredit", params=json.loads(fields["params"]), sign=fields["sign"])
    return {"rspcod": code or "success", "success": code is None, "msgGroup": f"G{len(taken)}"}


def bought(number: str, broke: str, **facts: object) -> str | None:
    """Take a message for a number; return the code for which it is not taken, `broke` without credit."""
    with lock:
        if number in account["refuse"]:
            return str(account["refuse"][number])
        if account["credit"] <= 0:
            return broke
        account["credit"] -= 1
        taken.append({"to": number, **facts})
        return None


class Provider(BaseHTTPRequestHandler):
    """One process for all."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        account.update(json.loads(self._body()))
        self._reply({})

    def do_GET(self) -> None:
        self._reply({"taken": taken, "asked": asked})

    def do_POST(self) -> None:
        global asked  # noqa: PLW0603 - the process is one provider
        with lock:
            asked += 1
        self._reply(mas(self._body()))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _reply(self, answer: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(answer).encode()
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
