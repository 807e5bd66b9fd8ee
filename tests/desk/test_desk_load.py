"""Many at once: sixty people on one SQLite file, beside the daemon, and fifty who never finish what they ask."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
from browser import PASSWORD, forms

from duban import Contact, Directory, Engine, Unit
from duban.desk import DeskOffice, Function
from duban.evidence import Evidence
from duban.workflow import Level

if TYPE_CHECKING:
    from pathlib import Path

CLERKS, READERS = 50, 10
ROUNDS = int(os.environ.get("DUBAN_LOAD_ROUNDS", "1"))
"""How many matters each clerk works on: `DUBAN_LOAD_ROUNDS=20` keeps a machine of two cores busy for minutes."""

SETTINGS = """
database = "sqlite:///duban.db"
scenarios = ["issue"]
[desk]
port = 0
[evidence]
folder = "files"
free_mb = 0
"""


def enter(address: str, token: str) -> tuple[httpx.Client, Counter[int]]:
    """Choose a password and so sign in; return the browser, and the count of its answers."""
    statuses: Counter[int] = Counter()
    hooks = {"response": [lambda answer: statuses.update([answer.status_code])]}
    client = httpx.Client(base_url=address, event_hooks=hooks, timeout=120)
    page = client.get(f"/welcome/{token}")
    form = forms(page)[0]
    client.post(form.action, data={**form.fields, "password": PASSWORD, "password_again": PASSWORD})
    return client, statuses


def press(client: httpx.Client, page: httpx.Response, action: str, **typed: str) -> None:
    """Send the form of a page twice, as who presses the button twice does."""
    form = next(each for each in forms(page) if each.action == quote(action))
    fields = {**form.fields, **{name.replace("__", "."): value for name, value in typed.items()}}
    for _ in range(2):
        proof = {"f.evidence": ("a.pdf", b"%PDF-1.7\n" + action.encode(), "application/pdf")} if typed else None
        client.post(form.action, data=fields, files=proof)


def work(address: str, token: str, numbers: list[str]) -> Counter[int]:
    """Work as a clerk: sign for what waits, and ask for the close-out with evidence."""
    client, statuses = enter(address, token)
    with closing(client):
        for number in numbers:
            press(client, client.get("/"), f"/i/{number}/do/签收")
            form = f"/i/{number}/do/申请销号"
            press(client, client.get(form), form, f__measure="已更换三台取号机")
            client.get(f"/i/{number}")
    return statuses


def read(address: str, token: str) -> Counter[int]:
    """Read as an officer does: the ledger, the lists, and what is late."""
    client, statuses = enter(address, token)
    with closing(client):
        for _ in range(4 * ROUNDS):
            for path in ("/ledger", "/ledger?light=red", "/waiting", "/"):
                client.get(path)
    return statuses


def test_sixty_people_at_once_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "duban.toml").write_text(SETTINGS, "utf-8")
    units = [f"责任单位{place}" for place in range(CLERKS)]
    people = [Contact(unit, "经办人", Level.HANDLER) for unit in units]
    database = f"sqlite:///{tmp_path / 'duban.db'}"
    kept = Evidence(folder=str(tmp_path / "files"), free_mb=0)
    directory = Directory([Unit("市优化办"), *map(Unit, units)], people)
    with Engine(database, scenarios=["issue"], directory=directory, channels={}, evidence=kept) as engine:
        office = DeskOffice(engine)
        office.init()
        tokens = {
            unit: office.add(f"clerk{place}", shown="经办人", unit=unit, function=Function.CLERK)
            for place, unit in enumerate(units)
        }
        readers = [
            office.add(f"officer{place}", shown="督办员", unit="市优化办", function=Function.OFFICER)
            for place in range(READERS)
        ]
        matters = {
            unit: [
                engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": unit}).number
                for _ in range(ROUNDS)
            ]
            for unit in units
        }
    run = [sys.executable, "-m", "duban", "serve"]
    with subprocess.Popen(
        run,
        cwd=tmp_path,
        env={**os.environ, "LANG": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip().rpartition(" ")[2]
            with ThreadPoolExecutor(CLERKS + READERS) as crowd:
                asked = [crowd.submit(work, address, token, matters[unit]) for unit, token in tokens.items() if token]
                asked += [crowd.submit(read, address, token) for token in readers if token]
                statuses: Counter[int] = sum((each.result() for each in asked), Counter())
            server.send_signal(signal.SIGTERM)
            _, logged = server.communicate(timeout=60)
        finally:
            server.kill()
    assert statuses.keys() == {200, 303}, (statuses, logged)
    assert "Traceback" not in logged
    with Engine(database, scenarios=["issue"], directory=directory, channels={}, evidence=kept) as engine:
        for unit, numbers in matters.items():
            for number in numbers:
                done = [(entry.trigger, entry.actor) for entry in engine.history(number) if entry.trigger]
                assert done == [("签收", f"{unit}/经办人"), ("申请销号", f"{unit}/经办人")]
        assert engine.verify().ok


HALVES = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\ncontent-length: 9\r\n\r\n1",
)


def test_who_sends_half_a_request_keeps_nobody_out_and_is_cut_off(tmp_path: Path) -> None:
    (tmp_path / "duban.toml").write_text(SETTINGS.replace("port = 0", "port = 0\nrequest_seconds = 1"), "utf-8")
    with Engine(f"sqlite:///{tmp_path / 'duban.db'}", scenarios=["issue"]) as engine:
        DeskOffice(engine).init()
    run, environment = [sys.executable, "-m", "duban", "desk"], {**os.environ, "LANG": "C.UTF-8"}
    with (
        subprocess.Popen(run, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as server,
        ExitStack() as sockets,
    ):
        try:
            assert server.stdout is not None
            address = httpx.URL(server.stdout.readline().strip().rpartition(" ")[2])
            halves = [
                sockets.enter_context(closing(socket.create_connection(("127.0.0.1", address.port or 0), timeout=20)))
                for _ in range(50)
            ]
            for place, half in enumerate(halves):
                half.sendall(HALVES[place % len(HALVES)])
            assert httpx.get(address.join("/sign-in")).status_code == 200
            assert not any(b" 200 " in _until_closed(half) for half in halves)
        finally:
            server.kill()


def _until_closed(half: socket.socket) -> bytes:
    """Return what comes before a connection is closed, at most a refusal; raise TimeoutError if it is not closed."""
    came = b""
    try:
        while more := half.recv(4096):
            came += more
    except ConnectionResetError:
        pass
    return came
