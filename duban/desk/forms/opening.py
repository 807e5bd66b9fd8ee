"""The form that opens a matter: its title, who fills which role, the scenario's fields, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk.forms.controls import FIELD, NOTE_FIELD, Control, control_of
from duban.desk.forms.reading import no_day, read_day, read_form, unit_names
from duban.states import OPEN, FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from duban.desk.forms.reading import Read
    from duban.states import Definition, Field
    from duban.workflow import NewItem

ROLE, LATER, NEW_UNIT = "u.", "later", "new"
"""How the units of a role are called, the roles that are named later, and units that the directory need not know."""

STEPS = "steps"
"""The kind of control that takes dated steps, one a line."""

TITLE, SOURCE, NUMBER, SINCE, QUIET, ONGOING = "title", "source", "external_no", "since", "quiet", "ongoing"


@dataclass(frozen=True, slots=True)
class OpeningForm:
    """The controls of the form; `fields` are what an opening says, `later` what acts ask for further on.

    `may_wait` are the roles that need a unit, which may be named later.
    """

    title: Control
    roles: tuple[Control, ...]
    fields: tuple[Control, ...]
    later: tuple[Control, ...]
    origin: tuple[Control, ...]
    note: Control
    since: Control
    may_wait: frozenset[str] = frozenset()
    usual: tuple[Control, ...] = ()
    """Roles that the scenario fills by itself if nobody else is named."""

    @property
    def controls(self) -> tuple[Control, ...]:
        """Return all of them, in the order of the page."""
        return (self.title, *self.roles, *self.usual, *self.fields, *self.later, *self.origin, self.note, self.since)

    def mapped(self, change: Callable[[Sequence[Control]], Sequence[Control]]) -> OpeningForm:
        """Return the form with its controls changed, which stay in their order."""
        title, note, since = change((self.title, self.note, self.since))
        return replace(
            self,
            title=title,
            note=note,
            since=since,
            roles=tuple(change(self.roles)),
            usual=tuple(change(self.usual)),
            fields=tuple(change(self.fields)),
            later=tuple(change(self.later)),
            origin=tuple(change(self.origin)),
        )


@dataclass(slots=True)
class Wished:
    """What a form asks for: what opens a matter, and what is wrong with it by control."""

    item: NewItem
    problems: dict[str, str] = field(default_factory=dict)
    sent: dict[str, tuple[str, ...]] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    accepted: tuple[str, ...] = ()
    ongoing: bool = False
    quiet: bool = False


def opening_form(definition: Definition, unit: str, units: Iterable[str]) -> OpeningForm:
    """Return the form of a scenario for somebody of `unit`; `units` are offered."""
    known = tuple(units)
    usual = [role.name for role in definition.roles.values() if role.default and role.name != definition.opens_by]
    asked, declared = _asked_later(definition), definition.fields.values()
    dates = {rule.unless for rule in definition.clocks.values() if OPEN in rule.starts}
    first = [each for each in declared if each.required or each.name in dates or each.name not in asked]
    rest = [each for each in declared if each not in first and each.type is not FieldType.FILE]
    return OpeningForm(
        title=Control(TITLE, words.text("title of the matter"), "text", required=True),
        roles=tuple(_role(definition, name, unit, known) for name in definition.roles if name not in usual),
        usual=tuple(_role(definition, name, unit, known) for name in usual),
        fields=tuple(_field(definition, each, known) for each in sorted(first, key=lambda each: not each.required)),
        later=tuple(_field(definition, each, known) for each in rest),
        origin=(
            Control(SOURCE, words.text("where it comes from"), "text"),
            Control(NUMBER, words.text("its number there"), "text"),
        ),
        note=Control(NOTE_FIELD, words.text("remark"), "area"),
        since=Control(SINCE, words.text("under way since"), "date"),
        may_wait=frozenset(ROLE + role.name for role in definition.roles.values() if role.required),
    )


def _asked_later(definition: Definition) -> set[str]:
    """Return the fields that acts and papers ask for, or that decide about them: opening says nothing of these."""
    entries = [entry for several in definition.transitions.values() for entry in several]
    asked = {name for entry in entries for name in entry.requires}
    asked |= {name for paper in definition.papers.values() for name in paper.asks}
    decided = " ".join(entry.when for entry in entries if entry.when)
    return asked | {name for name in definition.fields if re.search(rf"\b{re.escape(name)}\b", decided)}


def _role(definition: Definition, name: str, unit: str, known: tuple[str, ...]) -> Control:
    role = definition.roles[name]
    standing = role.default or ((unit,) if name == definition.opens_by and unit else ())
    kind = "units" if role.many else "unit"
    return Control(ROLE + name, role.title, kind, role.required, tuple(standing), known, role.many)


def _field(definition: Definition, declared: Field, known: tuple[str, ...]) -> Control:
    made = control_of(definition, declared, required=declared.required)
    if declared.type is FieldType.MILESTONES:
        return Control(made.name, made.title, STEPS, made.required, private=made.private)
    if made.kind != "unit":
        return made
    return Control(made.name, made.title, made.kind, made.required, (), known, made.many, private=made.private)


def read_opening(
    form: OpeningForm,
    definition: Definition,
    values: Callable[[str], list[str]],
    files: Callable[[str], Sequence[tuple[str, str]]],
) -> Wished:
    """Return what was typed into the form; what nobody has filled in and has to be is a problem of its control."""
    asked = [*form.fields, *form.later, form.note]
    read = read_form([each for each in asked if each.kind != STEPS], definition, values, files)
    for control in (each for each in asked if each.kind == STEPS):
        _read_steps(control, values, read)
    later, typed = frozenset(values(LATER)), dict[str, str]()
    for control in (form.title, *form.origin, form.since):
        read.sent[control.name] = tuple(values(control.name))
        typed[control.name] = " ".join("\n".join(values(control.name)).split())
    if not typed[TITLE]:
        read.problems[TITLE] = words.text("this has to be filled in")
    if typed[SOURCE] and not typed[NUMBER]:
        read.problems[NUMBER] = words.text("give its number there as well, or leave both empty")
    if typed[NUMBER] and not typed[SOURCE]:
        read.problems[SOURCE] = words.text("say whose number it is, or leave both empty")
    units = {
        each.name.removeprefix(ROLE): _units(form, each, values, later, read) for each in (*form.roles, *form.usual)
    }
    item: NewItem = {
        "title": typed[TITLE],
        "units": {name: named for name, named in units.items() if named is not None},
        "data": read.data,
        "note": read.note,
        "source": typed[SOURCE] or None,
        "external_no": typed[NUMBER] or None,
        "ongoing": bool(values(ONGOING)),
        "since": _day(typed[SINCE], read),
        "quiet": bool(values(QUIET)),
    }
    accepted = tuple(values(NEW_UNIT))
    return Wished(item, read.problems, read.sent, later, accepted, item["ongoing"], item["quiet"])


def _units(
    form: OpeningForm, control: Control, values: Callable[[str], list[str]], later: frozenset[str], read: Read
) -> list[str] | None:
    """Return the units of a role; None leaves it to the scenario, and an empty list to who assigns."""
    written = values(control.name)
    read.sent[control.name] = tuple(line for each in written for line in each.splitlines() if line.strip())
    named = unit_names(written)
    if named or control.name not in form.may_wait:
        return named or None
    if control.name not in later:
        read.problems[control.name] = words.text("name a unit, or tick that it is named later")
    return []


def _read_steps(control: Control, values: Callable[[str], list[str]], read: Read) -> None:
    """Read dated steps, one a line: what is to be done, the day, and perhaps the unit."""
    written = [line.strip() for each in values(control.name) for line in each.splitlines() if line.strip()]
    read.sent[control.name] = tuple(written)
    rows = []
    for line in written:
        name, *rest = (part.strip() for part in re.split(r"[,，]", line))
        try:
            rows.append({"name": name, "day": read_day(rest[0]).isoformat()} | ({"unit": rest[1]} if rest[1:] else {}))
        except (ValueError, IndexError):
            read.problems[control.name] = words.text("“{line}”: write a step as name, day, unit", line=line)
            return
    if rows:
        read.data[control.name.removeprefix(FIELD)] = rows
    elif control.required:
        read.problems[control.name] = words.text("this has to be filled in")


def _day(text: str, read: Read) -> Any:  # noqa: ANN401 - as `Engine.open` takes it
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError:
        read.problems[SINCE] = no_day()
        return None
