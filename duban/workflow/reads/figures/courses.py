"""A matter's course as it was known at an instant: its rounds, folded in one pass from the entries of its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from duban.states import SYSTEM, fold_name
from duban.storage import finding
from duban.workflow.reads.figures.said import ClockSaid, Said, read_act, read_data, read_said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duban.workflow.reads.figures.said import ActSaid
    from duban.workflow.reads.figures.standards import Standard

instant_of = finding.told_at
"""Returns the instant of an entry."""
RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
VOID, MERGED = "void", "merged"
ACT = "act"


class Signed(NamedTuple):
    """When a unit signed, and by when it had to."""

    at: datetime
    due_at: datetime | None


class Return(Struct, gc=False):
    """A unit asked that a matter be taken back; `granted` is none as long as nobody has answered."""

    at: datetime
    unit: str
    granted: bool | None = None


class Call(Struct, gc=False):
    """Somebody was asked how satisfied they are; `value` is none of those who said nothing."""

    at: datetime
    value: str | None
    units: tuple[str, ...]
    good: bool = False


class Round(Struct, gc=False):
    """One round of a matter: what its clocks said, who worked on it, and what befell it.

    `given` has the due day of a clock before more time was first granted. `bound` says since when units work on it,
    `former` which did before. `pauses` are those of the clocks by which the whole is due.
    """

    number: int
    began: datetime
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clocks: dict[str, ClockSaid] = field(default_factory=dict)
    stopped: dict[str, datetime] = field(default_factory=dict)
    given: dict[str, date | None] = field(default_factory=dict)
    pauses: dict[str, list[list[datetime | None]]] = field(default_factory=dict)
    extended: int = 0
    bound: dict[str, datetime] = field(default_factory=dict)
    former: list[str] = field(default_factory=list)
    signed: dict[str, Signed] = field(default_factory=dict)
    sign_due: datetime | None = None
    excused: dict[str, list[str]] = field(default_factory=dict)
    returns: list[Return] = field(default_factory=list)
    backs: list[datetime] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    closed_at: datetime | None = None
    ended: str | None = None
    trail: list[str | None] = field(default_factory=list)
    state: str | None = None


class Course(Struct, gc=False):
    """A matter as its history tells of it up to an instant."""

    number: str
    scenario: str
    source: str | None = None
    ongoing: bool = False
    whole: str | None = None
    plan: str | None = None
    rounds: list[Round] = field(default_factory=list)


def digest_at(entries: Sequence[finding.ToldRow], until: datetime, now: str) -> str:
    """Return the digest of the rules that a matter went by at an instant; `now` is that of those it goes by today."""
    found = now
    for entry in map(finding.ToldEntry._make, reversed(entries)):
        if entry.kind == "migrate":
            said = read_said(entry.payload)
            if entry.at < until:
                return said.to.digest if said.to is not None else found
            found = said.left.digest if said.left is not None else found
    return found


def course_of(course: Course, entries: Iterable[finding.ToldRow], standard: Standard) -> Course:
    """Fold the entries of a matter into its course, and return that."""
    units: dict[str, tuple[str, ...]] = {}
    current: Round | None = None
    finals, worker = standard.finals, standard.worker
    for row in entries:
        # Of a year's matters there are a hundred thousand entries: what is not needed of one is not made of it.
        _, kind, _, _, _, to, number, _, payload = row
        said = read_act(payload) if kind == ACT else read_said(payload)
        if current is None or number != current.number:
            since = (said.since if current is None and isinstance(said, Said) else None) or instant_of(row)
            current = Round(number, since, units)
            if worker not in (said.units or {}):
                current.bound = dict.fromkeys(units.get(worker, ()), since)
            course.rounds.append(current)
        if said.units is not None:
            units = _bound(current, units, said, row, standard)
        if said.clocks is not None:
            _time(current, said.clocks, row, standard)
        if kind == ACT:
            _act(course, said, row, standard)
        elif kind in _TAKES and isinstance(said, Said):
            _TAKES[kind](course, said, finding.ToldEntry._make(row), standard)
        current.state = to
        if to not in finals:
            current.closed_at = None
        elif current.closed_at is None:
            current.closed_at = instant_of(row)
    return course


def _bound(
    current: Round, before: dict[str, tuple[str, ...]], said: ActSaid, row: finding.ToldRow, standard: Standard
) -> dict[str, tuple[str, ...]]:
    """Return who fills which role now, and have who works on the matter since when."""
    units = current.units = {**before, **(said.units or {})}
    working = (said.units or {}).get(standard.worker)
    if working is None or row[1] == "handed":
        return units
    since = current.began if row[1] == "open" else instant_of(row)
    if not (current.bound or current.former or current.signed):
        current.bound = dict.fromkeys(working, since)
        return units
    known = {fold_name(unit) for unit in working}
    current.former += [unit for unit in current.bound if fold_name(unit) not in known]
    current.bound = {unit: current.bound.get(unit, since) for unit in working}
    current.former = [unit for unit in current.former if fold_name(unit) not in known]
    current.signed = {unit: each for unit, each in current.signed.items() if fold_name(unit) in known}
    return units


def _time(current: Round, clocks: Mapping[str, ClockSaid], row: finding.ToldRow, standard: Standard) -> None:
    """Take over what an entry says of clocks."""
    known = current.clocks
    for name, clock in clocks.items():
        before, status = known.get(name), clock.status
        known[name] = clock
        if name == standard.sign_clock and (before is not None or status == RUNNING):
            current.sign_due = clock.due_at
        if name not in standard.clocks:
            continue
        if status != STOPPED:
            current.stopped.pop(name, None)
        elif before is not None and before.status != STOPPED:
            current.stopped[name] = instant_of(row)
        if status == PAUSED or current.pauses:
            _pause(current, name, status, instant_of(row))


def _pause(current: Round, name: str, status: str, at: datetime) -> None:
    """Have a clock pause, or go on."""
    pauses = current.pauses.get(name)
    if status == PAUSED:
        if pauses is None or pauses[-1][1] is not None:
            current.pauses.setdefault(name, []).append([at, None])
    elif pauses is not None and pauses[-1][1] is None:
        pauses[-1][1] = at


def _opened(course: Course, said: Said, entry: finding.ToldEntry, _: Standard) -> None:
    course.source, course.ongoing = said.source, said.ongoing
    course.whole = said.parent if said.link == "child_of" else None
    course.rounds[-1].trail.append(entry.to)


def _decided(course: Course, said: Said, _: finding.ToldEntry, __: Standard) -> None:
    if said.approve and said.length is not None:
        current = course.rounds[-1]
        current.given.setdefault(said.clock, said.due_on)
        current.extended += 1


def _excused(course: Course, said: Said, _: finding.ToldEntry, __: Standard) -> None:
    if said.share is not None:
        course.rounds[-1].excused.setdefault(said.share.unit, []).append(said.act or "")


def _ended(course: Course, _: Said, entry: finding.ToldEntry, __: Standard) -> None:
    course.rounds[-1].ended = VOID if entry.kind == "void" else MERGED


def _planned(course: Course, said: Said, _: finding.ToldEntry, __: Standard) -> None:
    course.plan = said.plan


def _act(course: Course, said: ActSaid, row: finding.ToldRow, standard: Standard) -> None:
    """Take over what an act means."""
    _, _, actor, trigger, left, to, _, _, payload = row
    current, meant = course.rounds[-1], standard.meanings[trigger, left]
    if meant.signs and actor != SYSTEM:
        signed = Signed(instant_of(row), current.sign_due)
        for each in (said.share.unit,) if said.share is not None else tuple(current.bound):
            current.signed[each] = signed
    if meant.asks:
        current.returns.append(Return(instant_of(row), actor.partition("/")[0]))
    elif meant.answers and current.returns and current.returns[-1].granted is None:
        for asked in current.returns:
            asked.granted = meant.grants if asked.granted is None else asked.granted
    if standard.rating and (meant.tries or standard.rating in payload):
        _call(course, said, instant_of(row), standard, tried=meant.tries)
    if left != to:
        current.ended = None
        if meant.sends_back and to in current.trail:
            current.backs.append(instant_of(row))
        current.trail.append(to)


def _call(course: Course, said: ActSaid, at: datetime, standard: Standard, *, tried: bool) -> None:
    asked_in = course.rounds[-1]
    if not asked_in.trail and len(course.rounds) > 1:
        asked_in = course.rounds[-2]  # who is not satisfied has the work begun anew
    value, units = _rated(said, standard), tuple(asked_in.bound)
    if value is not None:
        asked_in.calls.append(Call(at, value, units, value in standard.good))
    elif tried:
        asked_in.calls.append(Call(at, None, units))


def _rated(said: ActSaid, standard: Standard) -> str | None:
    """Return how somebody is rated by an entry."""
    if not bytes(said.data):
        return None
    value = read_data(said.data).get(standard.rating)
    return value if isinstance(value, str) else None


def _corrected(course: Course, said: Said, _: finding.ToldEntry, standard: Standard) -> None:
    """Have a rating as it was put right."""
    value = _rated(said, standard) if standard.rating else None
    rated = [call for each in course.rounds for call in each.calls if call.value is not None]
    if value is not None and rated:
        rated[-1].value, rated[-1].good = value, value in standard.good


def _renamed(course: Course, said: Said, _: finding.ToldEntry, __: Standard) -> None:
    """Have what a unit did have been done by its successors, in every round."""
    by_key = {fold_name(old): new for old, new in (said.names or {}).items()}

    def after(units: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new for unit in units for new in by_key.get(fold_name(unit), (unit,))))

    for each in course.rounds:
        each.units = {role: after(units) for role, units in each.units.items()}
        each.bound = {new: since for unit, since in each.bound.items() for new in after((unit,))}
        each.former = list(after(each.former))
        each.signed = {new: signed for unit, signed in each.signed.items() for new in after((unit,))}
        each.excused = {new: acts for unit, acts in each.excused.items() for new in after((unit,))}
        for one in each.returns:
            one.unit = after((one.unit,))[0]
        for call in each.calls:
            call.units = after(call.units)


def _migrated(course: Course, said: Said, _: finding.ToldEntry, __: Standard) -> None:
    """Have what is held by the old names of clocks be held by the new ones."""
    names, current = said.clock_names, course.rounds[-1]
    if names:
        current.clocks = {names.get(name, name): each for name, each in current.clocks.items()}
        current.stopped = {names.get(name, name): each for name, each in current.stopped.items()}
        current.given = {names.get(name, name): each for name, each in current.given.items()}
        current.pauses = {names.get(name, name): each for name, each in current.pauses.items()}


_TAKES: Mapping[str, Callable[[Course, Said, finding.ToldEntry, Standard], None]] = {
    "open": _opened,
    "decide": _decided,
    "excuse": _excused,
    "void": _ended,
    "merge": _ended,
    "planned": _planned,
    "correct": _corrected,
    "handed": _renamed,
    "migrate": _migrated,
}
