"""The room itself: who may import and call what, its tables on both databases, and the desk in another application."""

from __future__ import annotations

import ast
import inspect
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from browser import PASSWORD, Browser, form_to, forms
from fastapi import FastAPI

from duban import Engine
from duban.desk import Desk, DeskMissing, Function, Identity, Membership, UnsafeAddress, check_desk, verify_journal
from duban.desk.pages import PAGES
from duban.desk.store import metadata
from duban.desk.store.schema import HEAD, VERSION_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desk_office import Office
    from starlette.requests import Request

ROOM = Path(__file__).parents[2] / "duban" / "desk"
ALONE = {
    "argon2": {"passwords.py"},
    "pyotp": {"second.py"},
    "jinja2": {"rendering.py"},
    "uvicorn": {"running.py", "slow.py"},
}
"""Libraries that are kept to few files."""
READING = {
    "allowed",
    "allowed_many",
    "by_link",
    "call_list",
    "at_hand",
    "deeds",
    "contacts",
    "count",
    "counts",
    "database",
    "definition",
    "calendar",
    "events",
    "channels",
    "definitions",
    "draft_content",
    "directory",
    "directory_history",
    "directory_version",
    "drafts",
    "explain",
    "files",
    "figures",
    "find",
    "has_database",
    "history",
    "instance",
    "marked_addresses",
    "keeps_directory",
    "keeps_files",
    "links",
    "matrix",
    "now",
    "open_file",
    "opened",
    "outbox",
    "outbox_counts",
    "page",
    "papers",
    "pending",
    "prepare",
    "preview",
    "preview_message",
    "read_draft",
    "rules",
    "settings",
    "situation",
    "today",
    "troubles",
    "units",
    "unusable",
    "versions",
    "where",
    "why_due",
    "why_escalated",
    "why_not",
    "working_calendar",
}
"""Verbs and attributes of an engine that change nothing."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_a_page_imports_no_storage_and_a_read_model_nothing_of_the_web() -> None:
    for path in ROOM.rglob("*.py"):
        named = set(imports(path))
        assert not any(name.startswith("duban.storage") for name in named), path
        if path.parent.name == "models":
            assert not any(name.split(".")[0] in {"starlette", "jinja2"} for name in named), path
            assert not any(name.startswith("duban.desk.serving") for name in named), path
        for library, homes in ALONE.items():
            assert library not in {name.split(".")[0] for name in named} or path.name in homes, (path, library)


def test_only_the_room_of_acts_calls_a_verb_that_changes_something() -> None:
    verbs = {name for name, _ in inspect.getmembers(Engine, inspect.isfunction) if not name.startswith("_")}
    changing = verbs - READING
    for path in ROOM.rglob("*.py"):
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if ast.unparse(node.func.value).rpartition(".")[2] in {"engine", "_engine"}
        }
        allowed = {"received"} if path.name == "callbacks.py" else set()  # a provider reports, and nobody acts
        assert called & changing <= allowed or path.parent.name == "acts", (path, called & changing)


def test_nobody_imports_the_desk_but_the_command_line_and_the_demo() -> None:
    for path in ROOM.parent.rglob("*.py"):
        inside = path.relative_to(ROOM.parent).parts[0]
        if inside not in {"desk", "cli", "demo"}:
            assert not any(name.startswith("duban.desk") for name in imports(path)), path


def flow(office: Office) -> None:
    """Go through what the desk keeps: accounts, sessions, failures and the journal."""
    token = office.keeping.add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK)
    browser = Browser(office.desk)
    assert browser.choose(token, PASSWORD).status_code == 303
    assert Browser(office.desk).sign_in("tangrui", "wrong").status_code == 422
    assert Browser(office.desk).sign_in("nobody", "wrong").status_code == 422
    assert Browser(office.desk).sign_in("tangrui", PASSWORD).status_code == 303
    number = office.engine.open("issue", by="市优化办", units={"lead": "市优化办", "responsible": "市住建局"}).number
    action = f"/i/{number}/do/签收"
    assert browser.send(browser.get(action), action).status_code == 303
    check = verify_journal(office.engine)
    assert check is not None
    assert (check.ok, check.entries) == (True, 8)


def test_it_keeps_its_accounts_on_both_databases_as_its_tables_say(
    make_office: Callable[..., Office], empty_database_url: str
) -> None:
    office = make_office(database=empty_database_url, people=False)
    flow(office)
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - takes a while

    with office.engine.database.reading() as connection:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables, "compare_type": True}
        context = MigrationContext.configure(connection, opts=ours)
        assert [change for change in compare_metadata(context, metadata) if "index" not in str(change[0])] == []
        assert (
            MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision() == HEAD
        )
    assert ScriptDirectory(str(ROOM / "store" / "migrations")).get_heads() == [HEAD]
    office.engine.close()


def test_who_does_not_use_the_desk_has_none_of_its_tables(tmp_path: Path) -> None:
    with Engine(f"sqlite:///{tmp_path}/plain.db", scenarios=["issue"]) as engine:
        engine.prepare()
        assert verify_journal(engine) is None
        with engine.database.reading() as connection:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert not any(name.startswith("duban_desk") for name in names)
        with pytest.raises(DeskMissing):
            check_desk(engine)


@pytest.mark.parametrize(
    ("desk", "safe"),
    [
        ({"host": "0.0.0.0"}, False),
        ({"host": "10.0.0.8"}, False),
        ({"host": "10.0.0.8", "insecure_http": True}, True),
        ({"host": "10.0.0.8", "url": "http://duban.lan"}, False),
        ({"host": "10.0.0.8", "url": "https://duban.lan"}, True),
        ({"host": "10.0.0.8", "certificate": "desk.pem"}, True),
        ({"host": "::1"}, True),
    ],
)
def test_other_machines_are_not_served_without_tls_unless_somebody_accepts_that(
    make_office: Callable[..., Office], desk: dict[str, Any], *, safe: bool
) -> None:
    office = make_office(people=False, **desk)
    if safe:
        assert isinstance(check_desk(office.engine), Desk)
    else:
        with pytest.raises(UnsafeAddress):
            check_desk(office.engine)
    said = office.stranger().get("/sign-in").text
    assert ("明文" in said) == bool(desk.get("insecure_http"))


def test_below_a_prefix_of_another_application_every_address_leads_there(office: Office, number: str) -> None:
    host = FastAPI()
    host.mount("/duban", office.desk)
    browser = Browser(host)
    asked = browser.get("/duban/")
    assert asked.headers["location"] == "/duban/sign-in"
    page = browser.get("/duban/sign-in?next=/duban/me")
    answer = browser.send(page, "/duban/sign-in", name="tangrui", password=PASSWORD)
    assert answer.headers["location"] == "/duban/me"
    assert "Path=/duban;" in answer.headers.get_list("set-cookie")[0]
    action = f"/duban/i/{number}/do/签收"
    assert browser.send(browser.get(action), action).headers["location"].startswith(f"/duban/i/{number}")
    for address in ("/duban/", "/duban/me", f"/duban/i/{number}", "/duban/sign-in/code"):
        shown = browser.get(address)
        linked = [part.split('"')[0] for mark in ('href="', 'action="') for part in shown.text.split(mark)[1:]]
        assert all(link.startswith(("/duban/", "#")) for link in linked), linked
    elsewhere = browser.get("/duban/sign-in?next=/other")
    assert elsewhere.status_code == 303


def test_behind_a_proxy_with_tls_cookies_are_sealed_and_the_path_of_its_address_is_kept(
    make_office: Callable[..., Office],
) -> None:
    office = make_office(people=False, url="https://www.yunchuan.example/duban")
    link = office.keeping.address(office.keeping.add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK))
    for given in ("/welcome/", "/duban/welcome/"):  # whether the proxy takes the path off
        behind = Browser(office.desk, address="http://www.yunchuan.example")
        page = behind.get(given + link.rpartition("/")[2])
        assert form_to(page, httpx.URL(link).path).action == httpx.URL(link).path
        (cookie,) = page.headers.get_list("set-cookie")
        assert cookie.startswith("__Secure-duban-guest=")
        assert "; Path=/duban; HttpOnly; SameSite=Lax; Secure" in cookie
    assert behind.get("/duban").headers["location"] == "/duban/sign-in"
    here = Browser(office.desk)  # at the server itself, without the proxy
    page = here.get("/welcome/" + link.rpartition("/")[2])
    done = here.send(page, httpx.URL(link).path, password=PASSWORD, password_again=PASSWORD)
    assert done.headers["location"] == "/duban/"
    assert here.get("/duban/me").status_code == 200


def test_an_application_can_say_itself_who_comes(office: Office, number: str) -> None:
    people = {
        "1": Identity(None, "tangrui", "唐瑞", Membership(0, "市住建局", "唐瑞", Function.CLERK)),
        "2": Identity(None, "hejing", "何静", Membership(0, "市教育局", "何静", Function.CLERK)),
    }

    async def identify(request: Request) -> Identity | None:
        return people.get(request.headers.get("x-employee", ""))

    browser = Browser(Desk(office.engine, identify=identify))
    assert browser.get("/").status_code == 401
    assert browser.get("/sign-in").status_code == 404
    assert number in browser.get("/", headers={"x-employee": "1"}).text
    action = f"/i/{number}/do/签收"
    assert browser.get(action, headers={"x-employee": "2"}).status_code == 404
    shown = forms(browser.get(action, headers={"x-employee": "1"}))
    fields = next(form for form in shown if "key" in form.fields).fields
    assert browser.post(action, data=fields, headers={"x-employee": "2"}).status_code == 404
    assert browser.post(action, data=fields, headers={"x-employee": "1"}).status_code == 303
    assert office.engine.history(number)[-1].actor == "市住建局/唐瑞"


def test_the_desk_makes_its_key_when_somebody_signs_in_and_not_before(make_office: Callable[..., Office]) -> None:
    office = make_office(people=False)
    key = office.engine.settings.folder / "desk.key"
    token = office.keeping.add("tangrui", shown="唐瑞", unit="市住建局", function=Function.CLERK)
    assert not key.exists()
    assert Browser(office.desk).choose(token, PASSWORD).status_code == 303
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key.parent.glob(".desk.key*")] == []


def test_it_is_served_beside_the_daemon_by_one_command(tmp_path: Path) -> None:
    environment = {**os.environ, "LANG": "C.UTF-8", "DUBAN_DESK__PORT": "0"}
    command = [sys.executable, "-m", "duban"]
    run = {"cwd": tmp_path / "office", "env": environment}
    subprocess.run([*command, "init", "office"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    link = subprocess.run([*command, "desk", "init"], check=True, capture_output=True, text=True, **run).stdout
    with subprocess.Popen(
        [*command, "serve"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **run
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip().rpartition(" ")[2]
        with httpx.Client(base_url=address) as client:
            shown = client.get("/welcome/" + link.strip().rpartition("/")[2])
            assert (shown.status_code, "首位管理员" in shown.text) == (200, True)
            assert "server" not in shown.headers
        server.send_signal(signal.SIGTERM)
        _, logged = server.communicate(timeout=60)
    assert "started" in logged
    assert "stopped" in logged
    assert server.returncode == 0


def test_every_page_has_a_name_and_an_address_of_its_own() -> None:
    assert len({page.name for page in PAGES}) == len({page.path for page in PAGES}) == len(PAGES)
