"""Links that act, pressed by several processes at the same moment, and by one that is killed in the middle of it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from crowd import together

from duban import Contact, Directory, Engine, LinkDead, Settings, TransitionRefused, Unit
from duban.storage import reach
from duban.testing import FixedClock
from duban.workflow import Level

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

OFFICE, DOER = "市优化办", "市住建局"
WHO = Directory([Unit(OFFICE), Unit(DOER)], [Contact(DOER, "唐瑞", Level.HANDLER, email="tang@example.org")])
NOW = "2026-11-24T09:00+08:00"
WORKERS = 6


def made(url: str) -> Engine:
    return Engine(Settings(database=url), scenarios=["issue"], directory=WHO, clock=FixedClock(NOW), channels={})


def opened(engine: Engine) -> tuple[str, str]:
    """Open a matter, and return its number and the token of the link in its message."""
    units = {"lead": OFFICE, "responsible": DOER}
    number = engine.open("issue", title="取号机故障", units=units, by=OFFICE).number
    link = engine.link_of(engine.outbox(number=number)[0].id)
    assert link is not None
    return number, link.token


def press(url: str, number: str, token: str, worker: int) -> str:
    """Press the link, or sign in and do the same."""
    with made(url) as engine:
        try:
            if worker % 3 == 2:
                return engine.fire(number, "签收", by=f"{DOER}/唐瑞").state
            return engine.follow_link(token).state
        except LinkDead as dead:
            return str(dead.blockers[0])
        except TransitionRefused as refused:
            return ",".join(refused.codes)


def test_one_of_many_presses_signs_and_the_others_are_told(
    database_url: str, make_engine: MakeEngine, rows: Rows
) -> None:
    engine = make_engine(Settings(database=database_url), scenarios=["issue"], directory=WHO, clock=FixedClock(NOW))
    for _ in range(3):
        number, token = opened(engine)
        results = together(press, [(database_url, number, token, worker) for worker in range(WORKERS)])
        assert results.count("整改") == 1
        told = {"唐瑞 2026年11月24日 09:00 已签收", "state", "signed"}
        assert {each for each in results if each != "整改"} <= told
        acts = [entry for entry in engine.history(number) if entry.kind == "act"]
        assert len(acts) == 1
        used = [row for row in rows()["duban_link_use"] if row["message_id"] == acts[0].payload.get("by_link")]
        assert len(used) == int("by_link" in acts[0].payload)
    assert engine.verify().ok


def press_and_die(url: str, token: str, *, after: bool) -> None:
    whole = reach.use_link

    def killed(*given: object) -> bool:
        if after:
            whole(*given)  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)
        return False

    reach.use_link = killed  # type: ignore[assignment]
    made(url).follow_link(token)


@pytest.mark.parametrize("after", [False, True], ids=["before-the-use", "before-the-commit"])
def test_a_process_that_is_killed_in_between_leaves_nothing_of_it(
    database_url: str, make_engine: MakeEngine, rows: Rows, *, after: bool
) -> None:
    engine = make_engine(Settings(database=database_url), scenarios=["issue"], directory=WHO, clock=FixedClock(NOW))
    _, token = opened(engine)
    before = rows()
    child = os.fork()
    if child == 0:  # pragma: no cover - it is killed
        try:
            press_and_die(database_url, token, after=after)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert rows() == before
    assert engine.follow_link(token).state == "整改"
    assert len(rows()["duban_link_use"]) == 1
    assert engine.verify().ok
