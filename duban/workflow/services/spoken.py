"""What templates can say beside an instance's own values: of the act, of clocks, roles and days, and whom to ring."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from duban import words
from duban.states import SYSTEM
from duban.states.history import Decided, RungFired, Signed, Unanswered, Urged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from duban.states.history import Entry, Recorded
    from duban.storage import OutboxRecord


class Named(str):
    """A name that also has a `name` attribute: authors of templates write either `unit` or `unit.name`."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Return the name."""
        return str(self)


class Call(str):
    """Whom to ring in the unit that hands the work out; called with a role, in a unit of that. Empty without one."""

    __slots__ = ("_calls",)

    _calls: Mapping[str, str]

    @classmethod
    def among(cls, calls: Mapping[str, str]) -> Call:
        """Return those to ring, by role; the one of the empty name stands by itself."""
        made = cls(calls.get("", ""))
        made._calls = calls
        return made

    def __call__(self, role: str) -> str:
        """Return whom to ring in a role."""
        return self._calls.get(role, "")


class Who:
    """Called with a role, the names of its units, or that none is named yet."""

    def __init__(self, units: Mapping[str, Sequence[str]]) -> None:
        self._units = units

    def __call__(self, role: str) -> str:
        """Return the names, in the language of the reader."""
        return words.listed(self._units.get(role, ())) or words.text("to be named")


class After:
    """Called with a length of time, the day that is so long after the day on which the message was to leave."""

    def __init__(self, days: Mapping[str, str]) -> None:
        self._days = days

    def __call__(self, length: str) -> date | None:
        """Return the day, as it was reckoned when the message was decided."""
        day = self._days.get(length)
        return None if day is None else date.fromisoformat(day)


class Filled(dict[str, "Sequence[str]"]):
    """The units that fill each role; of a role of the scenario that nobody fills, none."""

    def __init__(self, units: Mapping[str, Sequence[str]], roles: Collection[str]) -> None:
        """Take the roles that are filled, and all that there are."""
        super().__init__(units)
        self._roles = roles

    def __missing__(self, role: str) -> Sequence[str]:
        """Return no units, so that `{% if item.units.helper %}` works."""
        if role not in self._roles:
            raise KeyError(role)
        return ()


class ShownClock(dict[str, Any]):
    """A clock as templates see it; called with the name of another one, that clock, as it was at the same moment."""

    others: Mapping[str, Any]

    def __init__(self, kept: Mapping[str, Any] | None, others: Mapping[str, Any] | None = None) -> None:
        """Take a clock as its row has it; none for an instance that has none."""
        self._there = kept is not None
        self.others = others or {}
        shown: dict[str, Any] = {"name": "", "due": None, "left": None, "light": "green", **(kept or {})}
        if shown["due"] is not None:
            shown["due"] = date.fromisoformat(shown["due"])
        over = shown.get("over")
        shown |= {"left": _left(shown["left"]), "overdue": over is not None, "over": _left(over) if over else ""}
        super().__init__(shown)

    def __bool__(self) -> bool:
        """Return whether there is a clock, so that `{% if clock %}` works."""
        return self._there

    def __call__(self, name: str) -> ShownClock:
        """Return another clock of the instance; a false one if it does not run."""
        return ShownClock(self.others.get(name))


def _left(kept: dict[str, Any] | str | None) -> str:
    """Return the time left in words; earlier versions stored it in words already."""
    if isinstance(kept, dict):
        return words.left_over(**kept)
    return words.length(kept)


def of_the_act(facts: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return what templates can say of the act that a message tells of; a field of the same name hides it."""
    act = facts.get("act", {})
    by = act.get("by", "")
    dates = {name: None if act.get(name) is None else date.fromisoformat(act[name]) for name in ("old", "new")}
    who = words.text("the system") if by == SYSTEM else by
    return {
        "note": act.get("note", ""),
        "by": Named(who),
        "at": at,
        "call": Call.among(facts.get("calls", {})),
        **dates,
    }


def of_the_paper(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what templates see of a paper; a draft has no number yet, nor a day by which it is answered."""
    shown: dict[str, Any] = {
        **dict.fromkeys(("id", "name", "level", "number", "signed_by", "title", "requirements"), ""),
        **(kept or {}),
    }
    day = shown.get("reply_by")
    return {
        **shown,
        "to": words.listed(shown.get("to", ())) or words.text("nobody"),
        "copy": words.listed(shown.get("copy", ())),
        "reply_by": None if day is None else date.fromisoformat(day),
    }


def of_the_urge(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what templates see of an urge: who urged and on which day, by when it is answered, and who has not."""
    said = kept or {}
    days = {name: None if said.get(name) is None else date.fromisoformat(said[name]) for name in ("on", "due")}
    return {"by": Named(said.get("by", "").partition("/")[0]), "units": said.get("units", ()), **days}


class Reminded(NamedTuple):
    """How often somebody was reminded as a clock ran, in its round, and when last."""

    times: int = 0
    last: datetime | None = None


NEVER = Reminded()


def reminded_before(history: Iterable[Recorded], record: OutboxRecord) -> Reminded:
    """Return how often somebody was reminded before a message was decided, in its round and as its clock ran."""
    clock = (json.loads(record.facts).get("clock") or {}).get("name")
    found = NEVER
    for entry in history:
        if record.message_id in (entry.facts.posted or ()):
            break
        if entry.round == record.round and _reminds(entry.facts, clock):
            found = Reminded(found.times + 1, entry.at)
    return found


def _reminds(facts: Entry, clock: str | None) -> bool:
    """Return whether an entry has told somebody to get on: a rung, if nobody had to release it first, or an urge."""
    if not facts.told:
        return False
    match facts:
        case RungFired(confirm=None) | Decided(length=None) | Signed():
            return facts.clock == clock
        case _:
            return isinstance(facts, Urged | Unanswered)
