"""Looking after the desk from the command line: its tables, the first administrator's link, and accounts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.desk.accounts import AccountProblem, book, journal, links, lockout, second, sessions
from duban.desk.store import is_furnished, reading, require, upgrade, writing
from duban.desk.who import Function
from duban.states import Jsonable, same_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.desk.who import Membership
    from duban.workflow import Engine


@dataclass(frozen=True, slots=True)
class ListedAccount(Jsonable):
    """An account as it is listed: its places as `unit/person (function)`, and what it still lacks."""

    name: str
    shown: str
    places: tuple[str, ...]
    last_at: datetime | None = None
    ended_at: datetime | None = None
    has_password: bool = False
    second_factor: bool = False


class DeskOffice:
    """The desk of an engine's database, for whoever has the server's shell, or for the administrator `by` an account.

    Every method raises DeskMissing if the database has no desk.
    """

    def __init__(self, engine: Engine, *, by: int | None = None) -> None:
        self._engine, self._by = engine, by

    def init(self) -> str | None:
        """Make the desk's tables, and return the token of the first administrator's link; None if there is one."""
        upgrade(self._engine)
        with writing(self._engine) as connection:
            if book.has_administrator(connection):
                return None
            token = links.make_link(connection, links.FIRST, at=self._engine.now())
            journal.note(connection, "first link made", at=self._engine.now())
            return token

    def base(self, port: int | None = None) -> str:
        """Return the address of the start page, without the slash at its end; `port` is the one it listens on."""
        desk = self._engine.settings.desk
        scheme = "https" if desk.certificate else "http"
        here = f"{scheme}://{'localhost' if desk.host in _ANYWHERE else desk.host}:{port or desk.port}"
        return (desk.url or here).rstrip("/")

    def address(self, token: str) -> str:
        """Return the address of a one-time link."""
        return f"{self.base()}/welcome/{token}"

    def add(self, name: str, *, shown: str, unit: str, function: Function, person: str | None = None) -> str | None:
        """Make an account, or give it one more place, and return the token by which its owner chooses a password.

        Returns None if the owner has chosen one before. Raise AccountProblem if it cannot be made, the account is
        another person's or has ended, or the directory does not know the unit.
        """
        self._require_unit(unit, function)
        require(self._engine)
        now = self._engine.now()
        proper = self._engine.directory.canonical(unit) if unit else ""
        with writing(self._engine) as connection:
            account = book.find_account(connection, name)
            if account is None:
                account = book.add_account(connection, name=name, shown=shown or person or name, at=now)
                self._note(connection, "account made", account, name=account.name)
            else:
                _require_same(account, person or shown)
            called = person or account.shown
            book.add_membership(connection, account.id, unit=proper, person=called, function=function, at=now)
            self._note(connection, "membership made", account, unit=proper, person=called, function=function.value)
            if account.password is not None:
                return None
            return links.make_link(connection, links.PASSWORD, at=now, account=account.id)

    def list(self) -> list[ListedAccount]:
        """Return all accounts."""
        require(self._engine)
        with reading(self._engine) as connection:
            places = book.all_memberships(connection)
            return [
                ListedAccount(
                    account.name,
                    account.shown,
                    tuple(f"{each.unit}/{each.person} ({each.function})" for each in places.get(account.id, ())),
                    account.last_at,
                    account.ended_at,
                    has_password=account.password is not None,
                    second_factor=account.has_second,
                )
                for account in book.all_accounts(connection)
            ]

    def password_link(self, name: str) -> str:
        """Return the token by which an account chooses another password; its sessions end when it does."""
        require(self._engine)
        now = self._engine.now()
        with writing(self._engine) as connection:
            account = _named(connection, name)
            self._note(connection, "password link made", account)
            return links.make_link(connection, links.PASSWORD, at=now, account=account.id)

    def end(self, name: str) -> int:
        """End an account and its sessions; return how many these were. Raise AccountProblem for the last one."""
        require(self._engine)
        now = self._engine.now()
        with self._leaving_an_administrator() as connection:
            account = _named(connection, name)
            book.change_account(connection, account.id, ended_at=now, password=None)
            ended = sessions.end_all(connection, account.id, at=now)
            self._note(connection, "account ended", account, ended=ended)
            return ended

    def tidy(self) -> None:
        """Take away what has been kept long enough: addresses and old entries in the journal, sessions, failures.

        Without tables of the desk there is nothing to do.
        """
        if is_furnished(self._engine):
            now = self._engine.now()
            with writing(self._engine) as connection:
                journal.forget_addresses(connection, now=now)
                journal.cut(connection, before=self._kept_since(now), at=now, spare=_SPARE)
                sessions.forget_old(connection, before=now - journal.ADDRESSES_FOR)
                lockout.forget_old(connection, now=now)

    def prune_journal(self) -> int:
        """Cut off the entries of the journal that are older than the setting says; return how many there were."""
        require(self._engine)
        now = self._engine.now()
        with writing(self._engine) as connection:
            return journal.cut(connection, before=self._kept_since(now), at=now, account=self._by)

    def journal_span(self) -> tuple[datetime, datetime] | None:
        """Return when the oldest and the latest entry of the journal were written; None if there is none."""
        require(self._engine)
        with reading(self._engine) as connection:
            return journal.span(connection)

    def _kept_since(self, now: datetime) -> datetime:
        return now - timedelta(days=self._engine.settings.desk.journal_days)

    def end_place(self, name: str, membership: int) -> None:
        """Take one of an account's places away. Raise AccountProblem if it has no such place, or is the last one."""
        require(self._engine)
        with self._leaving_an_administrator() as connection:
            account = _named(connection, name)
            place = next((each for each in book.memberships_of(connection, account.id) if each.id == membership), None)
            if place is None:
                raise AccountProblem(words.Line("{name} has no such place", name=account.name))
            book.end_membership(connection, membership, at=self._engine.now())
            facts = {"unit": place.unit, "person": place.person, "function": place.function.value}
            self._note(connection, "membership ended", account, **facts)

    def accounts_of(self, unit: str, person: str) -> tuple[str, ...]:
        """Return the names of the accounts that have a place in a unit as this person."""
        require(self._engine)
        with reading(self._engine) as connection:
            places = book.all_memberships(connection)
            names = {account.id: account.name for account in book.all_accounts(connection)}
        return tuple(names[key] for key, held in places.items() if any(_is(place, unit, person) for place in held))

    def may_leave(self, unit: str, person: str) -> bool:
        """Return whether somebody can look after accounts once this person has left a unit."""
        if not is_furnished(self._engine):
            return True
        with reading(self._engine) as connection:
            left = book.administrators(connection)
        return not left or any(not _is(place, unit, person) for place in left)

    def left(self, unit: str, person: str) -> int:
        """Take every place away that accounts have in a unit as this person, sign these out, and return how many.

        Without tables of the desk there are none. Raise AccountProblem if nobody could look after accounts then.
        """
        if not is_furnished(self._engine):
            return 0
        now, ended = self._engine.now(), 0
        with self._leaving_an_administrator() as connection:
            accounts = {account.id: account for account in book.all_accounts(connection)}
            for key, held in book.all_memberships(connection).items():
                gone = [place for place in held if _is(place, unit, person)]
                for place in gone:
                    book.end_membership(connection, place.id, at=now)
                    facts = {"unit": place.unit, "person": place.person, "function": place.function.value}
                    self._note(connection, "membership ended", accounts[key], **facts)
                if gone:
                    ended += sessions.end_all(connection, key, at=now)
        return ended

    def second_off(self, name: str) -> None:
        """Turn an account's second factor off, for somebody who has lost it; their sessions end."""
        require(self._engine)
        with writing(self._engine) as connection:
            account = _named(connection, name)
            second.turn_off(connection, account.id)
            sessions.end_all(connection, account.id, at=self._engine.now())
            self._note(connection, "second factor taken off", account)

    def _note(self, connection: Connection, kind: str, about: book.Account, **facts: object) -> None:
        who = about.id if self._by is None else self._by
        journal.note(connection, kind, at=self._engine.now(), account=who, facts={"about": about.name, **facts})

    @contextmanager
    def _leaving_an_administrator(self) -> Iterator[Connection]:
        """Begin a transaction that must not leave accounts without anybody to look after them, if there was somebody.

        Raise AccountProblem, and change nothing, if it would.
        """
        with writing(self._engine) as connection:
            had = book.has_administrator(connection)
            yield connection
            if had and not book.has_administrator(connection):
                raise AccountProblem(
                    words.Line("then nobody could look after accounts any more: name another administrator first")
                )

    def _require_unit(self, unit: str, function: Function) -> None:
        if not unit and function is not Function.ADMIN:
            raise AccountProblem(words.Line("name the unit: only an administrator belongs to none"))
        directory = self._engine.directory
        if unit and directory.units and not directory.knows(unit):
            raise AccountProblem(words.Line("the directory has no unit {unit:shown}", unit=unit))


_SPARE = timedelta(days=30)
"""The daemon cuts off old entries of the journal when the oldest is older by this."""

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


def _is(place: Membership, unit: str, person: str) -> bool:
    return same_name(place.unit, unit) and same_name(place.person, person)


def _require_same(account: book.Account, person: str) -> None:
    """Refuse a further place for an account that has ended, or is another person's."""
    if account.ended_at is not None:
        raise AccountProblem(words.Line("the account {name} has ended: choose another name", name=account.name))
    if person and book.folded(person) != book.folded(account.shown):
        facts = {"name": account.name, "shown": account.shown, "person": person}
        raise AccountProblem(
            words.Line("the account {name} is that of {shown}: choose another name for {person}", **facts)
        )


def _named(connection: Connection, name: str) -> book.Account:
    account = book.find_account(connection, name)
    if account is None or account.ended_at is not None:
        raise AccountProblem(words.Line("there is no account {name:shown}", name=name))
    return account
