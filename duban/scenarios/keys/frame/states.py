"""Reads `states`: the stages of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import by_word, duration, flag, many, named, named_shape, pulled, refers, shaped, text
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import State
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope

MOST_STATES = 500
"""The most states of a scenario; every pair of them is checked."""

STATE = Keys(
    "state",
    State,
    Key("initial", flag, "Instances begin here; one state is initial.", "initial state"),
    Key("final", flag, "The work ends here, and every clock stops.", "final state"),
    Key("waits_for", refers("role"), "The role whose turn it is.", "whose turn it is"),
    Key("pauses", many(refers("clock")), "The clocks that stand still here.", "clocks paused"),
    Key("at_most", duration, "How long an instance may stay; `then` says what comes after.", "longest stay"),
    Key("then", pulled, "The trigger that the system pulls when `at_most` is over.", "act at the end of the stay"),
    Key(
        "reports",
        by_word({"stop": True}),
        "`stop`: nobody has to report of it while it is here.",
        "no reports",
        field="silent",
    ),
    Key("public", text, "What the public is told in its place: `Instance.public_state`.", "words for the public"),
    untold=("name",),
)


@shaped(lambda: named_shape(STATE.shape(), empty=True))
def read_states(scope: Scope, node: Node | None, section: str) -> dict[str, State]:
    """Return the states by name."""
    states: dict[str, State] = {}
    if node is None:
        return states
    for key, child, path in named(scope, node, section):
        found = STATE.read(scope, child, path) if child.value is not None else {}
        for key_given, key_missing in (("at_most", "then"), ("then", "at_most")):
            if key_given in found and key_missing not in found:
                facts = {"key": key_given, "needed": key_missing}
                scope.refuse(child, path, Line('"{key}" needs "{needed}" beside it', **facts))
        if child.value is not None and found.get("final") and "at_most" in found:
            said = Line("bounds a stay, and nobody leaves a final state because of time")
            scope.refuse(child.value["at_most"], f"{path}.at_most", said)
        if found.get("initial") and found.get("final"):
            scope.refuse(child, path, Line("a state cannot be initial and final at once"))
        states[str(key)] = STATE.build(found, name=str(key))
    _ends(scope, node, states)
    if len(states) > MOST_STATES:
        said = Line("are {count}; a scenario has at most {most}", count=len(states), most=MOST_STATES)
        scope.refuse(node, section, said)
    return states


def _ends(scope: Scope, node: Node, states: dict[str, State]) -> None:
    initial = [state.name for state in states.values() if state.initial]
    if not initial:
        scope.refuse(node, "states", Line("no state is initial; give the first one `initial: true`"))
    elif len(initial) > 1:
        second = next(key for key in node.value if key == initial[1])
        said = Line("a second initial state; {first} is one already", first=initial[0])
        scope.refuse(second, f"states.{second}", said)
    if not any(state.final for state in states.values()):
        scope.refuse(node, "states", Line("no state is final; give the last one `final: true`"))
