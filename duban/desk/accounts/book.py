"""Accounts and their memberships: who may sign in, and in which units and functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from duban import words
from duban.desk.accounts.errors import AccountProblem
from duban.desk.store import accounts, memberships
from duban.desk.who import Function, Membership
from duban.states import fold_name, tidy_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

LONGEST_NAME = 64

SENT = "code:"
"""Stands before the medium where an account has its codes sent, in place of an authenticator's encrypted secret."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `password` and `totp` are as they are stored, hashed and encrypted."""

    id: int
    name: str
    shown: str
    password: str | None
    password_at: datetime | None
    ended_at: datetime | None
    language: str | None
    totp: str | None
    totp_last: int | None
    last_at: datetime | None

    @property
    def has_second(self) -> bool:
        """Return whether it signs in with a second factor."""
        return self.totp is not None

    @property
    def told_by(self) -> str | None:
        """Return the medium by which its codes are sent, `sms` or `email`; None if an authenticator shows them."""
        return self.totp.removeprefix(SENT) if self.totp is not None and self.totp.startswith(SENT) else None


def folded(name: str) -> str:
    """Return what a name is compared by: as one reads it, without what nobody sees."""
    return fold_name(name)


def add_account(connection: Connection, *, name: str, shown: str, at: datetime, language: str | None = None) -> Account:
    """Make an account without a password, which its owner chooses by a one-time link. Raise AccountProblem."""
    plain = folded(name)
    if not plain or len(plain) > LONGEST_NAME or len(shown) > LONGEST_NAME:
        raise AccountProblem(words.Line("a name of 1 to {count} characters is needed", count=LONGEST_NAME))
    if find_account(connection, plain) is not None:
        raise AccountProblem(words.Line("there is an account {name} already", name=plain))
    values = {"name": plain, "shown": tidy_name(shown) or plain, "made_at": at, "language": language}
    connection.execute(accounts.insert().values(**values))
    made = find_account(connection, plain)
    assert made is not None  # noqa: S101 - it was inserted in this transaction
    return made


def find_account(connection: Connection, name: str) -> Account | None:
    """Return the account that somebody calls so; an ended one is found too."""
    row = connection.execute(select(accounts).where(accounts.c.name == folded(name))).first()
    return None if row is None else account_in(row)


def account_of(connection: Connection, id: int) -> Account | None:
    """Return an account by its id."""
    row = connection.execute(select(accounts).where(accounts.c.id == id)).first()
    return None if row is None else account_in(row)


def all_accounts(connection: Connection) -> list[Account]:
    """Return all accounts, by name."""
    return [account_in(row) for row in connection.execute(select(accounts).order_by(accounts.c.name))]


def membership_in(row: Any) -> Membership:  # noqa: ANN401 - likewise
    """Return the membership that a row holds, whose id it calls `place`."""
    return Membership(row.place, row.unit, row.person, Function(row.function))


def account_in(row: Any) -> Account:  # noqa: ANN401 - a row of whatever statement
    """Return the account that a row holds."""
    return Account(**{name: getattr(row, name) for name in Account.__slots__})


def change_account(connection: Connection, id: int, **values: object) -> None:
    """Change columns of an account."""
    connection.execute(update(accounts).where(accounts.c.id == id).values(**values))


def add_membership(
    connection: Connection, account: int, *, unit: str, person: str, function: Function, at: datetime
) -> None:
    """Give an account a place in a unit; a second one of the same kind changes nothing."""
    unit, person = tidy_name(unit), tidy_name(person)
    for known in memberships_of(connection, account):
        if (known.unit, known.person, known.function) == (unit, person, function):
            return
    values = {"account": account, "unit": unit, "person": person, "function": function.value, "made_at": at}
    connection.execute(memberships.insert().values(**values))


def end_membership(connection: Connection, id: int, *, at: datetime) -> None:
    """Take a place away."""
    connection.execute(update(memberships).where(memberships.c.id == id).values(ended_at=at))


def memberships_of(connection: Connection, account: int) -> tuple[Membership, ...]:
    """Return an account's places, in the order in which they were given."""
    return all_memberships(connection, [account]).get(account, ())


def all_memberships(connection: Connection, of: Iterable[int] | None = None) -> dict[int, tuple[Membership, ...]]:
    """Return the places that have not ended, by account."""
    query = (
        select(memberships, memberships.c.id.label("place"))
        .where(memberships.c.ended_at.is_(None))
        .order_by(memberships.c.id)
    )
    if of is not None:
        query = query.where(memberships.c.account.in_(list(of)))
    found: dict[int, tuple[Membership, ...]] = {}
    for row in connection.execute(query):
        place = membership_in(row)
        found[row.account] = (*found.get(row.account, ()), place)
    return found


def has_administrator(connection: Connection) -> bool:
    """Return whether anybody can look after accounts: an administrator who has chosen a password."""
    return bool(administrators(connection))


def administrators(connection: Connection) -> list[Membership]:
    """Return the places of those who can look after accounts: administrators who have chosen a password."""
    query = (
        select(memberships, memberships.c.id.label("place"))
        .select_from(memberships.join(accounts, memberships.c.account == accounts.c.id))
        .where(memberships.c.function == Function.ADMIN.value, memberships.c.ended_at.is_(None))
        .where(accounts.c.ended_at.is_(None), accounts.c.password.is_not(None))
    )
    return list(map(membership_in, connection.execute(query)))
