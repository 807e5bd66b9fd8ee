"""Proposed versions of kinds of matters, which wait for a second officer: kept as drafts are, for as long."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from duban.desk.saved.drafts import drop_draft, keep_draft
from duban.desk.store.tables import accounts, drafts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed version: the text of its file, the digest of the version that it changes, why, by whom, and when."""

    account: int
    name: str
    person: str
    text: str
    base: str
    why: str
    at: datetime


def proposals_for(connection: Connection, scenario: str) -> list[Proposal]:
    """Return what is proposed for a kind, the newest first."""
    query = (
        select(drafts, accounts.c.name, accounts.c.shown)
        .join(accounts, accounts.c.id == drafts.c.account)
        .where(drafts.c.place == _place(scenario), accounts.c.ended_at.is_(None))
        .order_by(drafts.c.at.desc())
    )
    found = []
    for row in connection.execute(query):
        said = dict(json.loads(row.fields))
        found.append(Proposal(row.account, row.name, row.shown, said["text"], said["base"], said["why"], row.at))
    return found


def proposal_of(connection: Connection, scenario: str, name: str) -> Proposal | None:
    """Return what an account proposes for a kind."""
    return next((each for each in proposals_for(connection, scenario) if each.name == name), None)


def keep_proposal(
    connection: Connection, account: int, scenario: str, *, text: str, base: str, why: str, at: datetime
) -> None:
    """Keep what an account proposes for a kind, in place of what it has proposed before."""
    keep_draft(connection, account, _place(scenario), [("text", text), ("base", base), ("why", why)], at=at)


def drop_proposal(connection: Connection, account: int, scenario: str) -> None:
    """Forget what an account proposes: it was confirmed, refused or taken back."""
    drop_draft(connection, account, _place(scenario))


def _place(scenario: str) -> str:
    return f"proposed:{scenario}"
