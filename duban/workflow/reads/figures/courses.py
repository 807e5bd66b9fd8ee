"""A matter's course as it was known at an instant: its rounds, folded in one pass from the entries of its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from duban.states import SYSTEM, fold_name
from duban.workflow.reads.figures.said import ClockSaid, read_data, read_said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from duban.storage import finding
    from duban.workflow.reads.figures.said import Said
    from duban.workflow.reads.figures.standards import Standard

RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
VOID, MERGED = "void", "merged"


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
    trail: list[str] = field(default_factory=list)
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


def digest_at(entries: Sequence[finding.ToldEntry], until: datetime, now: str) -> str:
    """Return the digest of the rules that a matter went by at an instant; `now` is that of those it goes by today."""
    found = now
    for entry in reversed(entries):
        if entry.kind == "migrate":
            said = read_said(entry.payload)
            if entry.at < until:
                return said.to.digest if said.to is not None else found
            found = said.left.digest if said.left is not None else found
    return found


def course_of(course: Course, entries: Iterable[finding.ToldEntry], standard: Standard) -> Course:
    """Fold the entries of a matter into its course, and return that."""
    units: dict[str, tuple[str, ...]] = {}
    current: Round | None = None
    for entry in entries:
        said = read_said(entry.payload)
        if current is None or entry.round != current.number:
            since = said.since if current is None and said.since is not None else entry.at
            current = Round(entry.round, since, units)
            if standard.worker not in (said.units or {}):
                current.bound = dict.fromkeys(units.get(standard.worker, ()), since)
            course.rounds.append(current)
        if said.units is not None:
            units = _bound(current, units, said, entry, standard)
        if said.clocks is not None:
            _time(current, said, entry, standard)
        take = _TAKES.get(entry.kind)
        if take is not None:
            take(course, said, entry, standard)
        current.state = entry.to
        if entry.to not in standard.finals:
            current.closed_at = None
        elif current.closed_at is None:
            current.closed_at = entry.at
    return course


def _bound(
    current: Round, before: dict[str, tuple[str, ...]], said: Said, entry: finding.ToldEntry, standard: Standard
) -> dict[str, tuple[str, ...]]:
    """Return who fills which role now, and have who works on the matter since when."""
    units = current.units = {**before, **(said.units or {})}
    working = (said.units or {}).get(standard.worker)
    if working is None or entry.kind == "handed":
        return units
    known = {fold_name(unit) for unit in working}
    current.former += [unit for unit in current.bound if fold_name(unit) not in known]
    since = current.began if entry.kind == "open" else entry.at
    current.bound = {unit: current.bound.get(unit, since) for unit in working}
    current.former = [unit for unit in current.former if fold_name(unit) not in known]
    current.signed = {unit: each for unit, each in current.signed.items() if fold_name(unit) in known}
    return units


def _time(current: Round, said: Said, entry: finding.ToldEntry, standard: Standard) -> None:
    """Take over what an entry says of clocks."""
    for name, clock in (said.clocks or {}).items():
        before = current.clocks.get(name)
        current.clocks[name] = clock
        if name == standard.sign_clock and (before is not None or clock.status == RUNNING):
            current.sign_due = clock.due_at
        if name not in standard.clocks:
            continue
        if clock.status == STOPPED:
            if before is not None and before.status != STOPPED:
                current.stopped[name] = entry.at
        else:
            current.stopped.pop(name, None)
        pauses = current.pauses.get(name)
        if clock.status == PAUSED:
            if pauses is None or pauses[-1][1] is not None:
                current.pauses.setdefault(name, []).append([entry.at, None])
        elif pauses is not None and pauses[-1][1] is None:
            pauses[-1][1] = entry.at


def _opened(course: Course, said: Said, entry: finding.ToldEntry, _: Standard) -> None:
    course.source, course.ongoing = said.source, said.ongoing
    course.whole = said.parent if said.link == "child_of" else None
    course.rounds[-1].trail.append(str(entry.to))


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


def _act(course: Course, said: Said, entry: finding.ToldEntry, standard: Standard) -> None:
    """Take over what an act means."""
    current, trigger, to = course.rounds[-1], entry.trigger or "", entry.to
    if trigger in standard.signs and entry.actor != SYSTEM:
        signed = Signed(entry.at, current.sign_due)
        for each in (said.share.unit,) if said.share is not None else tuple(current.bound):
            current.signed[each] = signed
    if trigger in standard.asks:
        current.returns.append(Return(entry.at, entry.actor.partition("/")[0]))
    elif current.returns and current.returns[-1].granted is None:
        granted = trigger in standard.grants
        if granted or (trigger, entry.left) in standard.keeps:
            for asked in current.returns:
                asked.granted = granted if asked.granted is None else asked.granted
    if standard.rating and (standard.rating in entry.payload or (trigger, entry.left) in standard.tries):
        _call(course, said, entry, standard)
    if entry.left != to:
        current.ended = None
        if (trigger, entry.left) in standard.sends_back and to in current.trail:
            current.backs.append(entry.at)
        current.trail.append(str(to))


def _call(course: Course, said: Said, entry: finding.ToldEntry, standard: Standard) -> None:
    asked_in = course.rounds[-1]
    if not asked_in.trail and len(course.rounds) > 1:
        asked_in = course.rounds[-2]  # who is not satisfied has the work begun anew
    value, units = _rated(said, standard), tuple(asked_in.bound)
    if value is not None:
        asked_in.calls.append(Call(entry.at, value, units, value in standard.good))
    elif (entry.trigger or "", entry.left or "") in standard.tries:
        asked_in.calls.append(Call(entry.at, None, units))


def _rated(said: Said, standard: Standard) -> str | None:
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
    "act": _act,
    "decide": _decided,
    "excuse": _excused,
    "void": _ended,
    "merge": _ended,
    "planned": _planned,
    "correct": _corrected,
    "handed": _renamed,
    "migrate": _migrated,
}
