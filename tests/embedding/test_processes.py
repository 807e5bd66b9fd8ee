"""Processes that an application is forked into: each has connections of its own, and all work on one database."""

from __future__ import annotations

import copy
import os
import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import forking
import httpx
import pytest

from duban import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duban.aio import AsyncEngine

SERVES_AT = re.compile(r"Listening at: (http://127\.0\.0\.1:[0-9]+)")

APP = """
import os

from duban import Engine
from sqlalchemy import create_engine

KIND, URL = os.environ["KIND"], os.environ["URL"]
engine = Engine(URL, scenarios=["issue"]) if KIND == "url" else Engine(bind=create_engine(URL), scenarios=["issue"])
engine.create_tables()
engine.open("issue", by="甲局", units={"lead": "甲局", "responsible": "乙局"})  # connections are open before the fork


def app(environ, start_response):
    item = engine.open("issue", by="甲局", units={"lead": "甲局", "responsible": "乙局"})
    seen = engine.fire(item.number, "签收", by="乙局")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {seen.number} {seen.state}".encode()]
"""


@contextmanager
def preloaded(folder: Path, **environment: str) -> Iterator[str]:
    """Serve the application by four workers of gunicorn, forked after it was loaded, and say where."""
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "4", "--bind", "127.0.0.1:0", "shop:app"]
    server = subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    said: list[str] = []
    try:
        for line in server.stderr:
            said.append(line)
            if (found := SERVES_AT.search(line)) is not None:
                break
        else:
            pytest.fail("".join(said))
        yield found[1]
    finally:
        server.terminate()
        server.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
@pytest.mark.parametrize("kind", ["url", "bind"])
def test_whoever_is_forked_has_connections_of_its_own(kind: str, database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, forking.__file__, kind, database_url], capture_output=True, text=True, check=False
    )

    workers, each = forking.WORKERS, forking.EACH
    opened = 1 + workers * each + workers + 2 * workers * each + 1
    assert done.stdout.splitlines() == [
        f"children ended with {[0] * workers}",
        f"a pool opened {workers * each}",
        f"an executor opened {workers * each}",
        "refused for ['state', 'role']",
        f"there are {opened} and they hold: True",
    ], done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn runs on Unix")
@pytest.mark.parametrize("kind", ["url", "bind"])
def test_gunicorn_may_load_the_application_before_it_forks(kind: str, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(APP, "utf-8")
    with (
        preloaded(tmp_path, KIND=kind, URL=database_url) as address,
        httpx.Client(timeout=60) as browser,
        ThreadPoolExecutor(8) as threads,
    ):
        answers = list(threads.map(lambda _: browser.get(address), range(40)))

    assert [answer.status_code for answer in answers] == [200] * 40
    said = [answer.text.split() for answer in answers]
    assert len({worker for worker, *_ in said}) > 1
    assert len({number for _, number, _ in said}) == 40
    with Engine(database_url, scenarios=["issue"]) as engine:
        assert len(engine.find()) == 41
        assert engine.verify().ok


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("passed_on", [pickle.dumps, copy.deepcopy], ids=lambda way: way.__name__)
def test_an_engine_does_not_cross_processes_and_says_what_to_do(
    engine: Engine, awaited: AsyncEngine, passed_on: Callable[[object], object]
) -> None:
    for each in (engine, awaited):
        with pytest.raises(TypeError, match=r"make an Engine of its own there once; a forked process may use"):
            passed_on(each)
