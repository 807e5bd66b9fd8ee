"""Reads `sheet`, on which a unit reports of all its matters, and `progress`, by which matters come onto sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import (
    TEXT,
    by_word,
    expression,
    many,
    named,
    named_shape,
    one_of,
    pulled,
    refers,
    shaped,
    text,
)
from duban.scenarios.keys.declaring import Key, Keys
from duban.scenarios.keys.frame import FIELD, read_field
from duban.scenarios.keys.others.repeats import day, own_contents, own_units
from duban.states import FieldType, HandIn, NothingNew, Period, PeriodDay, ProgressRule, SheetRule
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope
    from duban.states import Field

OF_REPORTS = ("at", "by", "sheet", "period", "nothing_new", "note")
"""What templates and conditions see of a report beside its values: no field of a line can have these names."""
_PLACES = ("{unit}", "{period}")
_LAST = PeriodDay(-1)


@shaped(lambda: TEXT)
def _title(scope: Scope, node: Node, path: str) -> str | None:
    found: str | None = text(scope, node, path)
    rest = found or ""
    for place in _PLACES:
        rest = rest.replace(place, "")
    if set(rest) & set("{}"):
        scope.refuse(node, path, Line("has a place other than {places}; there is no other", places=_PLACES))
    return found


@shaped(lambda: named_shape(FIELD.shape(), empty=True))
def _lines(scope: Scope, node: Node, path: str) -> dict[str, Field]:
    fields = {}
    for key, child, place in named(scope, node, path):
        found = read_field(scope, key, child, place)
        if str(key) in OF_REPORTS:
            said = Line('"{name}" is what a line has anyway; choose another name', name=str(key))
            scope.refuse(key, place, said)
        if found.private and child.value is not None:
            said = Line("is not for the lines of a sheet, which whoever sees the matter reads")
            scope.refuse(child.value["private"], f"{place}.private", said)
        if found.type in {FieldType.MILESTONES, FieldType.FILE} and child.value is not None:
            said = Line("a line holds no {kind}; the matter itself does", kind=found.type.value)
            scope.refuse(child.value["type"], f"{place}.type", said)
        fields[str(key)] = found
    return fields


HAND_IN = Keys(
    "hand_in",
    HandIn,
    Key("do", refers("trigger"), "The trigger that hands it in; no line may be missing.", "act", required=True),
    Key("day", day, "The day by which that has to be done: day 5, working day 3.", "day"),
    Key(
        "of",
        by_word({"same period": False, "next period": True}),
        "Of which period that is a day: next period, or same period, which is meant if it is left out.",
        "day of the next period",
        field="next_period",
    ),
    Key(
        "roll",
        by_word({"next working day": True}),
        "Where the day is off: next working day; left out, it stays as it is.",
        "moved to a working day",
        field="rolls",
    ),
    Key("sets", refers("field"), "The date field that gets the day, for a clock to be due on it.", "field for the day"),
)
NOTHING_NEW = Keys(
    "nothing_new",
    NothingNew,
    Key("requires", many(one_of("note")), "`note`: the reason has to be given.", "what has to be given"),
)


@shaped(HAND_IN.shape)
def _hand_in(scope: Scope, node: Node, path: str) -> HandIn | None:
    found = HAND_IN.read(scope, node, path)
    if not found.get("do"):
        return None
    for one, other in (("day", "sets"), ("sets", "day"), ("of", "day"), ("roll", "day")):
        if one in found and other not in found:
            scope.refuse(node, path, Line('"{key}" needs "{needed}" beside it', key=one, needed=other))
    declared = scope.fields.get(found.get("sets") or "")
    if declared is not None and declared.type is not FieldType.DATE:
        said = Line('the field "{field}" has to be a date', field=declared.name)
        scope.refuse(node.value["sets"], f"{path}.sets", said)
    return HAND_IN.build(found)


@shaped(NOTHING_NEW.shape)
def _nothing_new(scope: Scope, node: Node, path: str) -> NothingNew:
    return NOTHING_NEW.build(NOTHING_NEW.read(scope, node, path))


SHEET = Keys(
    "sheet",
    SheetRule,
    Key("every", one_of(*Period), "How long a period is.", "every", required=True),
    Key(
        "on",
        day,
        "The day of the period on which sheets are opened: last working day, day 25; left out: the last.",
        "on the day",
        default=_LAST,
    ),
    Key("title", _title, "Its title; {unit} and {period} stand for these. Left out: that of the scenario.", "name"),
    Key("unit", refers("role"), "The role that the reporting unit fills.", "whose sheet", required=True),
    Key("lead", refers("role"), "The role that the units fill which lead its matters, without the unit.", "leads"),
    Key("units", own_units, "Its other roles, each with the units that fill it.", "units"),
    Key("with", own_contents, "What its fields hold.", "contents", field="values"),
    Key("hand_in", _hand_in, "How it is handed in, and by which day.", "handing in", required=True),
    Key("lines", _lines, "What a line holds, by name; `required`: a line has to have it.", "line", required=True),
    Key(
        "then",
        pulled,
        "The trigger that the system pulls when no line is left: all its matters have ended, or are not the unit's.",
        "act for a sheet without lines",
    ),
    Key("nothing_new", _nothing_new, "A line may say instead that there is nothing new.", "nothing new"),
)
PROGRESS = Keys(
    "progress",
    ProgressRule,
    Key("sheet", text, "The scenario of the sheets.", "sheet", required=True),
    Key("by", refers("role"), "The role whose units report, each for itself.", "who reports", required=True),
    Key("lead", refers("role"), "The role of the units that lead: they see the line.", "who leads"),
    Key("when", expression, "The condition under which it has to be reported of.", "condition"),
)


@shaped(SHEET.shape)
def read_sheet(scope: Scope, node: Node | None, section: str) -> SheetRule | None:
    """Return how units report by sheets of this scenario; None if its instances are none."""
    if node is None:
        return None
    found = SHEET.read(scope, node, section)
    if any(not found.get(name) for name in SHEET.required):
        if found.get("lines") == {}:
            scope.refuse(node, section, Line("a sheet whose lines hold nothing; name what they hold in `lines`"))
        return None
    _check_roles(scope, node, section, found)
    given = found["hand_in"].sets
    for name, declared in scope.fields.items():
        if declared.required and name != given and name not in (found.get("with") or {}):
            said = Line('the field "{name}" is required; give it in `with`', name=name)
            scope.refuse(node, section, said)
    return SHEET.build(found)


def _check_roles(scope: Scope, node: Node, section: str, found: dict[str, Any]) -> None:
    lead = scope.roles.get(found.get("lead") or "")
    if lead is not None and not lead.many:
        said = Line('the role "{role}" takes one unit, and the matters of a sheet have several leads', role=lead.name)
        scope.refuse(node.value["lead"], f"{section}.lead", said)
    for name, role in scope.roles.items():
        if role.required and not role.default and name not in {found["unit"], *(found.get("units") or {})}:
            said = Line('the role "{name}" is required; give it in `units`', name=name)
            scope.refuse(node, section, said)


@shaped(PROGRESS.shape)
def read_progress(scope: Scope, node: Node | None, section: str) -> ProgressRule | None:
    """Return on which sheets instances of this scenario stand; None if they are not reported of."""
    if node is None:
        return None
    found = PROGRESS.read(scope, node, section)
    return PROGRESS.build(found) if all(found.get(name) for name in PROGRESS.required) else None
