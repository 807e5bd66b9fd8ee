"""The keys of a whole scenario file: its head, and the sections in the order in which they build on each other."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from duban.scenarios.keys.announce import read_announcements
from duban.scenarios.keys.calendar import calendar
from duban.scenarios.keys.children import read_children
from duban.scenarios.keys.clocks import read_clocks
from duban.scenarios.keys.declaring import Key, Keys
from duban.scenarios.keys.examples import read_examples
from duban.scenarios.keys.extension import read_extensions
from duban.scenarios.keys.fields import read_fields
from duban.scenarios.keys.ladder import read_ladders
from duban.scenarios.keys.messages import read_messages
from duban.scenarios.keys.repeats import read_repeats
from duban.scenarios.keys.roles import read_roles
from duban.scenarios.keys.states import read_states
from duban.scenarios.keys.target import read_target
from duban.scenarios.keys.transitions import read_transitions
from duban.scenarios.naming import name_problem, name_shape
from duban.scenarios.scope import sequence
from duban.scenarios.shapes import TEXT, list_of, shaped
from duban.scenarios.values import positive, refers, text
from duban.states import Definition

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope

_NUMBER_FIELDS = {"year", "month", "seq"}
_WIDTH = re.compile(r"(0?[1-9])?d?")
_LONGEST_NUMBER = 40


@shaped(lambda: {**list_of(TEXT), "minItems": 1})
def _hours(scope: Scope, node: Node, path: str) -> tuple[str, ...] | None:
    items = [text(scope, child, place) for child, place in sequence(scope, node, path)]
    if node.value == []:
        scope.refuse(node, path, "is an empty list; leave the key out for the calendar's own hours")
    return tuple(item for item in items if item is not None) or None


@shaped(lambda: {**TEXT, "allOf": [{"pattern": f"\\{{{name}[:!}}]"} for name in ("year", "seq")]})
def _number(scope: Scope, node: Node, path: str) -> str | None:
    pattern = text(scope, node, path)
    if pattern is None:
        return None
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        scope.refuse(node, path, f'"{pattern}" has an unpaired brace; write it like WT-{{year}}-{{seq:04d}}')
        return None
    used = set()
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        used.add(name)
        if name not in _NUMBER_FIELDS:
            scope.refuse(node, path, f"{{{name}}} is not for numbers; there are {{year}}, {{month}} and {{seq}}")
        elif conversion or not _WIDTH.fullmatch(spec or ""):
            written = f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"
            scope.refuse(node, path, f"{{{written}}} is no width; write it like {{{name}:04d}}")
    for name in ("year", "seq"):
        if name not in used:
            scope.refuse(node, path, f"has to use {{{name}}}, or numbers would repeat")
    if len(pattern) > _LONGEST_NUMBER or name_problem(pattern, frozenset()):
        scope.refuse(node, path, f"a number has no invisible characters, and its pattern at most {_LONGEST_NUMBER}")
    return pattern


@shaped(name_shape)
def _scenario(scope: Scope, node: Node, path: str) -> str | None:
    name = text(scope, node, path)
    problem = name_problem(name, frozenset()) if name is not None else None
    if problem:
        scope.refuse(node, path, problem)
    return name


SECTIONS = (
    Key("roles", read_roles, "Who takes part, by name.", "角色", required=True),
    Key("fields", read_fields, "What is recorded, by name.", "字段"),
    Key(
        "states",
        read_states,
        "The stages of the work, by name: one initial, at least one final.",
        "状态",
        required=True,
    ),
    Key(
        "transitions",
        read_transitions,
        "The acts that move an instance, by name; several entries of one are tried in order.",
        "办理",
        required=True,
    ),
    Key("clocks", read_clocks, "Budgets of time, by name.", "时限"),
    Key(
        "ladder",
        read_ladders,
        "For each clock, what happens as it runs: remind, supervise, report.",
        "催督",
        field="ladders",
    ),
    Key(
        "announce",
        read_announcements,
        "Whom to tell when something happens, not because time passed.",
        "告知",
        field="announcements",
    ),
    Key(
        "extension",
        read_extensions,
        "How a clock may be given more time, one entry for each time.",
        "延期",
        field="extensions",
    ),
    Key("children", read_children, "One linked instance for each unit, opened on entering a state.", "分办"),
    Key("repeats", read_repeats, "Work that comes back: an instance is opened for each period.", "定期立项"),
    Key("target", read_target, "A quota over linked instances.", "目标"),
    Key("messages", read_messages, "What is sent, by name: its wording for each medium.", "消息"),
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
        "场景",
        required=True,
    ),
    Key(
        "version",
        positive,
        "A whole number; raise it when the rules change. Open instances keep theirs until `duban migrate`.",
        required=True,
    ),
    Key("title", text, "What people call it.", "名称"),
    Key(
        "number",
        _number,
        "The pattern of the numbers that people quote: {year} and {seq}, with or without {month}.",
        "编号规则",
        required=True,
    ),
    Key(
        "calendar",
        calendar,
        "Which days are worked: china, 24x7, a country code, or a mapping with conventions of one's own.",
        "日历",
        required=True,
    ),
    Key("timezone", text, "Where the office stands, such as Asia/Shanghai; left out, the calendar's own.", "时区"),
    Key("hours", _hours, "Office hours, such as 08:30-12:00; left out, the calendar's own.", "上班时间"),
    Key("opens_by", refers("role"), "The role that may open and assign; left out: anyone.", "由谁立项"),
    Key(
        "fallback",
        refers("role"),
        "The role that receives what reaches nobody; left out: the first.",
        "无人可达时的接收角色",
    ),
    *SECTIONS,
    also={"conventions": "计时惯例", "table": "另行公布的日期表"},
    untold=("version", "digest", "document", "examples"),
)
