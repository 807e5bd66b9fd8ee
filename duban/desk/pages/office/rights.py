"""Who looks after the office, and what of that the desk's journal says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.accounts import journal
from duban.desk.serving import Rule
from duban.desk.store import writing
from duban.desk.who import Function

if TYPE_CHECKING:
    from duban.desk.serving import Visit

KEEPERS = frozenset({Function.OFFICER, Function.ADMIN})
"""Those who look after messages, units and people."""

KEEPS = Rule(KEEPERS)


def journalled(visit: Visit, kind: str, **facts: object) -> None:
    """Write into the desk's journal who did something; where others sign people in, these have none here."""
    if visit.visitor is None:
        return
    account, address = visit.visitor.account.id, visit.caller.address
    with writing(visit.engine) as connection:
        journal.note(connection, kind, at=visit.now, account=account, address=address, facts=facts)
