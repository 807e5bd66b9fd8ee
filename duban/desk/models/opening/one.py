"""立项: which kinds of matters somebody may open, and what opening one would come to, before it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData, is_among
from duban.workflow import BatchRefused, WorkflowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from duban.desk.who import Viewer
    from duban.states import Definition
    from duban.workflow import Engine, NewItem, WouldSend

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of matters; `opens` are the units that alone may open one, if it is not for the viewer's."""

    scenario: str
    title: str
    opener: str
    opens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letters:
    """One message of an opening: how often it would go, to whom, and when the first of it would leave."""

    message: str
    count: int
    whom: str
    leaves: str


@dataclass(frozen=True, slots=True)
class Sending:
    """Everything that an opening would send, by message."""

    total: int
    units: int
    letters: tuple[Letters, ...]
    by_unit: tuple[tuple[str, int], ...]
    unreached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What opening a matter would come to: its state, when its clocks are due, who is meant by groups, who is told."""

    state: str
    clocks: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    sending: Sending


def kinds_of(engine: Engine, viewer: Viewer) -> tuple[Kind, ...]:
    """Return the kinds of matters that people open, those for the viewer's unit first."""
    found = [_kind(engine, each, viewer.unit) for each in engine.definitions() if each.sheet is None]
    return tuple(sorted(found, key=lambda kind: bool(kind.opens)))


def _kind(engine: Engine, definition: Definition, unit: str) -> Kind:
    role = definition.roles.get(definition.opens_by or "")
    units = engine.directory.expand(role.default).units if role is not None and role.default else ()
    others = () if not units or is_among(unit, units) else tuple(units)
    return Kind(definition.scenario, definition.title, "" if role is None else role.title, others)


def may_open_any(engine: Engine, viewer: Viewer) -> bool:
    """Return whether there is a kind of matters that the viewer may open."""
    return any(not kind.opens for kind in kinds_of(engine, viewer))


def foresee_opening(
    engine: Engine, viewer: Viewer, scenario: str, item: NewItem, *, zone: tzinfo, new_units: Iterable[str] = ()
) -> Foreseen | tuple[str, ...]:
    """Return what opening would come to by the engine's own trial, or why it would be refused."""
    try:
        tried = engine.preview(scenario, [item], by=viewer.by, new_units=new_units)
    except BatchRefused as refused:
        return tuple(dict.fromkeys(str(blocker) for each in refused.refusals for blocker in each.blockers))
    except (InvalidData, WorkflowError) as wrong:
        return tuple(getattr(wrong, "problems", str(wrong).splitlines()))
    opened, today = tried.items[0], engine.today()
    named = [
        name for names in item.get("units", {}).values() for name in ([names] if isinstance(names, str) else names)
    ]
    expand = engine.directory.expand
    groups = [(name, words.listed(expand([name]).units)) for name in named if engine.directory.is_group(name)]
    return Foreseen(
        state=opened.state,
        clocks=tuple((name, day_words(due, today)) for name, due in opened.clocks.items()),
        groups=tuple(groups),
        sending=sending_of(tried.messages, zone, today, quiet=bool(item.get("quiet"))),
    )


def day_words(due: date | None, today: date) -> str:
    """Return a due day in words."""
    return words.text("no due day") if due is None else words.written_day(due, this_year=today.year)


def sending_of(messages: Iterable[WouldSend], zone: tzinfo, today: date, *, quiet: bool) -> Sending:
    """Return the messages of a trial, grouped by message; none if it is quiet."""
    found: dict[str, list[tuple[str, datetime | None]]] = {}
    by_unit: dict[str, int] = {}
    unreached: dict[str, None] = {}
    for each in () if quiet else messages:
        who = f"{each.unit} {each.contact}".strip()
        found.setdefault(each.message, []).append((who, each.leaves_at))
        by_unit[each.unit] = by_unit.get(each.unit, 0) + 1
        if each.leaves_at is None:
            unreached[each.unit] = None
    letters = tuple(
        Letters(name, len(several), some_words([who for who, _ in several]), leaving(_first(several), zone, today))
        for name, several in found.items()
    )
    return Sending(sum(by_unit.values()), len(by_unit), letters, _most_first(by_unit), tuple(unreached))


def leaving(at: datetime | None, zone: tzinfo, today: date) -> str:
    """Return when messages leave, in words."""
    if at is None:
        return words.text("never: nobody can be reached")
    local = at.astimezone(zone)
    if local.date() == today:
        return words.text("today {hour}", hour=f"{local:%H:%M}")
    return f"{words.written_day(local.date(), this_year=today.year)} {local:%H:%M}"


def some_words(names: Sequence[str]) -> str:
    """Return names in a row; of many, the first and how many there are."""
    distinct = list(dict.fromkeys(names))
    if len(distinct) <= _MOST_NAMED:
        return words.listed(distinct)
    some = words.listed(distinct[:_MOST_NAMED])
    return words.text("{some} and others, {count} in all", some=some, count=len(distinct))


def _first(several: Iterable[tuple[str, datetime | None]]) -> datetime | None:
    return min((at for _, at in several if at is not None), default=None)


def _most_first(by_unit: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(by_unit.items(), key=lambda pair: -pair[1]))
