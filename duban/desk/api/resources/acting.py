"""What changes a matter, each by one verb of the engine; who acts is whoever has asked, never what the content says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, field

from duban import words
from duban.desk import acts
from duban.desk.accounts import tokens
from duban.desk.api.operation import Given, Operation
from duban.desk.api.outcomes import finished
from duban.desk.api.problems import Code, Problem, error_at
from duban.desk.models import matter_in_reach
from duban.desk.models.matter import is_within
from duban.desk.who import ACTING
from duban.workflow import Instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.desk.api.operation import Ask

Text = Annotated[str, Meta(min_length=1, max_length=20_000)]
Note = Annotated[str, Meta(max_length=20_000)] | None
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Names = Name | list[Name]
Version = Annotated[int, Meta(ge=1, le=999_999_999)] | None


class Act(Struct, frozen=True, forbid_unknown_fields=True):
    """Which trigger is pulled, and what comes with it; `units` are for the role that it binds anew."""

    trigger: Name
    data: dict[str, Any] = field(default_factory=dict)
    note: Note = None
    units: Name | list[Name] | dict[str, Names] | None = None
    expect: Version = None


class Assignment(Struct, frozen=True, forbid_unknown_fields=True):
    """Which units fill a role from now on."""

    role: Name
    units: Names
    note: Note = None
    expect: Version = None


class Extension(Struct, frozen=True, forbid_unknown_fields=True):
    """How much more time is asked for on a clock, such as `5 working days`."""

    clock: Name
    length: Name
    note: Note = None
    data: dict[str, Any] = field(default_factory=dict)
    expect: Version = None


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """The lines of a sheet, by the numbers of their matters; with `hand_in` it is handed in."""

    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    hand_in: bool = False
    note: Note = None
    expect: Version = None


class NewRemark(Struct, frozen=True, forbid_unknown_fields=True):
    """A remark, which the office reads alone, or everybody who sees the matter."""

    text: Text
    to: Literal["office", "units"] = "office"
    expect: Version = None


class Urge(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said with an urge."""

    note: Note = None
    expect: Version = None


class Reply(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to an urge or a paper, which is the entry `seq` of the history."""

    seq: Annotated[int, Meta(ge=1, le=2_000_000_000)]
    text: Text
    expect: Version = None


class NewLink(Struct, frozen=True, forbid_unknown_fields=True):
    """Another matter, and what it is to this one."""

    other: Name
    kind: Name = "repeat_of"
    note: Note = None


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why."""

    note: Text
    expect: Version = None


class Merger(Struct, frozen=True, forbid_unknown_fields=True):
    """Into which matter, and why."""

    into: Name
    note: Text
    expect: Version = None


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """What is put in place of what was wrong, and why."""

    note: Text
    data: dict[str, Any] = field(default_factory=dict)
    title: Name | None = None
    expect: Version = None


class Instruction(Struct, frozen=True, forbid_unknown_fields=True):
    """What a leader has instructed, on which day, and what it asks of the units."""

    text: Text
    leader: Name
    on: date
    demand: Note = None
    opens: bool = False
    expect: Version = None


def act(ask: Ask) -> Given:
    """Pull a trigger of the scenario, and return the matter as it is afterwards."""
    body: Act = ask.body
    outcome = acts.pull(ask.engine, ask.order, body.trigger, data=body.data, note=body.note, units=body.units)
    return finished(outcome)


def assign(ask: Ask) -> Given:
    """Name the units of a role, in place of those that fill it."""
    body: Assignment = ask.body
    units = [body.units] if isinstance(body.units, str) else body.units
    return finished(acts.assign(ask.engine, ask.order, body.role, units, note=body.note))


def extend(ask: Ask) -> Given:
    """Ask for more time on a clock; others decide."""
    body: Extension = ask.body
    outcome = acts.extend(ask.engine, ask.order, body.clock, body.length, note=body.note, data=body.data)
    return finished(outcome)


def report(ask: Ask) -> Given:
    """Write lines of a sheet of reports, and hand it in if that is asked for."""
    body: Report = ask.body
    return finished(acts.report(ask.engine, ask.order, body.lines, hand_in=body.hand_in, note=body.note))


def remark(ask: Ask) -> Given:
    """Put a remark into the history."""
    return finished(acts.remark(ask.engine, ask.order, ask.body.text, to=ask.body.to))


def urge(ask: Ask) -> Given:
    """Urge those whose turn it is."""
    return finished(acts.urge(ask.engine, ask.order, note=ask.body.note))


def answer(ask: Ask) -> Given:
    """Answer an urge or a paper."""
    return finished(acts.answer(ask.engine, ask.order, ask.body.seq, ask.body.text))


def link(ask: Ask) -> Given:
    """Link the matter with another, which has to be inside the reach of who asks as well."""
    body: NewLink = ask.body
    other = another(ask, body.other, "#/other")
    return finished(acts.link(ask.engine, ask.order, other.number, body.kind, note=body.note))


def merge(ask: Ask) -> Given:
    """Merge the matter into another that is the same, which has to be inside the reach of who asks as well."""
    into = another(ask, ask.body.into, "#/into")
    return finished(acts.merge(ask.engine, ask.order, into.number, note=ask.body.note))


def void(ask: Ask) -> Given:
    """End a matter that is not to be done any more."""
    return finished(acts.void(ask.engine, ask.order, note=ask.body.note))


def correct(ask: Ask) -> Given:
    """Put other values, or another title, in place of wrong ones."""
    body: Correction = ask.body
    return finished(acts.correct(ask.engine, ask.order, body.data, title=body.title, note=body.note))


def instruct(ask: Ask) -> Given:
    """Record what a leader has instructed."""
    body: Instruction = ask.body
    return finished(
        acts.instruct(
            ask.engine,
            ask.order,
            body.text,
            leader=body.leader,
            on=body.on,
            demand=body.demand,
            scan=None,
            opens=body.opens,
        ),
    )


def another(ask: Ask, number: str, pointer: str) -> Instance:
    """Return another matter inside the reach of who asks, and of their token. Raise Problem."""
    found = matter_in_reach(ask.engine, ask.viewer, ask.rulebook, number)
    if found is None or not is_within(found, ask.scenarios, ask.only_unit):
        said = words.text("there is no {number}, or it is with other units", number=number)
        raise Problem(Code.FIELDS, errors=[error_at(pointer, "unknown", said)])
    return found


def _act(name: str, path: str, answer: Callable[[Ask], Given], body: type[Struct]) -> Operation:
    return Operation(
        name,
        "POST",
        "/items/{number}" + path,
        answer,
        Instance,
        scope=tokens.ACT,
        functions=ACTING,
        on_matter=True,
        body=body,
        also=(404, 409, 412, 422, 428),
        tag="acts",
    )


OPERATIONS = (
    _act("act", "/acts", act, Act),
    _act("assign", "/assignments", assign, Assignment),
    _act("extend", "/extensions", extend, Extension),
    _act("report", "/reports", report, Report),
    _act("remark", "/remarks", remark, NewRemark),
    _act("urge", "/urges", urge, Urge),
    _act("answer", "/answers", answer, Reply),
    _act("link", "/links", link, NewLink),
    _act("merge", "/mergers", merge, Merger),
    _act("void", "/voidings", void, Reason),
    _act("correct", "/corrections", correct, Correction),
    _act("instruct", "/instructions", instruct, Instruction),
)
