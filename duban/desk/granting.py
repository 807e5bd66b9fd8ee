"""Tokens for programs, from the command line and the administrator's page: made, listed, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.desk.accounts import AccountProblem, Limits, Token, book, journal, tokens
from duban.desk.store import reading, require, writing
from duban.states import same_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from duban.desk.who import Membership
    from duban.workflow import Engine


class TokenOffice:
    """The tokens of a desk, for whoever has the server's shell, or for the administrator `by` an account.

    Every method raises DeskMissing if the database has no desk.
    """

    def __init__(self, engine: Engine, *, by: int | None = None) -> None:
        self._engine, self._by = engine, by

    def add(self, name: str, *, title: str, days: int, limits: Limits, unit: str | None = None) -> tuple[Token, str]:
        """Return a new token of an account, and what it opens with, which is shown this once.

        `unit` chooses one of the account's places, if it has several. Raise AccountProblem if it cannot be made.
        """
        require(self._engine)
        now = self._engine.now()
        self._check(limits)
        with writing(self._engine) as connection:
            account = book.find_account(connection, name)
            if account is None or account.ended_at is not None:
                raise AccountProblem(words.Line("there is no account {name:shown}", name=name))
            place = _place(connection, account, unit)
            until = now + timedelta(days=days)
            made_id, token = tokens.make_token(
                connection, account.id, place, title=title, limits=limits, at=now, until=until
            )
            self._note(connection, "token made", account.id, about=account.name, token=made_id, until=until.isoformat())
            made = next(each for each in tokens.all_tokens(connection, account.id) if each.id == made_id)
        return made, token

    def list(self, name: str | None = None) -> Sequence[Token]:
        """Return all tokens, or those of an account, the newest first."""
        require(self._engine)
        with reading(self._engine) as connection:
            account = None if name is None else book.find_account(connection, name)
            if name is not None and account is None:
                raise AccountProblem(words.Line("there is no account {name:shown}", name=name))
            return tokens.all_tokens(connection, None if account is None else account.id)

    def revoke(self, id: int) -> bool:
        """Revoke a token, from now on; return whether it was good until then. Raise AccountProblem if there is none."""
        require(self._engine)
        now = self._engine.now()
        with writing(self._engine) as connection:
            found = next((each for each in tokens.all_tokens(connection) if each.id == id), None)
            if found is None:
                raise AccountProblem(words.Line("there is no token {id}", id=id))
            revoked = tokens.revoke(connection, id, at=now)
            if revoked:
                account = book.find_account(connection, found.account)
                self._note(
                    connection, "token revoked", None if account is None else account.id, about=found.account, token=id
                )
            return revoked

    def _check(self, limits: Limits) -> None:
        tokens.check(limits)
        known = [each.scenario for each in self._engine.definitions()]
        if strange := [each for each in limits.scenarios if each not in known]:
            raise AccountProblem(words.Line("{given} is none; there are: {known}", given=strange[0], known=known))
        directory = self._engine.directory
        if limits.unit and directory.units and not directory.knows(limits.unit):
            raise AccountProblem(words.Line("the directory has no unit {unit:shown}", unit=limits.unit))

    def _note(self, connection: Connection, kind: str, account: int | None, **facts: object) -> None:
        who = account if self._by is None else self._by
        journal.note(connection, kind, at=self._engine.now(), account=who, facts=facts)


def _place(connection: Connection, account: book.Account, unit: str | None) -> Membership:
    """Return the place of an account in a unit, or its only one."""
    places = book.memberships_of(connection, account.id)
    fitting = [each for each in places if unit is None or same_name(each.unit, unit)]
    if fitting and (unit is not None or len(fitting) == 1):
        return fitting[0]  # of several in one unit the first counts, whatever its function
    said = [f"{each.unit}/{each.person} ({each.function})" for each in places]
    raise AccountProblem(
        words.Line("say in which unit: the account {name} has {places}", name=account.name, places=said)
        if places
        else words.Line("the account {name} has no place", name=account.name)
    )
