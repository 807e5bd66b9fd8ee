"""The example applications, as their users run them: real servers on loopback, with the daemon beside them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from duban import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[2] / "examples"
SERVING = re.compile(r"http://127\.0\.0\.1:([0-9]+)")


def run(*command: str, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def served(*command: str, folder: Path, **environment: str) -> Iterator[httpx.Client]:
    """Start a server on a port that is free, and stop it afterwards."""
    server = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    said: list[str] = []
    try:
        for line in server.stdout:
            said.append(line)
            if found := SERVING.search(line):
                break
        else:
            pytest.fail("the server did not start:\n" + "".join(said))
        with httpx.Client(base_url=f"http://127.0.0.1:{found[1]}", follow_redirects=True, timeout=30) as client:
            yield client
    finally:
        server.terminate()
        server.communicate()


def told(folder: Path, **environment: str) -> set[tuple[str, str]]:
    """Return who is told of what, sent already or waiting for the office to open."""
    listed = json.loads(run("duban", "outbox", "list", "--status", "all", "--json", folder=folder, **environment))
    return {(message["number"], message["address"]) for message in listed}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a place for a copy of an example: it writes beside itself."""
    return tmp_path / "example"


def example(name: str, folder: Path) -> None:
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("*.db*", "mail", "__pycache__"))


@pytest.mark.parametrize("driver", ["aiosqlite", "asyncpg"])
def test_the_hotline_takes_a_petition_in_its_own_transaction(
    driver: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    example("hotline", folder)
    ours = f"sqlite:///{folder / 'hotline.db'}"
    if driver == "asyncpg":
        server = request.getfixturevalue("postgres")
        ours = server.url(server.create())
    url = make_url(ours)
    theirs = url.set(drivername=f"{url.get_backend_name()}+{driver}").render_as_string(hide_password=False)
    address = {"HOTLINE_DATABASE": theirs, "DUBAN_DATABASE": ours}
    run("alembic", "upgrade", "head", folder=folder, **address)
    with served("uvicorn", "app:app", "--port", "0", folder=folder, **address) as client:
        assert "投诉内容" in client.get("/").text
        form = {"caller": "王女士", "phone": "13800000000", "title": "井盖缺失", "content": "人民路路口井盖缺失。"}
        page = client.post("/petitions", data=form)
        number = page.url.path.rpartition("/")[2]
        assert (page.status_code, '<p id="state">登记</p>' in page.text) == (200, True)
        assert form["phone"] not in page.text
        assert form["content"] not in page.text
        assert client.post(f"/petitions/{number}/accept", data={"unit": ""}).status_code == 422
        page = client.post(f"/petitions/{number}/accept", data={"unit": "市城管局"})
        assert '<p id="state">办理</p>' in page.text
        again = client.post(f"/petitions/{number}/accept", data={"unit": "市城管局"})
        assert (again.status_code, again.json()["blockers"][0]["code"]) == (409, "state")
        assert client.get("/petitions/TS-1999-0001").status_code == 404
        # What the application refuses after duban has opened is not kept by duban either.
        assert client.post("/petitions", data={**form, "title": "甲\x00"}).status_code >= 400
        assert [one["number"] for one in client.get("/api/petitions").json()] == [number]
        run("duban", "daemon", "--once", folder=folder, **address)
        assert told(folder, **address) == {(number, "rexianban@example.org"), (number, "chengguanju@example.org")}
    bind = create_engine(ours)
    with Engine(ours, scenarios=["complaint"]) as engine, bind.connect() as connection:
        assert [item.number for item in engine.find()] == [number]
        assert engine.verify().ok
        assert connection.execute(text("SELECT number, caller FROM petition")).all() == [(number, "王女士")]
        assert {"alembic_version", "duban_alembic_version"} <= set(inspect(connection).get_table_names())
    bind.dispose()
    # Their migrations neither see our tables nor would drop them.
    run("alembic", "check", folder=folder, **address)


def test_the_repairs_desk_follows_a_repair_by_a_workflow_of_its_own(folder: Path) -> None:
    example("repairs", folder)
    with served("flask", "--app", "app", "run", "--port", "0", folder=folder) as client:
        taken = client.post("/repairs", json={"what": "空调不制冷", "room": "三楼301"})
        assert taken.status_code == 201
        number = taken.json()["number"]
        bad = client.post(f"/repairs/{number}/修好", json={"by": "维修班"})
        assert (bad.status_code, bad.json()["blockers"][0]["code"]) == (409, "requires")
        done = client.post(f"/repairs/{number}/修好", json={"by": "维修班", "data": {"result": "加氟"}})
        assert done.json() == {"state": "验收"}
        assert client.post(f"/repairs/{number}/没有", json={"by": "维修班"}).status_code == 404
        closed = client.post(f"/repairs/{number}/验收合格", json={"by": "服务台"})
        assert closed.json() == {"state": "办结"}
        (row,) = client.get("/repairs").json()
        assert (row["room"], row["state"], row["number"]) == ("三楼301", "办结", number)
        run("duban", "daemon", "--once", folder=folder)
    assert told(folder) == {(number, "fitter@example.org")}
    run("duban", "scenario", "test", "repair.yaml", folder=folder)
