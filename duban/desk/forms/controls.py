"""The controls of an act's form, made from what the scenario asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import NOTE, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duban.states import Definition, Field, Transition
    from duban.workflow import Instance

FIELD, KEPT, NOTE_FIELD, UNITS = "f.", "kept.", "note", "units"
"""How the fields of a form are called: those of the scenario, files that were sent before, the note, new units."""

_RADIOS = 6
"""Up to so many choices are shown at once."""

_ONE_LINE = {FieldType.STRING: "text", FieldType.NUMBER: "number", FieldType.DATE: "date", FieldType.UNIT: "unit"}


@dataclass(frozen=True, slots=True)
class Control:
    """One control: `name` is what it sends, `kind` which it is, `values` what stands in it, `before` what is there.

    `choices` are offered. `private` says who alone will see it, `problem` what was wrong with what was sent.
    """

    name: str
    title: str
    kind: str
    required: bool = False
    values: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    many: bool = False
    before: str = ""
    private: str = ""
    problem: str = ""
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> str:
        """Return what stands in a control of one value."""
        return self.values[0] if self.values else ""


def controls_of(definition: Definition, entry: Transition, item: Instance, units: Iterable[str]) -> list[Control]:
    """Return the controls of an act: what it requires, in the scenario's order, then the units that it names."""
    found = asked_controls(definition, entry.requires, item, fresh=bool(entry.fresh or entry.by_each))
    if entry.rebinds:
        role = definition.roles[entry.rebinds]
        there = item.units.get(role.name, ())
        found.append(
            Control(
                UNITS,
                role.title,
                "units" if role.many else "unit",
                required=role.required,
                choices=tuple(units),
                many=role.many,
                before=words.listed(there),
            )
        )
    asked = NOTE in entry.requires
    found.append(Control(NOTE_FIELD, words.text("remark") if not asked else words.text("reason"), "area", asked))
    return [replace(each, choices=tuple(units)) if each.kind == "unit" else each for each in found]


def asked_controls(
    definition: Definition,
    names: Iterable[str],
    item: Instance,
    *,
    units: Iterable[str] = (),
    required: bool = True,
    fresh: bool = False,
) -> list[Control]:
    """Return the controls of fields, in the order of their names; those that are `fresh` stand empty."""
    found = [
        control_of(definition, declared, item.data.get(declared.name), required=required, fresh=fresh)
        for name in names
        if (declared := definition.fields.get(name)) is not None
    ]
    return [replace(each, choices=tuple(units)) if each.kind == "unit" else each for each in found]


def with_sent(
    controls: Iterable[Control], sent: Mapping[str, tuple[str, ...]], problems: Mapping[str, str]
) -> list[Control]:
    """Return controls with what was sent in them, and what was wrong with it."""
    return [
        replace(
            each,
            values=sent.get(each.name, each.values),
            problem=problems.get(each.name, ""),
            kept=kept_pairs(sent.get(KEPT + each.name, ())) or each.kept,
        )
        for each in controls
    ]


def kept_value(digest: str, name: str) -> str:
    """Return what a form sends of a file that was taken when it was sent before."""
    return f"{digest}|{name}"


def kept_pairs(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the digest and the name of each file that a form says was taken before."""
    parted = (value.partition("|") for value in values)
    return tuple((digest, name) for digest, _, name in parted if digest and name)


def control_of(
    definition: Definition,
    declared: Field,
    value: Any = None,  # noqa: ANN401 - whatever a field holds
    *,
    required: bool,
    fresh: bool = True,
) -> Control:
    """Return the control of a field of the scenario; `value` is what the matter has in it."""
    standing = () if value is None else tuple(value) if isinstance(value, list | tuple) else (value,)
    kind = _ONE_LINE.get(declared.type) or _kind(declared)
    readers = [definition.roles[role].title for role in declared.private if role in definition.roles]
    prefilled = not fresh and declared.type is not FieldType.FILE
    return Control(
        FIELD + declared.name,
        declared.title,
        "lines" if declared.many and kind not in {"checks", "file"} else kind,
        required=required,
        values=tuple(map(_typed, standing)) if prefilled else (),
        choices=declared.choices,
        many=declared.many,
        before=words.listed(map(_typed, standing)) if standing and not prefilled else "",
        private=words.listed(readers),
    )


def _kind(declared: Field) -> str:
    match declared.type:
        case FieldType.BOOLEAN:
            return "yesno"
        case FieldType.DATETIME:
            return "moment"
        case FieldType.CHOICE if declared.many:
            return "checks"
        case FieldType.CHOICE:
            return "radios" if len(declared.choices) <= _RADIOS else "select"
        case FieldType.FILE:
            return "file"
        case _:
            return "area"


def _typed(value: Any) -> str:  # noqa: ANN401 - whatever a field holds
    """Return a value as one would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value.get("name", "")) if hasattr(value, "keys") else str(value)
