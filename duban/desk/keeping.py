"""Looking after the desk from the command line: its tables, the first administrator's link, and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.desk.accounts import AccountProblem, book, journal, links, sessions
from duban.desk.store import require, upgrade
from duban.desk.who import Function
from duban.states import Jsonable

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow import Engine


@dataclass(frozen=True, slots=True)
class ListedAccount(Jsonable):
    """An account as it is listed: its places as `unit/person (function)`, and what it still lacks."""

    name: str
    shown: str
    places: tuple[str, ...]
    has_password: bool
    second_factor: bool
    ended_at: datetime | None
    last_at: datetime | None


class DeskOffice:
    """The desk of an engine's database, for whoever has the server's shell."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def init(self) -> str | None:
        """Make the desk's tables, and return the token of the first administrator's link; None if there is one."""
        upgrade(self._engine)
        with self._engine.database.writing() as connection:
            if book.has_administrator(connection):
                return None
            token = links.make_link(connection, links.FIRST, at=self._engine.now())
            journal.note(connection, "first link made", at=self._engine.now())
            return token

    @property
    def base(self) -> str:
        """Return the address of the start page, without the slash at its end."""
        desk = self._engine.settings.desk
        scheme = "https" if desk.certificate else "http"
        here = f"{scheme}://{'localhost' if desk.host in _ANYWHERE else desk.host}:{desk.port}"
        return (desk.url or here).rstrip("/")

    def address(self, token: str) -> str:
        """Return the address of a one-time link."""
        return f"{self.base}/welcome/{token}"

    def add(self, name: str, *, shown: str, unit: str, function: Function, person: str | None = None) -> str:
        """Make an account, or give it one more place, and return the token by which its owner chooses a password.

        Raise AccountProblem if it cannot be made, or the directory does not know the unit.
        """
        self._require_unit(unit, function)
        require(self._engine)
        now = self._engine.now()
        proper = self._engine.directory.canonical(unit) if unit else ""
        with self._engine.database.writing() as connection:
            account = book.find_account(connection, name)
            if account is None:
                account = book.add_account(connection, name=name, shown=shown or person or name, at=now)
                journal.note(connection, "account made", at=now, account=account.id, facts={"name": account.name})
            called = person or account.shown
            book.add_membership(connection, account.id, unit=proper, person=called, function=function, at=now)
            facts = {"unit": proper, "person": called, "function": function.value}
            journal.note(connection, "membership made", at=now, account=account.id, facts=facts)
            return links.make_link(connection, links.PASSWORD, at=now, account=account.id)

    def list(self) -> list[ListedAccount]:
        """Return all accounts."""
        require(self._engine)
        with self._engine.database.reading() as connection:
            places = book.all_memberships(connection)
            return [
                ListedAccount(
                    account.name,
                    account.shown,
                    tuple(f"{each.unit}/{each.person} ({each.function})" for each in places.get(account.id, ())),
                    account.password is not None,
                    account.has_second,
                    account.ended_at,
                    account.last_at,
                )
                for account in book.all_accounts(connection)
            ]

    def password_link(self, name: str) -> str:
        """Return the token by which an account chooses another password; its sessions end when it does."""
        require(self._engine)
        now = self._engine.now()
        with self._engine.database.writing() as connection:
            account = _named(connection, name)
            journal.note(connection, "password link made", at=now, account=account.id)
            return links.make_link(connection, links.PASSWORD, at=now, account=account.id)

    def end(self, name: str) -> int:
        """End an account and its sessions; return how many these were."""
        require(self._engine)
        now = self._engine.now()
        with self._engine.database.writing() as connection:
            account = _named(connection, name)
            book.change_account(connection, account.id, ended_at=now, password=None)
            ended = sessions.end_all(connection, account.id, at=now)
            journal.note(connection, "account ended", at=now, account=account.id, facts={"sessions ended": ended})
            return ended

    def _require_unit(self, unit: str, function: Function) -> None:
        if not unit and function is not Function.ADMIN:
            raise AccountProblem(words.Line("name the unit: only an administrator belongs to none"))
        directory = self._engine.directory
        if unit and directory.units and not directory.knows(unit):
            raise AccountProblem(words.Line("the directory has no unit {unit:shown}", unit=unit))


_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


def _named(connection: Connection, name: str) -> book.Account:
    account = book.find_account(connection, name)
    if account is None or account.ended_at is not None:
        raise AccountProblem(words.Line("there is no account {name:shown}", name=name))
    return account
