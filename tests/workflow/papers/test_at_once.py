"""Signers at the same moment: each draft is signed once, and no number is given twice or left out."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from crowd import together
from letters import FILE, LATE_DAY, codes, draft, late, made

from duban import Engine
from duban.testing import FixedClock
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine


def signs(url: str, waiting: list[str], worker: int) -> list[str]:
    """Sign drafts, some of which others sign at the same moment, beginning at different ones."""
    begun = worker % len(waiting)
    done = []
    with Engine(url, scenarios=[FILE], clock=FixedClock(LATE_DAY), directory=MadeUpPeople()) as engine:
        for each in (*waiting[begun:], *waiting[:begun]):
            refused = codes(partial(engine.sign, each, by=f"市督考办/第{worker}人"))
            done += [] if refused == [("state", "decided")] else [f"{each} {refused}" if refused else each]
    return done


def test_each_draft_is_signed_once_and_numbers_follow_each_other(
    database_url: str, make_engine: MakeEngine, clock: FixedClock
) -> None:
    engine = made(make_engine)
    waiting = [draft(engine, late(engine, clock, f"第{place}件").number) for place in range(8)]
    done = together(signs, [(database_url, waiting, worker) for worker in range(4)])
    assert Counter(chain.from_iterable(done)) == dict.fromkeys(waiting, 1)
    numbers = [f"云督办〔2024〕{place}号" for place in range(1, 9)]
    assert sorted(each.number for each in engine.papers()) == sorted(numbers)
    assert engine.verify().ok
