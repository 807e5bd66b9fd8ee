"""Reads `extension`: how a clock may be given more time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import (
    REASON_LIST,
    duration,
    list_of,
    many,
    moment,
    one_of,
    refers,
    sequence,
    shape_of,
    shaped,
)
from duban.scenarios.keys.acts.approving import FIRST_ASKED, check_approving
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import REASON, Anchor, Extension
from duban.words import Line

if TYPE_CHECKING:
    from duban.scenarios.checkers import Node, Scope
    from duban.states import Moment


@shaped(lambda: shape_of(moment))
def _last_moment(scope: Scope, node: Node, path: str) -> Moment | None:
    """Check a moment before the clock is due."""
    found: Moment | None = moment(scope, node, path)
    if found is not None and (found.anchor is not Anchor.DUE or found.sign >= 0):
        said = Line("has to lie before the due day, such as `due - 3 working days`; `before: due` is up to it")
        scope.refuse(node, path, said)
    return found


@shaped(lambda: {"enum": ["note", REASON]})
def _brought(scope: Scope, node: Node, path: str) -> str | None:
    """Check `note`, or the field of the reasons."""
    if node.value == REASON and REASON not in scope.names["field"]:
        scope.refuse(node, path, Line('needs the reasons to choose from: declare "{reasons}"', reasons=REASON_LIST))
        return None
    found: str | None = _required(scope, node, path)
    return found


_required = one_of("note", REASON)

EXTENSION = Keys(
    "extension",
    Extension,
    Key("clock", refers("clock"), "Which clock.", required=True),
    Key("by", many(refers("role")), "The role that asks.", "who asks", required=True),
    Key("approve", many(refers("role")), "The role that decides.", "who approves", required=True),
    Key("before", one_of("due"), "It has to be asked for before the clock is due.", field=None),
    Key(
        "at_most",
        duration,
        "The most that is given, and the unit that it is given in.",
        "longest extension",
        required=True,
    ),
    Key(
        "ask_until",
        _last_moment,
        "The last moment at which it may be asked for, such as `due - 3 working days`, that day included.",
        "asked for until",
    ),
    Key("requires", many(_brought), "What has to be given with the request: `note`, `reason_code`.", "what is given"),
    *FIRST_ASKED,
    untold=("clock",),
)


@shaped(lambda: list_of(EXTENSION.shape()))
def read_extensions(scope: Scope, node: Node | None, section: str) -> tuple[Extension, ...]:
    """Return the extensions that clocks may get, in the order in which they are granted."""
    extensions = []
    for child, path in sequence(scope, node, section) if node is not None else ():
        found = EXTENSION.read(scope, child, path)
        by, approve = found.get("by") or (), found.get("approve") or ()
        rule = scope.parts["clocks"].get(found.get("clock") or "")
        if rule is not None and rule.after is not None:
            said = Line('is due as "{clock}" is; that is the clock to extend', clock=rule.after.clock)
            scope.refuse(child.value["clock"], f"{path}.clock", said)
        elif rule is not None and rule.budget is None and rule.unless is None and rule.by is None:
            said = Line("is a clock without a due date; there is nothing to extend")
            scope.refuse(child.value["clock"], f"{path}.clock", said)
        check_approving(scope, child, path, found, by, optional=False)
        if found.get("clock") and by and approve and found.get("at_most"):
            extensions.append(EXTENSION.build(found))
    return tuple(extensions)
