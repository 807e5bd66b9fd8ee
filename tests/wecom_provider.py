"""WeCom as a program: it prints its port, gives out tokens, checks them, and answers with the codes of the real one.

PUT /account sets what it knows:

- `secret`: the application's secret; another one is refused.
- `expire`: true once makes every token given so far invalid.
- `valid`: for how many seconds it says that a token is good.
- `refuse`: codes by account or robot key; a number is answered as that code, a text is answered as it is.
- `invalid`: accounts that are named as invalid in a success, as old servers do.
- `fault`: by the path's last word, such as `{"gettoken": "garbage"}`: `drop` (hang up after the request), `lost` (and
  after it was done), `garbage`, `slow` (never answer), `echo` (HTTP 502 with the address in it), `html` (HTTP 200 and a
  page), or a status.

GET /seen returns what it took, how many tokens it gave, and every request to send. Real codes: -1, 40001, 40014, 42001,
45009, 81013, 60111, 60020, 93000.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Event, Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

CORP, SECRET, AGENT = "ww4711corp", "secret-of-the-application-0815", 1000002
ROBOT = "693a91f6-7aaa-4bc4-97a0-0ec2cafe5aaa"

USUAL: dict[str, Any] = {
    "secret": SECRET,
    "expire": False,
    "valid": 7200,
    "refuse": {},
    "invalid": [],
    "fault": {},
    "told": {
        "-1": "system busy",
        "40001": "invalid credential",
        "40014": "invalid access_token",
        "42001": "access_token expired",
        "45009": "api freq out of limit",
        "45033": "api concurrent out of limit",
        "60020": "not allow to access from your ip",
        "60111": "userid not found",
        "81013": "user & party & tag all invalid",
        "93000": "invalid webhook url",
    },
}
account: dict[str, Any] = json.loads(json.dumps(USUAL))
tokens: list[str] = []
given = 0
asked: list[dict[str, Any]] = []
taken: list[dict[str, Any]] = []
lock = Lock()
never = Event()


def refused(code: int) -> dict[str, Any]:
    """Return an answer with a code, worded as the real one words it."""
    told = account["told"].get(str(code), "refused")
    hint = (
        f"hint: [16{code}], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    )
    return {"errcode": code, "errmsg": f"{told}, {hint}"}


def give_token(query: dict[str, str]) -> dict[str, Any]:
    """Give out a token, the same as before as long as it is valid."""
    global given  # noqa: PLW0603 - the process is one provider
    if query.get("corpid") != CORP:
        return refused(40013)
    if query.get("corpsecret") != account["secret"]:
        return refused(40001)
    with lock:
        given += 1
        if not tokens or account.pop("expire", False):
            tokens.append(f"token+{len(tokens)}/of=length-{given}")
        return {"errcode": 0, "errmsg": "ok", "access_token": tokens[-1], "expires_in": account["valid"]}


def is_expired(token: str | None) -> bool:
    """Return whether a token is not the one that is valid."""
    return account.get("expire", False) or not tokens or token != tokens[-1]


def send(query: dict[str, str], letter: dict[str, Any]) -> dict[str, Any] | str:
    """Take an application's message to one person."""
    if is_expired(query.get("access_token")):
        return refused(42001 if query.get("access_token") in tokens else 40014)
    if letter["agentid"] != AGENT:
        return refused(40056)
    content = letter[letter["msgtype"]]
    if letter["msgtype"] == "text" and len(content["content"].encode()) > 2048:
        return refused(45002)
    return take(letter["touser"], letter)


def say(query: dict[str, str], letter: dict[str, Any]) -> dict[str, Any] | str:
    """Take a robot's message."""
    return take(query.get("key", ""), letter, known=query.get("key") == ROBOT)


def take(to: str, letter: dict[str, Any], *, known: bool = True) -> dict[str, Any] | str:
    """Take a message unless it is to be refused; one that came before within the time is not shown again."""
    if to in account["refuse"]:
        code = account["refuse"][to]
        return code if isinstance(code, str) else refused(code)
    if not known:
        return refused(93000)
    if to in account["invalid"]:
        return {"errcode": 0, "errmsg": "ok", "invaliduser": to.lower(), "msgid": "m0"}
    with lock:
        if letter.get("enable_duplicate_check") and letter in taken:
            return {"errcode": 0, "errmsg": "ok", "msgid": "again"}
        taken.append(letter)
        return {"errcode": 0, "errmsg": "ok", "msgid": f"msg-{len(taken)}"}


class Handler(BaseHTTPRequestHandler):
    """One process for all."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        wanted = json.loads(self._body())
        with lock:
            if wanted.pop("anew", False):
                account.clear()
                account.update(json.loads(json.dumps(USUAL)))
                del tokens[:], asked[:], taken[:]
                globals()["given"] = 0
            account.update(wanted)
        self._reply({})

    def do_GET(self) -> None:
        path, query = self._asked()
        if path == "/seen":
            self._reply({"taken": taken, "given": given, "asked": asked})
        elif path.endswith("/cgi-bin/gettoken"):
            self._answer(path, lambda: give_token(query))
        elif path.endswith("/cgi-bin/agent/get"):
            code = account["refuse"].get("agent")
            self._answer(path, lambda: refused(code) if code else {"errcode": 0, "errmsg": "ok", "agentid": AGENT})
        else:
            self._reply("no such page", 404)

    def do_POST(self) -> None:
        path, query = self._asked()
        body = self._body().decode()
        letter = json.loads(body)
        with lock:
            asked.append({"path": path, "escaped": "\\u" in body, **letter})
        if path.endswith("/cgi-bin/message/send"):
            self._answer(path, lambda: send(query, letter))
        elif path.endswith("/cgi-bin/webhook/send"):
            self._answer(path, lambda: say(query, letter))
        else:
            self._reply("no such page", 404)

    def do_HEAD(self) -> None:
        self._reply("")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, path: str, answer: Any) -> None:  # noqa: ANN401 - a function without arguments
        fault = account["fault"].get(path.rpartition("/")[2])
        if fault == "lost":
            answer()
        if fault in {"drop", "lost"}:
            self.close_connection = True
            self.connection.close()
        elif fault == "slow":
            never.wait(30)
        elif fault == "garbage":
            self._reply('{"errcode": ')
        elif fault == "html":
            self._reply("<html>a captive portal</html>")
        elif fault == "echo":
            self._reply(f"<h1>Bad gateway</h1>{self.path}", 502)
        elif fault:
            self._reply("no", int(fault))
        else:
            self._reply(answer())

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _reply(self, answer: dict[str, Any] | str, status: int = 200) -> None:
        content = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class Provider:
    """The program, as a test speaks to it; `url` is another for each test, so that none has the token of another."""

    def __init__(self, port: int) -> None:
        self._at = f"http://127.0.0.1:{port}"
        self._place = count()
        self.url = self._at

    def __str__(self) -> str:
        """Return where it is."""
        return self.url

    def anew(self) -> Provider:
        """Return the provider as it is at first."""
        self.url = f"{self._at}/{next(self._place)}"
        self.set(anew=True)
        return self

    def set(self, **facts: object) -> None:
        """Set what it knows."""
        httpx.put(f"{self._at}/account", json=facts).raise_for_status()

    def seen(self) -> dict[str, Any]:
        """Return what it took, how many tokens it gave, and what it was asked to send."""
        found: dict[str, Any] = httpx.get(f"{self._at}/seen").json()
        return found


@contextmanager
def running() -> Iterator[Provider]:
    """Start the program, and end it afterwards."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Provider(int(process.stdout.readline()))
        process.terminate()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
