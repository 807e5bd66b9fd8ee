"""Reads the steps of an example: what is done, with what data, and what must hold afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban.scenarios.checkers import (
    TEXT,
    duration,
    flag,
    list_of,
    one_of,
    one_or_many,
    or_nothing,
    pairs,
    plain,
    positive,
    refers,
    sequence,
    shape_of,
    shaped,
    text,
)
from duban.scenarios.keys.acts import EACH
from duban.scenarios.keys.declaring import Key, Keys, keyed
from duban.states import MERGED, VOID, FieldType, Light, value_problem
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.scenarios.checkers import Checker, Node, NodeKey, Scope

REFUSALS = (
    "role",
    "state",
    "guard",
    "requires",
    "four-eyes",
    "times",
    "within",
    "children",
    "unassigned",
    "extension",
    "conflict",
    "signed",
    "excuse",
    "divide",
    "urge",
    "answer",
    "sign",
    "corrects",
    "nothing",
    "approval",
    "opinion",
    "recorded",
    "private",
    "lines",
)
"""The codes of refusals that an example can expect."""


@shaped(lambda: TEXT)
def instant(scope: Scope, node: Node, path: str) -> datetime | None:
    """Check a time; one without a zone is local to the scenario."""
    try:
        return datetime.fromisoformat(node.value)
    except (TypeError, ValueError):
        scope.refuse(node, path, Line("has to be a time such as 2024-04-01 09:00, not {kind}", kind=node.kind))
        return None


def is_before(this: datetime, that: datetime) -> bool:
    """Return whether one time is before another; False if that depends on the scenario's time zone."""
    return (this.tzinfo is None) == (that.tzinfo is None) and this < that


@shaped(lambda: or_nothing(TEXT))
def day(scope: Scope, node: Node, path: str) -> None:
    """Check a date, or null."""
    if node.value is None:
        return
    try:
        date.fromisoformat(node.value)
    except (TypeError, ValueError):
        scope.refuse(node, path, Line("has to be a date such as 2024-04-23, or null, not {kind}", kind=node.kind))


@shaped(lambda: {"anyOf": [TEXT, list_of(TEXT)]})
def _units(scope: Scope, node: Node, path: str) -> None:
    """Check one unit or a list of them; the list may be empty."""
    if type(node.value) is list:
        for child, place in sequence(scope, node, path):
            text(scope, child, place)
    else:
        text(scope, node, path)


def _by_name(noun: str, checker: Callable[[Scope, Node, str, NodeKey], None]) -> Checker:
    """Return a checker of a mapping whose keys are declared roles or fields."""

    @shaped(lambda: {"type": "object"})
    def check(scope: Scope, node: Node, path: str) -> None:
        if type(node.value) is not dict:
            said = Line(
                "has to be a mapping of roles, not {kind}"
                if noun == "role"
                else "has to be a mapping of fields, not {kind}",
                kind=node.kind,
            )
            scope.refuse(node, path, said)
            return
        known = scope.names[noun]
        for key, child in node.value.items():
            if key not in known:
                scope.unknown(noun, key, known, key, f"{path}.{key}")
            checker(scope, child, f"{path}.{key}", key)

    return check


def _value(scope: Scope, node: Node, path: str, field: NodeKey) -> None:
    declared = scope.fields.get(field)
    if declared is None or declared.type is FieldType.FILE:  # an example can give a file by its name alone
        return
    problem = value_problem(declared, plain(node))
    if problem:
        scope.refuse(node, path, problem)


def _filled(scope: Scope, node: Node, path: str, role: NodeKey) -> None:
    _units(scope, node, path)
    declared = scope.roles.get(role)
    if declared is not None and not declared.many and type(node.value) is list and len(node.value) > 1:
        said = Line('names several units, and the role "{role}" takes one; give it `many: true`', role=str(role))
        scope.refuse(node, path, said)


own_values = _by_name("field", _value)
"""Checks values by the names of the scenario's fields."""

filled_roles = _by_name("role", _filled)
"""Checks units by the names of the scenario's roles."""


@shaped(lambda: {"anyOf": [TEXT, list_of(TEXT), {"type": "object"}]})
def _rebound(scope: Scope, node: Node, path: str) -> None:
    """Check the new units of the one role that an act rebinds, with or without its name."""
    check = filled_roles if type(node.value) is dict else _units
    check(scope, node, path)


def _nullable(checker: Checker) -> Checker:
    nullable = shaped(lambda: or_nothing(shape_of(checker)))
    return nullable(lambda scope, node, path: None if node.value is None else checker(scope, node, path))


@shaped(dict)
def _untried(_scope: Scope, _node: Node, _path: str) -> None:
    """Accept anything, for an act that is expected to be refused."""


@shaped(lambda: {"anyOf": [TEXT, EACH.shape()]})
def _actor(scope: Scope, node: Node, path: str) -> None:
    """Check who acts: a unit, or each unit of a role that still owes the act."""
    if type(node.value) is dict:
        EACH.read(scope, node, path)
    else:
        text(scope, node, path)


@shaped(lambda: {"type": "integer", "minimum": 0})
def _number(scope: Scope, node: Node, path: str) -> None:
    """Check a whole number from 0."""
    if type(node.value) is not int or node.value < 0:
        scope.refuse(node, path, Line("has to be a whole number from 0, not {kind}", kind=node.kind))


@shaped(lambda: {"const": True})
def _yes(scope: Scope, node: Node, path: str) -> bool:
    """Check a true, for an act that has nothing else to say."""
    if node.value is not True:
        scope.refuse(node, path, Line("has to be true, not {kind}; leave the key out otherwise", kind=node.kind))
    return True


@shaped(lambda: {"type": "object", "additionalProperties": {"type": "object"}})
def _reports(scope: Scope, node: Node, path: str) -> None:
    """Check lines of a sheet, which another file declares."""
    for _, child, place in pairs(scope, node, path):
        if type(child.value) is not dict:
            said = Line("has to be the fields of a line with their values, not {kind}", kind=child.kind)
            scope.refuse(child, place, said)


DEEDS = (
    *("do", "extend", "excuse", "divide", "opine", "decide", "sign", "assign", "remark", "urge", "answer"),
    *("correct", "void", "withdraw", "report", "link"),
)
"""The keys of a step that say what is done; a step has one of them at most."""

TARGET_EXPECTED = Keys(
    "target expected",
    dict,
    Key("done", _number, "How many count."),
    Key("missing", _number, "How many are missing."),
    Key("met", flag, "Whether it is met."),
    Key("light", one_of(*Light), "Its light."),
    Key("lagging", _units, "The units whose light is not green, and no others; [] for none."),
)


@shaped(lambda: {"type": "object", "additionalProperties": TARGET_EXPECTED.shape()})
def _targets_expected(scope: Scope, node: Node, path: str) -> None:
    """Check what is expected of targets, by their names."""
    for key, child, place in pairs(scope, node, path):
        if key not in scope.names["target"]:
            scope.unknown("target", key, scope.names["target"], child, place)
        TARGET_EXPECTED.read(scope, child, place)


EXPECTATION = Keys(
    "expectation",
    dict,
    Key("state", refers("state"), "The state."),
    Key("light", _nullable(one_of(*Light)), "The light; null for none."),
    Key("round", positive, "The round."),
    Key("due", day, "The due day; null for none."),
    Key("ended", _nullable(one_of(VOID, MERGED)), "How it was closed without being done; null if it was not."),
    Key("told", _units, "Units that were told since the last step, among others."),
    Key("told_exactly", _units, "The units that were told since the last step, and no others."),
    Key("not_told", _units, "Units that were not told since the last step."),
    Key("papers", _units, "The numbers of the papers that were signed so far, in order; [] for none."),
    Key("owing", _units, "The units that still owe what each of them has to do, and no others; [] for none."),
    Key("target", _targets_expected, "How far targets are, by name."),
)
LINKED = Keys(
    "linked",
    dict,
    Key("scenario", text, "Of which scenario it is.", required=True),
    Key("as", one_of("counts_for", "after"), "It counts for this one; or `after`: this one comes after it."),
    Key("by", text, "Who opens it; left out: who links it."),
    Key("units", _untried, "Its roles, each with the unit that fills it."),
    Key("with", _untried, "What its fields hold."),
    Key("title", text, "What it is about."),
    Key("times", positive, "How many of them; left out: one."),
)
ASKED = Keys(
    "asked",
    dict,
    Key("clock", refers("clock"), "Which clock.", required=True),
    Key("length", duration, "How much more, such as 5 working days.", required=True),
    Key("reason_code", text, "The reason, of those that the scenario has."),
)
EXCUSED = Keys(
    "excused",
    dict,
    Key("act", text, "What it is excused from: the trigger, or the role.", required=True),
    Key("unit", text, "Which unit.", required=True),
)
PART = Keys(
    "part",
    dict,
    Key("title", text, "What it is; left out: what the whole is."),
    Key("units", _units, "The unit or units that do it.", required=True),
    Key("with", _untried, "Its data, such as a date of its own."),
)


@shaped(lambda: one_or_many(PART.shape()))
def _parts(scope: Scope, node: Node, path: str) -> None:
    """Check the parts that are handed out by hand: one, or a list of them."""
    if node.value == []:
        scope.refuse(node, path, Line("is an empty list; leave the key out or name one"))
    for child, place in sequence(scope, node, path) if type(node.value) is list else [(node, path)]:
        PART.read(scope, child, place)


STEP = Keys(
    "step",
    dict,
    Key("at", instant, "When; every timer up to then takes effect first.", required=True),
    Key("by", _actor, "The unit that acts; {each: ROLE} is each unit of the role that still owes the act."),
    Key("of", text, "Another item that was opened: its scenario, the unit that it is for, or its number."),
    Key("do", text, "The trigger that it pulls."),
    Key("extend", keyed(ASKED), "The clock for which it asks more time."),
    Key("excuse", keyed(EXCUSED), "The unit that it excuses from what each unit has to do."),
    Key("divide", _parts, "The parts that it hands out by hand."),
    Key("decide", one_of("approve", "refuse"), "How it decides what waits for a decision."),
    Key("link", keyed(LINKED), "Another item that it opens and links with this one."),
    Key("on_behalf", text, "The leader, whose decision it only records."),
    Key("opine", text, "Its opinion on what waits for a decision."),
    Key("sign", refers("paper"), "The paper that it signs; `with` has what it writes."),
    Key("correct", _untried, "The fields that it corrects, each with the right value; `note` says why."),
    Key("void", _yes, "It makes the item void; `note` says why."),
    Key("withdraw", _yes, "It takes back what it has asked for."),
    Key("remark", text, "What it remarks, for the office."),
    Key("urge", text, "What it says as it urges those whose turn it is."),
    Key("answer", text, "What it answers to the last urge or paper."),
    Key("report", _reports, "The lines that it writes, by number; `of` names the sheet, and `do` hands it in."),
    Key("assign", filled_roles, "The role to which it binds units, with these."),
    Key("with", _untried, "The data that comes with the act."),
    Key("note", text, "The note that comes with the act."),
    Key("units", _rebound, "The new units, for an act that rebinds a role."),
    Key("refused", one_of(*REFUSALS), "The code of the reason for which the act has to be refused."),
    Key("expect", keyed(EXPECTATION), "What has to hold afterwards."),
)
_TAKEN = {"do": refers("trigger"), "with": own_values, "correct": own_values}
"""The stricter checks of a step that is not refused; one that is may use names that do not exist."""


def _read_by(keys: Keys[Any], **instead: Checker) -> Checker:
    return lambda scope, node, path: keys.read(scope, node, path, instead=instead)


_OF_ANOTHER = {
    "expect": _read_by(EXPECTATION, state=text),
    "extend": _read_by(ASKED, clock=text),
    "units": _untried,
    "assign": _untried,
    "sign": text,
}
"""The checks of a step that is about another item, whose names another file declares."""


def _step(scope: Scope, node: Node, path: str) -> datetime | None:
    refused = type(node.value) is dict and "refused" in node.value
    other = type(node.value) is dict and "of" in node.value
    found = STEP.read(scope, node, path, instead=_OF_ANOTHER if other else None if refused else _TAKEN)
    acts = [key for key in DEEDS if key in found]
    if found and not acts and "expect" not in found:
        scope.refuse(node, path, Line("neither acts nor checks; give it a `do` or an `expect`"))
    if len(acts) > 1:
        facts = {"one": acts[0], "other": acts[1]}
        scope.refuse(node, path, Line('"{one}" and "{other}" are two acts; make two steps of them', **facts))
    for key in ("by", "with", "note", "units", "refused"):
        needs = {"with": {"do", "sign"}, "units": {"do"}}.get(key, set(DEEDS))
        if key in found and needs.isdisjoint(acts):
            scope.refuse(node, path, Line('"{key}" needs "{needed}" beside it', key=key, needed="do"))
    if type(node.value) is dict and "by" in node.value and type(node.value["by"].value) is dict and acts != ["do"]:
        scope.refuse(node.value["by"], f"{path}.by", Line('each unit can only "do" something; name one unit'))
    if "on_behalf" in found and acts != ["decide"]:
        scope.refuse(node, path, Line('"{key}" needs "{needed}" beside it', key="on_behalf", needed="decide"))
    if acts and "by" not in found:
        scope.refuse(node, path, Line('"{key}" needs "by": the unit that acts', key=acts[0]))
    at: datetime | None = found.get("at")
    return at


@shaped(lambda: list_of(STEP.shape()))
def steps(scope: Scope, node: Node, path: str) -> list[tuple[Node, str, datetime | None]]:
    """Check the steps of an example, and return each with its path and its time."""
    return [(child, place, _step(scope, child, place)) for child, place in sequence(scope, node, path)]
