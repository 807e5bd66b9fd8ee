"""试推演: what is asked for — the day on which a matter is opened, and who then does what on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from duban import words
from duban.desk.forms import read_day
from duban.states import SYSTEM, FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from duban.states import Definition, Field

MOST_STEPS = 10
_FEWEST_SHOWN, _SPARE = 4, 2
_MORNING = time(9)
_EACH = "each:"
_UNTYPED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class StepAsked:
    """A step as it was typed: a day, who acts, and what they do; `wrong` says what cannot be used."""

    on: str = ""
    by: str = ""
    do: str = ""
    wrong: str = ""

    @property
    def blank(self) -> bool:
        """Return whether nothing was typed."""
        return not (self.on or self.by or self.do)


@dataclass(frozen=True, slots=True)
class AheadAsked:
    """What was asked for: the day as it was typed and as it was read, and the steps, some blank to fill in."""

    on: str
    start: datetime | None
    steps: tuple[StepAsked, ...]
    acts: tuple[dict[str, Any], ...]
    wrong: str = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """Return everything that cannot be used."""
        return tuple(each for each in (self.wrong, *(step.wrong for step in self.steps)) if each)


def actors_of(definition: Definition) -> tuple[tuple[str, str], ...]:
    """Return who can act: a unit of each role, or each of its units that owes the act."""
    return tuple(_actors(definition))


def _actors(definition: Definition) -> Iterator[tuple[str, str]]:
    each = {entry.by[0] for entries in definition.transitions.values() for entry in entries if entry.by_each}
    for name, role in definition.roles.items():
        yield name, role.title
        if name in each:
            yield _EACH + name, words.text("each unit: {actors}", actors=role.title)


def triggers_of(definition: Definition) -> tuple[str, ...]:
    """Return the acts that people can do."""
    return tuple(
        trigger for trigger, entries in definition.transitions.items() if any(set(e.by) != {SYSTEM} for e in entries)
    )


def ahead_asked(definition: Definition, value: Callable[[str], str], today: date, zone: Any) -> AheadAsked:  # noqa: ANN401 - a time zone
    """Return what an address asks for; a step that was typed by halves is one that cannot be used."""
    on = value("on")
    first, wrong = today, ""
    try:
        first = read_day(on) if on else today
    except ValueError:
        wrong = words.text("{day:shown} is no day; write 2027-01-15 or 2027年1月15日", day=on)
    typed = [
        StepAsked(value(f"on{place}"), value(f"by{place}"), value(f"do{place}")) for place in range(1, MOST_STEPS + 1)
    ]
    steps, acts = [], []
    for step in typed:
        if step.blank:
            continue
        said, act = _read(definition, step, first, zone)
        steps.append(StepAsked(step.on, step.by, step.do, said))
        acts += [act] if act else []
    shown = min(MOST_STEPS, max(_FEWEST_SHOWN, len(steps) + _SPARE))
    blank = (StepAsked(),) * (shown - len(steps))
    start = datetime.combine(first, _MORNING, tzinfo=zone) if on and not wrong else None
    return AheadAsked(on or today.isoformat(), start, (*steps, *blank), tuple(acts), wrong)


def _read(definition: Definition, step: StepAsked, first: date, zone: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401
    role = step.by.removeprefix(_EACH)
    if not (step.on and step.by and step.do) or role not in definition.roles or step.do not in definition.transitions:
        return words.text("a step needs a day, who acts, and what they do"), {}
    try:
        day = read_day(step.on)
    except ValueError:
        return words.text("{day:shown} is no day; write 2027-01-15 or 2027年1月15日", day=step.on), {}
    if day < first:
        return words.text("{day} is before the matter is opened", day=words.written_date(day)), {}
    at = datetime.combine(day, time(9, 30), tzinfo=zone)
    default = definition.roles[role].default
    by: Any = {"each": role} if step.by.startswith(_EACH) else (default[0] if default else definition.roles[role].title)
    given = _given(definition, step.do, day)
    note = given.pop("note", None)
    return "", {"at": at.isoformat(), "do": step.do, "by": by, "with": given, "note": note}


def _given(definition: Definition, trigger: str, day: date) -> dict[str, Any]:
    """Return made-up values for all that an act asks for, so that a try does not end at a form."""
    names = {name for entry in definition.transitions[trigger] for name in entry.requires}
    made: dict[str, Any] = {}
    for name in sorted(names):
        declared = definition.fields.get(name)
        value = words.text("(a try)") if declared is None else _made_up(declared, day)
        made[name] = [value] if declared is not None and declared.many else value
    return made


def _made_up(declared: Field, day: date) -> Any:  # noqa: ANN401 - a value of a field
    match declared.type:
        case FieldType.CHOICE:
            return declared.choices[0]
        case FieldType.BOOLEAN:
            return True
        case FieldType.NUMBER:
            return 1
        case FieldType.DATE:
            return (day + _UNTYPED).isoformat()
        case FieldType.FILE:
            # Another file at each step: an act may ask for one that was not there before.
            return {"name": words.text("(a try)") + ".pdf", "sha256": f"{day.toordinal():064x}"}
    return words.text("(a try)")
