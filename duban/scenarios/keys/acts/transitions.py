"""Reads `transitions`: the acts that move an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from duban.scenarios.checkers import (
    REASON_LIST,
    RESERVED,
    TEXT,
    duration,
    expression,
    flag,
    many,
    name_shape,
    named,
    names_of,
    one_or_many,
    positive,
    refers,
    shaped,
    text,
)
from duban.scenarios.keys.acts.approving import APPROVING, check_approving, check_held
from duban.scenarios.keys.acts.each import EACH, check_each, check_one_at_a_time, each_role, excuse
from duban.scenarios.keys.acts.opens import opens
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import ANYONE, REASON, SYSTEM, Transition
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Node, Scope

_states = many(refers("state"))


@shaped(lambda: one_or_many(TEXT))
def _sources(scope: Scope, node: Node, path: str) -> tuple[str, ...]:
    if node.value == "*":
        return ("*",)
    found: tuple[str, ...] = _states(scope, node, path)
    return found


@shaped(lambda: TEXT)
def _puller(scope: Scope, node: Node, path: str) -> str | None:
    if node.value in (SYSTEM, ANYONE):
        return str(node.value)
    return scope.refers("role", node, path, also=(SYSTEM, ANYONE))


_any_pullers = many(_puller)


class _Pullers(Struct, frozen=True):
    """The roles that may pull a trigger: any one of them, all of them together, or each unit of one for itself."""

    names: tuple[str, ...]
    joint: bool = False
    by_each: bool = False


ALL = Keys(
    "all",
    dict,
    Key(
        "all",
        many(refers("role")),
        "The roles that have to pull it, each of them; it moves with the last.",
        required=True,
    ),
)


@shaped(lambda: {"anyOf": [*one_or_many(TEXT)["anyOf"], ALL.shape(), EACH.shape()]}, names="role")
def _pullers(scope: Scope, node: Node, path: str) -> _Pullers:
    if type(node.value) is not dict:
        return _Pullers(_any_pullers(scope, node, path))
    if "each" in node.value:
        role = each_role(scope, node, path)
        return _Pullers(() if role is None else (role,), by_each=role is not None)
    roles: tuple[str, ...] = ALL.read(scope, node, path).get("all") or ()
    if len(roles) == 1:
        scope.refuse(node, path, Line("names one role only, for which `by: {role}` is enough", role=roles[0]))
    return _Pullers(roles, joint=True)


@shaped(lambda: TEXT, names="field")
def _requirement(scope: Scope, node: Node, path: str) -> str | None:
    if node.value == REASON and REASON not in scope.names["field"]:
        scope.refuse(node, path, Line('needs the reasons to choose from: declare "{reasons}"', reasons=REASON_LIST))
        return None
    return "note" if node.value == "note" else scope.refers("field", node, path)


TRANSITION = Keys(
    "transition",
    Transition,
    Key(
        "from",
        _sources,
        'The state, or states, that it leaves; "*" is every state that is not final.',
        "states it leaves",
        field="sources",
        required=True,
    ),
    Key(
        "to",
        refers("state"),
        "The state that it leads to.",
        "state it leads to",
        field="target",
        default="",
        required=True,
    ),
    Key(
        "by",
        _pullers,
        "Who may pull it: a role, a list, system, anyone, {all: [...]} for all of them together, or {each: ROLE}.",
        "who may do it",
        required=True,
    ),
    Key(
        "requires",
        many(_requirement),
        "Fields that must have been given in this round, or `note`.",
        "what has to be given",
    ),
    Key("fresh", flag, "What `requires` names has to come with this very act.", "given with the act itself"),
    Key(
        "when",
        expression,
        "A condition over fields, item, round, clocks and counters, in Jinja2's syntax.",
        "condition",
    ),
    Key(
        "not_by",
        refers("trigger"),
        "Four eyes: not whoever pulled that trigger last in this round; if a person was named then, one has to be now.",
        "not by who did",
    ),
    Key("times", positive, "How often it may be pulled in a round.", "times in a round at most"),
    Key(
        "within",
        duration,
        "How long after first entering `from` in a round it may be pulled.",
        "time allowed after entering",
    ),
    Key("each_entry", flag, "`within` counts anew each time that the state is entered.", "counted anew at each entry"),
    Key("rebinds", refers("role"), "The role for which the act may name new units.", "role named anew"),
    Key("restarts", many(refers("clock")), "The clocks that begin anew.", "clocks that begin anew"),
    Key("new_round", flag, "It starts the next round, with fresh clocks.", "new round begins"),
    Key("opens", opens, "It opens a linked instance of another scenario.", "item opened beside"),
    Key("why", text, "What `when` or `not_by` is for; whoever is refused by it reads this.", "reason in words"),
    Key("primary", flag, "It is offered first to whoever may do it.", "offered first"),
    Key("excuse", excuse, "Who may excuse a unit from what each unit has to do ({each: ROLE}).", "who excuses a unit"),
    *APPROVING,
    also={"joint": "signed by all of them", "by_each": "done by each unit for itself"},
    untold=("trigger", "index"),
)


@shaped(lambda: names_of(one_or_many(TRANSITION.shape()), name_shape(*RESERVED)))
def read_transitions(scope: Scope, node: Node | None, section: str) -> dict[str, tuple[Transition, ...]]:
    """Return the entries of each trigger, in the order in which they are tried."""
    transitions = {}
    working = tuple(state.name for state in scope.parts["states"].values() if not state.final)
    for key, child, path in named(scope, node, section):
        if type(child.value) is list:
            if not child.value:
                scope.refuse(child, path, Line("is an empty list; a trigger needs `from`, `to` and `by`"))
            places = [(entry, f"{path}[{index}]") for index, entry in enumerate(child.value)]
        else:
            places = [(child, path)]
        transitions[str(key)] = tuple(
            _entry(scope, entry, place, (str(key), index), working) for index, (entry, place) in enumerate(places)
        )
        check_each(scope, transitions[str(key)], places)
    check_one_at_a_time(scope, node, section, transitions)
    _first(scope, node, section, transitions)
    return transitions


def _first(scope: Scope, node: Node | None, section: str, transitions: Mapping[str, tuple[Transition, ...]]) -> None:
    """Note each trigger that would be offered first where another one is, to the same role."""
    taken: dict[tuple[str, str], str] = {}
    for entry in (entry for entries in transitions.values() for entry in entries if entry.primary):
        for place in ((state, role) for state in entry.sources for role in entry.by):
            other = taken.setdefault(place, entry.trigger)
            if other != entry.trigger and node is not None:
                said = Line('is offered first at "{state}", and so is "{other}"', state=place[0], other=other)
                key = next(known for known in node.value if known == entry.trigger)
                scope.refuse(key, f"{section}.{entry.trigger}", said)
                break


def _entry(scope: Scope, node: Node, path: str, rank: tuple[str, int], working: tuple[str, ...]) -> Transition:
    found = TRANSITION.read(scope, node, path)
    if found.get("fresh") and not found.get("requires"):
        scope.refuse(node, path, Line('"fresh" says how "requires" is judged, which is missing'))
    if found.get("each_entry") and not found.get("within"):
        scope.refuse(node, path, Line('"each_entry" says how "within" is counted, which is missing'))
    if found.get("why") and not found.get("when") and not found.get("not_by"):
        scope.refuse(node, path, Line('"why" says what "when" or "not_by" is for, and both are missing'))
    sources = found.get("from") or ()
    if found.get("excuse") and not (found.get("by") or _Pullers(())).by_each:
        said = Line('"excuse" is for what each unit has to do, which "by" does not ask for here')
        scope.refuse(node.value["excuse"], f"{path}.excuse", said)
    pullers: _Pullers = found.get("by") or _Pullers(())
    check_approving(scope, node, path, found, pullers.names)
    entry = TRANSITION.build(
        found,
        trigger=rank[0],
        index=rank[1],
        sources=working if sources == ("*",) else sources,
        by=pullers.names,
        joint=pullers.joint,
        by_each=pullers.by_each,
    )
    check_held(scope, entry, node, path)
    return entry


def check_pulled(scope: Scope) -> None:
    """Note each `then` whose trigger the system may not pull, or which requires data that the system does not have."""
    transitions: dict[str, tuple[Transition, ...]] = scope.parts["transitions"]
    for node, path, trigger in scope.pulled:
        mine = [entry for entry in transitions.get(trigger, ()) if SYSTEM in entry.by]
        if not mine:
            said = Line('the system may not pull "{trigger}"; add `system` to its `by`', trigger=trigger)
            scope.refuse(node, path, said)
        for entry in mine:
            if entry.requires:
                facts = {"trigger": trigger, "asked": list(entry.requires)}
                scope.refuse(node, path, Line('"{trigger}" requires {asked}, which the system cannot bring', **facts))
