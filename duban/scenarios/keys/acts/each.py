"""Reads `by: {each: ROLE}` of a transition and who may excuse a unit, and checks what goes together with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import many, one_of, refers, shaped
from duban.scenarios.keys.declaring import Key, Keys
from duban.states import Excuse
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.scenarios.checkers import Node, Scope
    from duban.states import Transition

EACH = Keys(
    "each",
    dict,
    Key(
        "each",
        refers("role"),
        "The role each of whose units has to pull it for itself; it moves with the last.",
        required=True,
    ),
)
EXCUSE = Keys(
    "excuse",
    Excuse,
    Key("by", many(refers("role")), "The roles that may excuse a unit.", "who excuses", required=True),
    Key("requires", many(one_of("note")), "`note`: the reason has to be given.", "what has to be given"),
)


def each_role(scope: Scope, node: Node, path: str) -> str | None:
    """Return the role each of whose units has to act."""
    role: str | None = EACH.read(scope, node, path).get("each")
    declared = None if role is None else scope.roles.get(role)
    if declared is not None and not declared.many:
        said = Line('the role "{role}" takes one unit only, for which `by: {role}` is enough', role=str(role))
        scope.refuse(node, path, said)
    return role


@shaped(EXCUSE.shape)
def excuse(scope: Scope, node: Node, path: str) -> Excuse | None:
    """Return who may excuse a unit."""
    found = EXCUSE.read(scope, node, path)
    return EXCUSE.build(found) if found.get("by") else None


def check_each(scope: Scope, entries: Sequence[Transition], places: Sequence[tuple[Node, str]]) -> None:
    """Note what does not go together with an act that each unit does, in the entries of one trigger."""
    asked = {entry.by for entry in entries if entry.by_each}
    for entry, (node, path) in zip(entries, places, strict=True):
        if not asked:
            return
        others = [other for other in entries if other.by_each and set(entry.sources) & set(other.sources)]
        if (entry.by_each and len(asked) > 1) or (not entry.by_each and others):
            facts = {"trigger": entry.trigger}
            said = Line('"{trigger}" asks each unit of one role in another entry, and others here', **facts)
            scope.refuse(node, path, said)
        if entry.by_each:
            _alone(scope, entry, node, path)


def _alone(scope: Scope, entry: Transition, node: Node, path: str) -> None:
    if entry.target in entry.sources and not entry.new_round:
        facts = {"state": entry.target}
        said = Line('what each unit has to do has to lead on with the last, and this stays in "{state}"', **facts)
        scope.refuse(node, path, said)
    if entry.rebinds is not None:
        said = Line("each unit acts for itself, so that none can name others; leave `rebinds` out")
        scope.refuse(node.value["rebinds"], f"{path}.rebinds", said)
    for name in entry.requires:
        declared = scope.fields.get(name)
        if declared is not None and declared.private:
            said = Line('the field "{field}" is private, and what each unit gives is kept by unit', field=name)
            scope.refuse(node.value["requires"], f"{path}.requires", said)
    if entry.excuse is not None and set(entry.by) & set(entry.excuse.by):
        said = Line('the units of "{role}" cannot excuse each other; name another role', role=entry.by[0])
        scope.refuse(node.value["excuse"], f"{path}.excuse", said)


def check_one_at_a_time(
    scope: Scope, node: Node | None, section: str, transitions: Mapping[str, Sequence[Transition]]
) -> None:
    """Note a second trigger that asks each unit of a role in a state: of what a unit owes there is one thing."""
    first: dict[tuple[str, str], str] = {}
    for trigger, entries in transitions.items():
        for entry in entries:
            for state in entry.sources if entry.by_each else ():
                other = first.setdefault((state, entry.by[0]), trigger)
                if other != trigger and node is not None:
                    facts = {"other": other, "role": entry.by[0], "state": state}
                    said = Line('"{other}" asks each unit of "{role}" in "{state}" already', **facts)
                    key = next(known for known in node.value if known == trigger)
                    scope.refuse(key, f"{section}.{trigger}", said)
                    return
