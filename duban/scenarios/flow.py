"""Reads the graph: `states` and `transitions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from duban.scenarios.joining import opens
from duban.scenarios.people import named, named_shape
from duban.scenarios.scope import RESERVED
from duban.scenarios.shapes import TEXT, Keys, keys_of, names_of, one_or_many, shaped
from duban.scenarios.templates import expression
from duban.scenarios.values import duration, flag, many, mapping, name_shape, positive, pulled, refers
from duban.states import ANYONE, SYSTEM, State, Transition

if TYPE_CHECKING:
    from duban.scenarios.nodes import Node
    from duban.scenarios.scope import Scope

MOST_STATES = 500
"""States of one scenario; every pair of them is looked at."""

_STATE = Keys(
    "state",
    {
        "initial": flag,
        "final": flag,
        "waits_for": refers("role"),
        "pauses": many(refers("clock")),
        "at_most": duration,
        "then": pulled,
    },
)


@shaped(lambda: named_shape(_STATE, empty=True))
def read_states(scope: Scope, node: Node) -> dict[str, State]:
    """Return the states by name."""
    states = {}
    for key, child, path in named(scope, node, "states"):
        found = mapping(scope, child, path, _STATE) if child.value is not None else {}
        for key_given, key_missing in (("at_most", "then"), ("then", "at_most")):
            if key_given in found and key_missing not in found:
                scope.refuse(child, path, f'"{key_given}" needs "{key_missing}" beside it')
        if child.value is not None and found.get("final") and "at_most" in found:
            problem = "bounds a stay, and nobody leaves a final state because of time"
            scope.refuse(child.value["at_most"], f"{path}.at_most", problem)
        if found.get("initial") and found.get("final"):
            scope.refuse(child, path, "a state cannot be initial and final at once")
        states[str(key)] = State(
            name=str(key),
            initial=bool(found.get("initial")),
            final=bool(found.get("final")),
            waits_for=found.get("waits_for"),
            pauses=found.get("pauses") or (),
            at_most=found.get("at_most"),
            then=found.get("then"),
        )
    _ends(scope, node, states)
    if len(states) > MOST_STATES:
        scope.refuse(node, "states", f"are {len(states)}; a scenario has at most {MOST_STATES}")
    return states


def _ends(scope: Scope, node: Node, states: dict[str, State]) -> None:
    initial = [state.name for state in states.values() if state.initial]
    if not initial:
        scope.refuse(node, "states", "no state is initial; give the first one `initial: true`")
    elif len(initial) > 1:
        second = next(key for key in node.value if key == initial[1])
        scope.refuse(second, f"states.{second}", f"a second initial state; {initial[0]} is one already")
    if not any(state.final for state in states.values()):
        scope.refuse(node, "states", "no state is final; give the last one `final: true`")


@shaped(lambda: one_or_many(TEXT))
def _sources(scope: Scope, node: Node, path: str) -> tuple[str, ...]:
    if node.value == "*":
        return ("*",)
    found: tuple[str, ...] = many(refers("state"))(scope, node, path)
    return found


@shaped(lambda: TEXT)
def _puller(scope: Scope, node: Node, path: str) -> str | None:
    if node.value in (SYSTEM, ANYONE):
        return str(node.value)
    return scope.refers("role", node, path, also=(SYSTEM, ANYONE))


class _Pullers(Struct, frozen=True):
    """Who may pull: any one of these, or all of them together."""

    names: tuple[str, ...]
    joint: bool = False


_ALL = Keys("all", {"all": many(refers("role"))}, required=("all",))


@shaped(lambda: {"anyOf": [*one_or_many(TEXT)["anyOf"], keys_of(_ALL)]})
def _pullers(scope: Scope, node: Node, path: str) -> _Pullers:
    if type(node.value) is not dict:
        return _Pullers(many(_puller)(scope, node, path))
    found = mapping(scope, node, path, _ALL)
    roles: tuple[str, ...] = found.get("all") or ()
    if len(roles) == 1:
        scope.refuse(node, path, f"names one role only, for which `by: {roles[0]}` is enough")
    return _Pullers(roles, joint=True)


@shaped(lambda: TEXT)
def _requirement(scope: Scope, node: Node, path: str) -> str | None:
    return "note" if node.value == "note" else scope.refers("field", node, path)


_TRANSITION = Keys(
    "transition",
    {
        "from": _sources,
        "to": refers("state"),
        "by": _pullers,
        "requires": many(_requirement),
        "fresh": flag,
        "when": expression,
        "not_by": refers("trigger"),
        "times": positive,
        "within": duration,
        "rebinds": refers("role"),
        "restarts": many(refers("clock")),
        "new_round": flag,
        "opens": opens,
    },
    required=("from", "to", "by"),
)


@shaped(lambda: names_of(one_or_many(keys_of(_TRANSITION)), name_shape(*RESERVED)))
def read_transitions(scope: Scope, node: Node, states: dict[str, State]) -> dict[str, tuple[Transition, ...]]:
    """Return the entries of each trigger, in the order in which they are tried."""
    transitions = {}
    working = tuple(state.name for state in states.values() if not state.final)
    for key, child, path in named(scope, node, "transitions"):
        if type(child.value) is list:
            if not child.value:
                scope.refuse(child, path, "is an empty list; a trigger needs `from`, `to` and `by`")
            places = [(entry, f"{path}[{index}]") for index, entry in enumerate(child.value)]
        else:
            places = [(child, path)]
        transitions[str(key)] = tuple(
            _entry(scope, entry, place, (str(key), index), working) for index, (entry, place) in enumerate(places)
        )
    return transitions


def _entry(scope: Scope, node: Node, path: str, rank: tuple[str, int], working: tuple[str, ...]) -> Transition:
    found: dict[str, Any] = mapping(scope, node, path, _TRANSITION)
    if found.get("fresh") and not found.get("requires"):
        scope.refuse(node, path, '"fresh" says how "requires" is judged, which is missing')
    sources = found.get("from") or ()
    pullers: _Pullers = found.get("by") or _Pullers(())
    if sources == ("*",):
        sources = working
    return Transition(
        trigger=rank[0],
        index=rank[1],
        sources=sources,
        target=found.get("to") or "",
        by=pullers.names,
        joint=pullers.joint,
        requires=found.get("requires") or (),
        fresh=bool(found.get("fresh")),
        when=found.get("when"),
        not_by=found.get("not_by"),
        times=found.get("times"),
        within=found.get("within"),
        rebinds=found.get("rebinds"),
        restarts=found.get("restarts") or (),
        new_round=bool(found.get("new_round")),
        opens=found.get("opens"),
    )


def check_pulled(scope: Scope, transitions: dict[str, tuple[Transition, ...]]) -> None:
    """Note each `then` whose trigger the system may not pull, or which would require what the system cannot bring."""
    for node, path, trigger in scope.pulled:
        mine = [entry for entry in transitions.get(trigger, ()) if SYSTEM in entry.by]
        if not mine:
            scope.refuse(node, path, f'the system may not pull "{trigger}"; add `system` to its `by`')
        for entry in mine:
            if entry.requires:
                asked = ", ".join(entry.requires)
                scope.refuse(node, path, f'"{trigger}" requires {asked}, which the system cannot bring')
