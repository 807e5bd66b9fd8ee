"""Who looks after the office, and what of that the desk's journal says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.accounts import journal
from duban.desk.serving import Rule
from duban.desk.store import writing
from duban.desk.who import Function
from duban.states import same_name

if TYPE_CHECKING:
    from duban.desk.serving import Visit

KEEPERS = frozenset({Function.OFFICER, Function.ADMIN})
"""Those who look after messages, units and people."""

KEEPS = Rule(KEEPERS)
KEEPS_A_UNIT = Rule(KEEPERS | {Function.LEADER})
"""A leader keeps the people of the unit itself; which unit it is, the page looks at."""


def journalled(visit: Visit, kind: str, **facts: object) -> None:
    """Write into the desk's journal who did something; where others sign people in, these have none here."""
    if visit.visitor is None:
        return
    account, address = visit.visitor.account.id, visit.caller.address
    with writing(visit.engine) as connection:
        journal.note(connection, kind, at=visit.now, account=account, address=address, facts=facts)


def may_keep(visit: Visit) -> bool:
    """Return whether the visitor may change who is who."""
    return visit.who.function in KEEPERS


def may_keep_unit(visit: Visit, unit: str) -> bool:
    """Return whether the visitor may change the people of a unit: who keeps all, and the leader of the unit itself."""
    place, directory = visit.who.membership, visit.engine.directory
    own = same_name(directory.canonical(unit), directory.canonical(place.unit))
    return may_keep(visit) or (own and place.function is Function.LEADER)
