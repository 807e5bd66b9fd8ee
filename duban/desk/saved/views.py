"""Saved views of the ledger: one's own, the unit's, and everybody's. `@unit` and days counted from today stay so.

A row without a title is no view: it says how an account wants every list to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, insert, or_, select, update

from duban.desk.store.tables import views

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

ME, UNIT, ALL = "me", "unit", "all"
SHARED = (ME, UNIT, ALL)
LONGEST_TITLE, LONGEST_QUERY, MOST_VIEWS = 60, 4_000, 50


@dataclass(frozen=True, slots=True)
class View:
    """A view: who made it, whose it is, its title, and what stands behind the question mark of its address."""

    id: int
    account: int
    shared: str
    unit: str
    title: str
    query: str


def views_for(connection: Connection, account: int, unit: str) -> tuple[list[View], str]:
    """Return the views of an account, of the unit for which it works, and of everybody, in this order.

    With them, what stands behind the question mark for how the account wants lists to be shown.
    """
    columns = [views.c[name] for name in View.__dataclass_fields__]
    found = connection.execute(select(*columns).where(_seen(account, unit)).order_by(views.c.title, views.c.id))
    rows = sorted((View(*row) for row in found), key=lambda view: SHARED.index(view.shared))
    return [each for each in rows if each.title], next((each.query for each in rows if not each.title), "")


def view_of(connection: Connection, view: int, account: int, unit: str) -> View | None:
    """Return a view, if it is for this account as it works for this unit."""
    return next((each for each in views_for(connection, account, unit)[0] if each.id == view), None)


def keep_view(connection: Connection, made: View, *, at: datetime) -> int | None:
    """Save a view, in place of one of that title which the same account shares in the same way; return its id.

    None if the account has too many.
    """
    same = (views.c.account == made.account, views.c.shared == made.shared, views.c.unit == made.unit)
    there = connection.execute(select(views.c.id).where(*same, views.c.title == made.title)).scalar()
    if there is not None:
        connection.execute(update(views).where(views.c.id == there).values(query=made.query, made_at=at))
        return int(there)
    mine = select(func.count()).select_from(views).where(views.c.account == made.account, views.c.title != "")
    if connection.execute(mine).scalar_one() >= MOST_VIEWS:
        return None
    values = {name: getattr(made, name) for name in ("account", "shared", "unit", "title", "query")}
    key = connection.execute(insert(views).values(**values, made_at=at)).inserted_primary_key
    return None if key is None else int(key[0])


def keep_manner(connection: Connection, account: int, query: str, *, at: datetime) -> None:
    """Save how an account wants lists to be shown."""
    mine = (views.c.account == account, views.c.shared == ME, views.c.title == "")
    if not connection.execute(update(views).where(*mine).values(query=query, made_at=at)).rowcount:
        values = {"account": account, "shared": ME, "unit": "", "title": "", "query": query, "made_at": at}
        connection.execute(insert(views).values(values))


def drop_view(connection: Connection, view: int, account: int, *, everybodys: bool) -> bool:
    """Take away a view that the account has made, or with `everybodys` one that is for all; False if there is none."""
    whose: ColumnElement[bool] = views.c.account == account
    if everybodys:
        whose = or_(whose, views.c.shared == ALL)
    return bool(connection.execute(delete(views).where(views.c.id == view, whose)).rowcount)


def _seen(account: int, unit: str) -> ColumnElement[bool]:
    mine = and_(views.c.shared == ME, views.c.account == account)
    return or_(mine, and_(views.c.shared == UNIT, views.c.unit == unit), views.c.shared == ALL)
