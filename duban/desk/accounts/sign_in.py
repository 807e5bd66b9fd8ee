"""Signing in: one procedure for every name, so that the answer and its time tell nobody which accounts there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.desk.accounts import book, journal, links, lockout, second, sent_codes, sessions
from duban.desk.accounts.errors import LinkDead
from duban.desk.store import reading, writing
from duban.desk.who import Function

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.desk.accounts.keyring import Keyring
    from duban.desk.accounts.passwords import Passwords
    from duban.workflow import Engine


@dataclass(frozen=True, slots=True)
class Caller:
    """Where somebody signs in from: the address, the browser, and the mark that an account has left in it."""

    address: str
    agent: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What signing in gave: the cookie of the session, and the mark for the browser. Without a cookie it failed."""

    cookie: str | None = None
    device: str | None = None
    owes_code: bool = False
    wait: timedelta = timedelta()


class Accounts:
    """What the pages do with accounts, each in one transaction."""

    def __init__(self, engine: Engine, keyring: Keyring, passwords: Passwords) -> None:
        self._engine, self.keyring, self.passwords = engine, keyring, passwords
        self._settings = engine.settings.desk

    def sign_in(self, name: str, password: str, caller: Caller) -> SignedIn:
        """Return the session of whoever has typed the right name and password.

        The password is compared outside of any transaction: nobody waits for half a second of hashing.
        """
        now = self._engine.now()
        with reading(self._engine) as connection:
            account = book.find_account(connection, name[:256])
            trying = self._trying(account, name, caller)
            held = lockout.wait(connection, trying, now=now)
        if held > timedelta():
            self._note_failure(account, name, trying, caller, now, counted=False)
            return SignedIn(wait=held)
        usable = account is not None and account.ended_at is None
        right = self.passwords.fits(account.password if account is not None and usable else None, password)
        if account is None or not right:
            self._note_failure(account, name, trying, caller, now)
            return SignedIn()
        with writing(self._engine) as connection:
            lockout.succeeded(connection, trying)
            if account.password is not None and self.passwords.is_old(account.password):
                book.change_account(connection, account.id, password=self.passwords.hashed(password))
            if not account.has_second:
                self.want_longer(connection, account, password)
            return self._begun(connection, account, caller, now)

    def give_code(self, visitor: sessions.Visitor, code: str, caller: Caller) -> SignedIn:
        """Return the session in place of one that owes its second factor."""
        now, account = self._engine.now(), visitor.account
        trying = _by_code(account, caller)
        with writing(self._engine) as connection:
            held = lockout.wait(connection, trying, now=now)
            how = None if held > timedelta() else second.take_code(connection, account, self.keyring, code, at=now)
            about = {"account": account.id, "address": caller.address, "at": now}
            if how is None:
                if held <= timedelta():
                    lockout.failed(connection, trying, now=now)
                journal.note(connection, "code refused", **about)  # type: ignore[arg-type]
                return SignedIn(owes_code=True, wait=max(held, timedelta()))
            lockout.succeeded(connection, trying)
            journal.note(connection, "code given", facts={"by": how}, **about)  # type: ignore[arg-type]
            cookie = sessions.renew(connection, visitor, at=now, second_at=now)
            return SignedIn(cookie, self.keyring.device(account.id))

    def visitor(self, cookie: str) -> sessions.Visitor | None:
        """Return who comes with the cookie of a session."""
        with reading(self._engine) as connection:
            return sessions.visitor_of(connection, cookie, self._settings, now=self._engine.now())

    def new_code(self, visitor: sessions.Visitor, medium: str, caller: Caller) -> str:
        """Return a new code, to be sent to an account by a medium. Raise TooSoon."""
        now, account = self._engine.now(), visitor.account.id
        with writing(self._engine) as connection:
            code = sent_codes.make_code(connection, account, medium, self.keyring, at=now)
            facts = {"by": medium}
            journal.note(connection, "code sent", at=now, account=account, address=caller.address, facts=facts)
            return code

    def code_lost(self, visitor: sessions.Visitor, medium: str, caller: Caller) -> None:
        """Note that a code could not be sent; it is worth nothing."""
        now, account = self._engine.now(), visitor.account.id
        with writing(self._engine) as connection:
            sent_codes.forget_codes(connection, account, at=now)
            facts = {"by": medium}
            journal.note(connection, "code not sent", at=now, account=account, address=caller.address, facts=facts)

    def turn_on_sent(
        self, visitor: sessions.Visitor, medium: str, code: str, caller: Caller
    ) -> tuple[SignedIn, list[str]]:
        """Turn the second factor on once the code that was sent has come back; return the codes for emergencies too."""
        now, account = self._engine.now(), visitor.account
        trying = _by_code(account, caller)
        with writing(self._engine) as connection:
            held = lockout.wait(connection, trying, now=now)
            about = {"account": account.id, "address": caller.address, "at": now}
            if held > timedelta():
                return SignedIn(wait=held), []
            if not sent_codes.take_sent_code(connection, account.id, medium, self.keyring, code, at=now):
                lockout.failed(connection, trying, now=now)
                journal.note(connection, "code refused", **about)  # type: ignore[arg-type]
                return SignedIn(), []
            lockout.succeeded(connection, trying)
            codes = second.enrol_sent(connection, account, medium, at=now)
            cookie = sessions.renew(connection, visitor, at=now, second_at=now)
            journal.note(connection, "second factor on", facts={"by": medium}, **about)  # type: ignore[arg-type]
            return SignedIn(cookie), codes

    def choose_password(
        self, token: str, password: str, caller: Caller, *, name: str = "", shown: str = ""
    ) -> SignedIn:
        """Let whoever has a one-time link choose a password, and sign them in.

        The first administrator's link makes that account. Raise LinkDead or AccountProblem.
        """
        now = self._engine.now()
        kept = self.passwords.hashed(password)
        with writing(self._engine) as connection:
            link = links.use_link(connection, token, now=now)
            if link.purpose == links.FIRST:
                account = book.add_account(connection, name=name, shown=shown, at=now)
                admin = Function.ADMIN
                book.add_membership(connection, account.id, unit="", person=account.shown, function=admin, at=now)
                journal.note(connection, "first administrator", at=now, account=account.id, address=caller.address)
            else:
                found = None if link.account is None else book.account_of(connection, link.account)
                if found is None or found.ended_at is not None:
                    raise LinkDead
                account = found
            self._keep_password(connection, account.id, kept, caller, now)
            return self._begun(connection, account, caller, now)

    def prove(self, visitor: sessions.Visitor, password: str, caller: Caller) -> SignedIn:
        """Return the session in place of one whose password was given too long ago."""
        held = self.held_back(visitor, password, caller)
        if held is not None:
            return SignedIn(wait=held)
        now = self._engine.now()
        with writing(self._engine) as connection:
            return SignedIn(sessions.renew(connection, visitor, at=now, proved_at=now))

    def held_back(self, visitor: sessions.Visitor, password: str, caller: Caller) -> timedelta | None:
        """Return None if this is the password of whoever is signed in, else how long the next try has to wait.

        Whoever comes to a session that was left open could guess it here as at the door, so it is counted alike.
        """
        now, account = self._engine.now(), visitor.account
        trying = lockout.Trying(f"proof:{account.id}", caller.address, device=f"proof:{account.id}")
        with reading(self._engine) as connection:
            held = lockout.wait(connection, trying, now=now)
        right = held <= timedelta() and self.passwords.fits(account.password, password)
        with writing(self._engine) as connection:
            if right:
                lockout.succeeded(connection, trying)
                return None
            if held <= timedelta():
                lockout.failed(connection, trying, now=now)
            journal.note(connection, "proof refused", at=now, account=account.id, address=caller.address)
        return max(held, timedelta())

    def change_password(self, visitor: sessions.Visitor, new: str, caller: Caller) -> str:
        """Return the cookie of a new session after a change of password by whoever has proved to be its owner."""
        now, kept = self._engine.now(), self.passwords.hashed(new)
        with writing(self._engine) as connection:
            cookie = sessions.renew(connection, visitor, at=now, proved_at=now)
            current = sessions.visitor_of(connection, cookie, self._settings, now=now)
            self._keep_password(
                connection, visitor.account.id, kept, caller, now, but=None if current is None else current.session
            )
            return cookie

    def want_longer(self, connection: Connection, account: book.Account, password: str) -> None:
        """Ask for another password than this one, if it is too short for an account without a second factor."""
        if self.passwords.is_short(password):
            book.change_account(connection, account.id, password_at=None)

    def _keep_password(
        self, connection: Connection, account: int, kept: str, caller: Caller, now: datetime, *, but: int | None = None
    ) -> None:
        book.change_account(connection, account, password=kept, password_at=now)
        ended = sessions.end_all(connection, account, at=now, but=but)
        facts = {"sessions ended": ended}
        journal.note(connection, "password", at=now, account=account, address=caller.address, facts=facts)

    def _begun(self, connection: Connection, account: book.Account, caller: Caller, now: datetime) -> SignedIn:
        places = book.memberships_of(connection, account.id)
        cookie = sessions.begin_session(
            connection,
            account.id,
            at=now,
            address=caller.address,
            agent=caller.agent,
            membership=places[0].id if places else None,
            proved_at=now,
        )
        book.change_account(connection, account.id, last_at=now)
        journal.forget_addresses(connection, now=now)
        facts = {"agent": caller.agent[:200]}
        journal.note(connection, "sign-in", at=now, account=account.id, address=caller.address, facts=facts)
        device = None if account.has_second else self.keyring.device(account.id)
        return SignedIn(cookie, device, owes_code=account.has_second)

    def _trying(self, account: book.Account | None, name: str, caller: Caller) -> lockout.Trying:
        device = None if account is None else self.keyring.device_of(caller.device, account.id)
        return lockout.Trying(self.keyring.named(book.folded(name)), caller.address, device)

    def _note_failure(
        self,
        account: book.Account | None,
        name: str,
        trying: lockout.Trying,
        caller: Caller,
        now: datetime,
        *,
        counted: bool = True,
    ) -> None:
        with writing(self._engine) as connection:
            if counted:
                lockout.failed(connection, trying, now=now)
            facts = {} if account is not None else {"name": self.keyring.named(book.folded(name))}
            id_ = None if account is None else account.id
            kind = "sign-in refused" if counted else "sign-in held back"
            journal.note(connection, kind, at=now, account=id_, address=caller.address, facts=facts)


def _by_code(account: book.Account, caller: Caller) -> lockout.Trying:
    return lockout.Trying(f"code:{account.id}", caller.address, device=f"code:{account.id}")
