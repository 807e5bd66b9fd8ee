"""Which act the link in a message does: the one that its reader is asked for, if that takes nothing but their word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from duban.states import SYSTEM, is_among, same_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.states import Definition, Transition
    from duban.storage import OutboxRecord
    from duban.workflow.rules import Compiled

ANSWER = "#answer"
"""Stands for the answer to an urge where a link names its trigger; no trigger of a scenario is called so."""

_URGED = {"seq", "turn", "units"}
"""What a message keeps of an urge, and of nothing else that is said."""


class Offered(NamedTuple):
    """What a link does: it pulls `trigger`, which one of these roles may, or answers the urge of the entry `seq`."""

    trigger: str
    roles: tuple[str, ...] = ()
    seq: int | None = None


def offered(compiled: Compiled, record: OutboxRecord) -> Offered | None:
    """Return what the link in a message does, or None if it has none; it is the same whenever it is asked.

    It goes by how the matter stood when the message was decided: the reader's own unit was to act, and the act that the
    desk offers first takes nothing. A copy, or what is forwarded to those who stand in for a unit, has no link.
    """
    if record.instance_id is None or record.salt is None or record.is_copy or not record.address:
        return None
    facts = json.loads(record.facts)
    item = facts["item"]
    if not same_name(facts.get("reader", record.unit), record.unit) or item.get("closed_at") is not None:
        return None
    found = _act(compiled.definition, item, record.unit)
    said = facts.get("said") or {}
    if found is None and said.keys() >= _URGED and is_among(record.unit, said["units"]):
        return Offered(ANSWER, seq=said["seq"])
    return found


def _act(definition: Definition, item: Mapping[str, Any], unit: str) -> Offered | None:
    turn = _turn(definition, item, unit)
    likely = next(iter(_by_likelihood(definition, item["state"], turn)), ())
    if not likely or not all(map(takes_nothing, likely)):
        return None
    entry = likely[0]
    if entry.by_each and not is_among(unit, item.get("owing", {}).get(entry.by[0], ())):
        return None  # it has done so already
    return Offered(entry.trigger, tuple(role for role in turn if role in entry.by))


def _turn(definition: Definition, item: Mapping[str, Any], unit: str) -> tuple[str, ...]:
    """Return the roles of a unit whose turn it is; none for those who hand it out: their word is a decision."""
    state = definition.states.get(item["state"])
    if state is None or definition.sheet is not None:
        return ()
    roles = tuple(role for role, units in item["units"].items() if is_among(unit, units))
    turn = roles if state.waits_for is None else tuple(role for role in roles if role == state.waits_for)
    return () if definition.opens_by in turn else turn


def _by_likelihood(definition: Definition, state: str, turn: tuple[str, ...]) -> list[tuple[Transition, ...]]:
    """Return the entries of each act that the roles may do at a state to move it on, the likeliest first."""
    acts = [tuple(entry for entry in entries if state in entry.sources) for entries in definition.transitions.values()]
    moving = [
        entries
        for entries in acts
        if any(set(entry.by) & set(turn) and (entry.target != state or entry.new_round) for entry in entries)
    ]
    return sorted(moving, key=lambda entries: not any(entry.primary for entry in entries))


def takes_nothing(entry: Transition) -> bool:
    """Return whether an entry is done by a word alone: no field, note or unit comes with it, and nobody judges another.

    What takes a second pair of eyes or several signatures is a decision, what begins a round or opens something is more
    than a word, and what the engine does by itself in the end waits for nobody.
    """
    return not (
        entry.requires
        or entry.rebinds
        or entry.approve
        or entry.joint
        or entry.not_by
        or entry.new_round
        or entry.opens is not None
        or SYSTEM in entry.by
    )
