"""The keys of a whole scenario file: its head, and the sections in the order in which they build on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import (
    REASON_LIST,
    TEXT,
    flag,
    list_of,
    many,
    name_problem,
    name_shape,
    one_of,
    positive,
    refers,
    sequence,
    shape_of,
    shaped,
    text,
)
from duban.scenarios.keys.acts import read_corrects, read_extensions, read_transitions, read_voids
from duban.scenarios.keys.declaring import Key, Keys
from duban.scenarios.keys.frame import calendar, number, read_fields, read_reasons, read_roles, read_states
from duban.scenarios.keys.others import (
    read_children,
    read_progress,
    read_repeats,
    read_sheet,
    read_target,
    read_targets,
)
from duban.scenarios.keys.telling import (
    read_announcements,
    read_instructions,
    read_messages,
    read_papers,
    read_remarks,
    read_urge,
)
from duban.scenarios.keys.timing import read_clocks, read_ladders
from duban.scenarios.keys.trying import read_examples
from duban.states import Definition
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope


@shaped(lambda: {**list_of(TEXT), "minItems": 1})
def _hours(scope: Scope, node: Node, path: str) -> tuple[str, ...] | None:
    items = [text(scope, child, place) for child, place in sequence(scope, node, path)]
    if node.value == []:
        scope.refuse(node, path, Line("is an empty list; leave the key out for the calendar's own hours"))
    return tuple(item for item in items if item is not None) or None


_acts = many(refers("trigger"))


@shaped(lambda: {"anyOf": [shape_of(flag), shape_of(_acts)]}, names="trigger")
def _sign_for_link(scope: Scope, node: Node, path: str) -> bool | tuple[str, ...]:
    found: tuple[str, ...] = () if type(node.value) is bool else _acts(scope, node, path)
    return node.value if type(node.value) is bool else found


_languages = one_of("zh", "en")


@shaped(lambda: shape_of(_languages))
def _language(scope: Scope, node: Node, path: str) -> str | None:
    found: str | None = _languages(scope, node, path)
    scope.parts["language"] = found
    return found


@shaped(name_shape)
def _scenario(scope: Scope, node: Node, path: str) -> str | None:
    name = text(scope, node, path)
    problem = name_problem(name, frozenset()) if name is not None else None
    if problem:
        scope.refuse(node, path, problem)
    return name


SECTIONS = (
    Key("roles", read_roles, "Who takes part, by name.", "role", required=True),
    Key("fields", read_fields, "What is recorded, by name.", "field"),
    Key(
        "states",
        read_states,
        "The stages of the work, by name: one initial, at least one final.",
        "state",
        required=True,
    ),
    Key("sheet", read_sheet, "It is a sheet on which a unit reports of all its matters, each period.", "sheet"),
    Key("progress", read_progress, "Units report of its instances, on sheets of another scenario.", "reports"),
    Key(
        "transitions",
        read_transitions,
        "The acts that move an instance, by name; several entries of one are tried in order.",
        "transition",
        required=True,
    ),
    Key("papers", read_papers, "What is issued under a person's signature, by name.", "paper"),
    Key("clocks", read_clocks, "Budgets of time, by name.", "clock"),
    Key(
        "ladder",
        read_ladders,
        "For each clock, what happens as it runs: remind, supervise, report.",
        "ladder",
        field="ladders",
    ),
    Key(
        "extension",
        read_extensions,
        "How a clock may be given more time, one entry for each time.",
        "extension",
        field="extensions",
    ),
    Key("corrects", read_corrects, "Who may correct what was recorded, with `duban correct`.", "correcting"),
    Key(
        "voids",
        read_voids,
        "Who may void or merge, and who has to approve that; `voids_by` is its short form.",
        "voiding",
    ),
    Key(
        "announce",
        read_announcements,
        "Whom to tell when something happens, not because time passed.",
        "announcement",
        field="announcements",
    ),
    Key("urge", read_urge, "Who may urge those whose turn it is, and how often.", "urging"),
    Key("remarks", read_remarks, "Who reads the remarks that are for the office.", "remarks"),
    Key(
        "instructions",
        read_instructions,
        "How instructions of a leader are recorded, and who is told of them.",
        "instructions",
    ),
    Key("children", read_children, "One linked instance for each unit, opened on entering a state.", "handing out"),
    Key("repeats", read_repeats, "Work that comes back: an instance is opened for each period.", "recurring work"),
    Key("target", read_target, "A quota over linked instances.", "target"),
    Key("targets", read_targets, "How many linked items each unit has to bring, by name.", "target by unit"),
    Key("messages", read_messages, "What is sent, by name: its wording for each medium.", "message"),
    Key("examples", read_examples, "The scenario's own tests: `duban scenario test` plays them."),
)
"""The sections of a file, each with its reader; one that comes later can use what the earlier ones have read."""

SCENARIO = Keys(
    "scenario",
    Definition,
    Key(
        "scenario",
        _scenario,
        "The id of the workflow; with `version` it names the definition.",
        "scenario",
        required=True,
    ),
    Key(
        "version",
        positive,
        "A whole number; raise it when the rules change. Open instances keep theirs until `duban migrate`.",
        required=True,
    ),
    Key("title", text, "What people call it.", "name"),
    Key(
        "number",
        number,
        "The pattern of the numbers that people quote: {year} and {seq}, with or without {quarter} or {month}; or a "
        "mapping.",
        "pattern of numbers",
        required=True,
    ),
    Key(
        "calendar",
        calendar,
        "Which days are worked: china, 24x7, a country code, or a mapping with conventions of one's own.",
        "calendar",
        required=True,
    ),
    Key("timezone", text, "Where the office stands, such as Asia/Shanghai; left out, the calendar's own.", "time zone"),
    Key("hours", _hours, "Office hours, such as 08:30-12:00; left out, the calendar's own.", "office hours"),
    Key("opens_by", refers("role"), "The role that may open and assign; left out: anyone.", "who opens"),
    Key(
        "voids_by",
        many(refers("role")),
        "The role that may void and merge; left out: who may open and assign.",
        "who voids and merges",
    ),
    Key(
        "fallback",
        refers("role"),
        "The role that receives what reaches nobody; left out: the first.",
        "role for what reaches nobody",
    ),
    Key(
        "headline",
        refers("clock"),
        "The clock whose due day lists and the ledger show; left out: of the running ones, that which is due first.",
        "clock shown in lists",
    ),
    Key(
        "language",
        _language,
        "The language of its texts, in which its messages write dates and lengths too; left out: each reader's.",
        "language of the texts",
    ),
    Key(
        "sign_for_link",
        _sign_for_link,
        "Whether mails may have a button by which their reader does what takes nothing, such as signing for it, "
        "without signing in: true, false, or the triggers that alone may be pulled so; left out, yes.",
        "button that acts in mails",
    ),
    Key(
        REASON_LIST,
        read_reasons,
        "The reasons to choose from where an act says `requires: [reason_code]`.",
    ),
    *SECTIONS,
    also={
        "conventions": "conventions of reckoning",
        "table": "table of published days",
        "gaps": "gaps in the numbers",
    },
    untold=("version", "digest", "document", "examples", "reasons"),
)
