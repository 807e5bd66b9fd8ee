"""From what stands in the address to what the engine is asked, within what the viewer reaches."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from duban import words
from duban.desk.forms import read_day
from duban.desk.models.ledger.asked import CLOSED, MERGED, OPEN, VOID
from duban.desk.who import Function
from duban.states import InvalidData
from duban.workflow import Query

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.models.ledger.asked import Asked
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer

MY_UNIT = "@unit"
MATTERS_AT_ONCE = 500
"""As many matters as are printed or acted on at once."""

_FROM_TODAY = re.compile(r"([+-])(\d{1,4})d")
_RANGES = ("due_from", "due_to", "opened_from", "opened_to", "closed_from", "closed_to")
_DAY = timedelta(days=1)


class Reach(TypedDict):
    """What of a query says within which matters it looks."""

    scope: str
    led_parts: bool


def reach_of(viewer: Viewer) -> Reach:
    """Return what the engine is asked within: what the viewer's units take part in, and the parts of what they lead."""
    if viewer.scope.everything:
        return {"scope": "all", "led_parts": False}
    return {"scope": "own" if viewer.function is Function.CLERK else "below", "led_parts": True}


def query_of(asked: Asked, viewer: Viewer, rulebook: Rulebook) -> Query:
    """Return the query; raises InvalidData that names every day that cannot be read."""
    days, problems = {}, []
    for name in (*_RANGES, "quiet"):
        written = getattr(asked, name)
        try:
            days[name] = day_of(written, rulebook.today) if written else None
        except ValueError:
            problems.append(words.Line("{day:shown} is no day; write 2027-01-15 or 2027年1月15日", day=written))
    if asked.role and not asked.unit:
        problems.append(words.Line("whoever chooses a role has to choose a unit, too"))
    if problems:
        raise InvalidData(tuple(problems))
    quiet = days.pop("quiet")
    return Query(
        scenario=asked.scenario,
        state=asked.state,
        unit=_own(asked.unit, viewer),
        role=asked.role or None,
        light=asked.light,
        text=asked.text or None,
        waiting_for=_own(asked.waiting, viewer),
        plan=asked.plan or None,
        source=asked.source or None,
        quiet_since=quiet,
        wholes_only=bool(asked.fold),
        matters_only=not asked.scenario,
        **{**reach_of(viewer), **days, **_ending(asked, rulebook.today)},
    )


def day_of(written: str, today: date) -> date:
    """Return a day as people write it, or so many days from today (`-14d`). Raise ValueError."""
    if (parts := _FROM_TODAY.fullmatch(written)) is None:
        return read_day(written)
    try:
        return today + int(parts[2]) * (_DAY if parts[1] == "+" else -_DAY)
    except OverflowError:
        raise ValueError(written) from None


def _ending(asked: Asked, today: date) -> dict[str, Any]:
    closed = bool(asked.closed_from or asked.closed_to)
    if asked.show in {VOID, MERGED}:
        return {"ended": asked.show}
    if asked.show == CLOSED and not closed:
        return {"closed_to": today}
    return {"open_only": True} if asked.show == OPEN and not closed else {}


def _own(units: tuple[str, ...], viewer: Viewer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(viewer.unit if each == MY_UNIT else each for each in units))
