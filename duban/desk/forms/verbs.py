"""The controls of what can be done with a matter besides its acts: one function for each, by the name of the verb."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from duban import words
from duban.desk.forms.controls import NOTE_FIELD, UNITS, Control, asked_controls
from duban.desk.forms.sharing import divide_controls, excuse_controls, link_controls
from duban.states import NOTE, FieldType, is_among, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duban.workflow import Engine, Possible, Situation

    Maker = Callable[[Engine, Situation, Possible, str], list[Control]]


class VerbField(StrEnum):
    """How the fields of these forms are called."""

    AMOUNT = "amount"
    TEXT = "text"
    TO = "to"
    ROLE = "role"
    PERSON = "person"
    LEADER = "leader"
    ON = "on"
    DEMAND = "demand"
    SCAN = "f.scan"
    OPENS = "opens"
    TITLE = "title"
    INTO = "into"
    REACHED = "reached"


Named = VerbField


def verb_controls(verb: str, engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    """Return the controls of a verb's form, for somebody of a unit."""
    return _MAKERS[verb](engine, standing, possible, unit)


def audiences() -> tuple[str, str]:
    """Return whom a remark is for: the office alone, or everybody who sees the matter."""
    return words.text("the office alone"), words.text("everybody who sees the matter")


def call_outcomes() -> tuple[str, str]:
    """Return what can come of a call."""
    return words.text("somebody was reached"), words.text("nobody picked up")


def taken_back() -> str:
    """Return the choice that takes a matter back from the colleague who has it."""
    return words.text("nobody in particular: take it back")


def roles_of(standing: Situation) -> dict[str, str]:
    """Return the roles of a matter by their titles."""
    return {role.title: name for name, role in standing.definition.roles.items()}


def correctable(standing: Situation, unit: str) -> list[str]:
    """Return the fields that a form of corrections shows: those with a value and days, or what the scenario names."""
    definition, item = standing.definition, standing.instance
    named = () if definition.corrects is None else definition.corrects.fields
    return [
        name
        for name, declared in definition.fields.items()
        if declared.type is not FieldType.FILE
        if (name in named if named else declared.type is FieldType.DATE or item.data.get(name) is not None)
        if not declared.private or any(is_among(unit, item.units.get(role, ())) for role in declared.private)
    ]


def _extend(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    del engine, unit
    most = parse_duration(possible.at_most or "1 working day")
    length = words.text("how much more, of {most} at most", most=most.said)
    found = [Control(Named.AMOUNT, length, "number", required=True)]
    found += asked_controls(standing.definition, possible.requires, standing.instance, fresh=True)
    return [*found, _note(words.text("reason"), required=NOTE in possible.requires)]


def _urge(*_: object) -> list[Control]:
    return [_note(words.text("what you want of them"))]


def _text(title: str) -> Control:
    return Control(Named.TEXT, title, "area", required=True)


def _note(title: str, *, required: bool = False) -> Control:
    return Control(NOTE_FIELD, title, "area", required)


def _answer(*_: object) -> list[Control]:
    return [_text(words.text("answer"))]


def _remark(*_: object) -> list[Control]:
    whom = Control(Named.TO, words.text("who may read it"), "radios", required=True, choices=audiences())
    return [_text(words.text("text")), replace(whom, values=audiences()[:1])]


def _call(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    del possible, unit
    units = dict.fromkeys(each for those in standing.instance.units.values() for each in those)
    people = [
        words.joined([each.unit, f"{each.name} {each.mobile or ''}".strip()])
        for each in engine.directory.people
        if is_among(each.unit, units)
    ]
    outcomes, kind = call_outcomes(), "select" if people else "text"
    return [
        Control(Named.PERSON, words.text("whom you rang"), kind, required=True, choices=tuple(dict.fromkeys(people))),
        Control(Named.REACHED, words.text("outcome"), "radios", required=True, choices=outcomes, values=outcomes[:1]),
        Control(Named.TEXT, words.text("what was said"), "area"),
    ]


def _assign(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    del possible, unit
    known = tuple(each.name for each in engine.directory.units)
    return [
        Control(Named.ROLE, words.text("which role"), "select", required=True, choices=tuple(roles_of(standing))),
        Control(UNITS, words.text("the units that fill it from now on"), "units", required=True, choices=known),
        _note(words.text("reason")),
    ]


def _hand_on(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    del possible
    people = tuple(dict.fromkeys(each.name for each in engine.directory.people if is_among(each.unit, (unit,))))
    holder = next((person for who, person in standing.holders.items() if is_among(unit, (who,))), None)
    choices = (*people, *([taken_back()] if holder else ()))
    kind = "radios" if people else "text"
    return [
        Control(
            Named.PERSON,
            words.text("to whom"),
            kind,
            required=True,
            choices=choices,
            values=(holder,) if holder else (),
        ),
        _note(words.text("remark")),
    ]


def _instruct(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    del possible, unit
    rule = standing.definition.instructions
    units = () if rule is None else standing.instance.units.get(rule.of, ())
    people = [f"{each.unit}/{each.name}" for each in engine.directory.people if is_among(each.unit, units)]
    leaders: tuple[str, ...] = tuple(dict.fromkeys(people or units))
    found = [
        Control(
            Named.LEADER,
            words.text("whose instruction"),
            "select" if leaders else "text",
            required=True,
            choices=leaders,
        ),
        Control(
            Named.ON,
            words.text("day of the instruction"),
            "date",
            required=True,
            values=(engine.today().isoformat(),),
        ),
        _text(words.text("what it says")),
        Control(Named.DEMAND, words.text("what it asks of the units, which they read"), "area"),
        Control(Named.SCAN, words.text("scan"), "file"),
    ]
    if rule is not None and rule.opens is not None:
        found.append(Control(Named.OPENS, words.text("open a matter of its own for it"), "yesno", values=("no",)))
    return found


def _correct(engine: Engine, standing: Situation, possible: Possible, unit: str) -> list[Control]:
    del possible
    item, names = standing.instance, correctable(standing, unit)
    units = [each.name for each in engine.directory.units]
    return [
        Control(Named.TITLE, words.text("title of the matter"), "text", values=(item.title,)),
        *asked_controls(standing.definition, names, item, units=units, required=False),
        _note(words.text("why it is corrected"), required=True),
    ]


def _void(*_: object) -> list[Control]:
    return [_note(words.text("reason"), required=True)]


def _merge(*_: object) -> list[Control]:
    return [
        Control(Named.INTO, words.text("number of the matter that goes on"), "text", required=True),
        _note(words.text("reason"), required=True),
    ]


_MAKERS: Mapping[str, Maker] = {
    "extend": _extend,
    "urge": _urge,
    "answer": _answer,
    "remark": _remark,
    "call": _call,
    "hand_on": _hand_on,
    "assign": _assign,
    "excuse": excuse_controls,
    "divide": divide_controls,
    "link": link_controls,
    "instruct": _instruct,
    "correct": _correct,
    "merge": _merge,
    "void": _void,
}


def changed(controls: Sequence[Control], sent: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the names of the controls in which something else was typed than stood there."""
    return {each.name for each in controls if tuple(sent.get(each.name, ())) != each.values}
