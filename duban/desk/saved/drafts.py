"""Drafts of forms: what somebody has typed and not sent yet, by account and by the path of the form.

A draft may hold what is private: nobody but its account reads it, no search finds it, and it goes with the act, or
after 30 days. Of the same table are proposed versions of kinds of matters (`proposals`), which every officer reads:
they hold what stands in a scenario's file, and nothing of any matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from duban.desk.store.tables import drafts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a form, in the order of its fields, and when it was last saved."""

    fields: tuple[tuple[str, str], ...]
    at: datetime

    def all(self, name: str) -> list[str]:
        """Return the values of a field that are not empty, as a form that was sent gives them."""
        return [value for each, value in self.fields if each == name and value]


def draft_of(connection: Connection, account: int, place: str) -> Draft | None:
    """Return an account's draft of the form at a path."""
    query = select(drafts.c.fields, drafts.c.at).where(drafts.c.account == account, drafts.c.place == place)
    found = connection.execute(query).one_or_none()
    return None if found is None else Draft(tuple((name, value) for name, value in json.loads(found.fields)), found.at)


def keep_draft(
    connection: Connection, account: int, place: str, fields: Iterable[tuple[str, str]], *, at: datetime
) -> None:
    """Save what was typed so far; what is older than 30 days goes on this occasion."""
    connection.execute(delete(drafts).where(drafts.c.at < at - KEPT_FOR))
    values = {"fields": json.dumps(list(fields), ensure_ascii=False), "at": at}
    mine = (drafts.c.account == account, drafts.c.place == place)
    if not connection.execute(update(drafts).where(*mine).values(values)).rowcount:
        connection.execute(insert(drafts).values(account=account, place=place, **values))


def drop_draft(connection: Connection, account: int, place: str) -> None:
    """Forget a draft: what it held was sent, or is not wanted any more."""
    connection.execute(delete(drafts).where(drafts.c.account == account, drafts.c.place == place))
