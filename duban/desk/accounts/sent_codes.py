"""Codes of six digits that are sent by SMS or mail: good for five minutes and once; only a salted hash is kept."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, select, update

from duban import words
from duban.desk.accounts.errors import AccountProblem
from duban.desk.store import accounts, links
from duban.states import medium_named, same_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.desk.accounts.book import Account
    from duban.desk.accounts.keyring import Keyring
    from duban.desk.who import Membership
    from duban.workflow import Engine

CODE = "code"
GOOD_FOR = timedelta(minutes=5)
EVERY, AN_HOUR, MOST = timedelta(minutes=1), timedelta(hours=1), 5
"""An account is sent at most one code a minute, and five an hour."""

MEDIA = ("sms", "email")
_DIGITS = 6
_SALT = 16


class Hint(NamedTuple):
    """Where codes are sent: the medium, and as much of the address as is shown; empty if there is none any more."""

    medium: str
    address: str


class TooSoon(AccountProblem):
    """Another code can only be sent after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            words.Line(
                "a code was sent not long ago: another can be sent in {wait}",
                wait=words.elapsed(max(wait.total_seconds(), 1)),
            )
        )
        self.wait = wait


def ways_to(engine: Engine, places: Iterable[Membership]) -> dict[str, str]:
    """Return the addresses to which somebody can be sent a code, by medium: what the directory has for their places."""
    listed = tuple(places)
    found = {}
    for medium in MEDIA:
        if medium not in engine.channels or (medium == "sms" and not engine.settings.desk.sms_template):
            continue
        address_of = medium_named(medium).address_of
        addresses = (
            address_of(contact)
            for place in listed
            for contact in engine.directory.people
            if same_name(contact.unit, engine.directory.canonical(place.unit)) and same_name(contact.name, place.person)
        )
        if address := next((each for each in addresses if each), None):
            found[medium] = address
    return found


def hint_of(engine: Engine, account: Account, places: Iterable[Membership]) -> Hint | None:
    """Return where the codes of an account are sent; None if an authenticator shows them."""
    medium = account.told_by
    if medium is None:
        return None
    address = ways_to(engine, places).get(medium)
    return Hint(medium, "" if address is None else hinted(address))


def hinted(address: str) -> str:
    """Return as much of an address as its owner needs to know it by: 138****2231, t***@example.org."""
    name, at, domain = address.rpartition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"{address[:3]}****{address[-4:]}" if len(address) > 3 + 4 else "****"


def make_code(connection: Connection, account: int, medium: str, keyring: Keyring, *, at: datetime) -> str:
    """Return a new code, in place of the one before. Raise TooSoon."""
    # Whoever else asks for the same account waits here, so that two at once count as two.
    connection.execute(select(accounts.c.id).where(accounts.c.id == account).with_for_update())
    mine = (links.c.purpose == CODE) & (links.c.account == account)
    made = sorted(connection.execute(select(links.c.made_at).where(mine, links.c.made_at > at - AN_HOUR)).scalars())
    waits = [made[-1] + EVERY - at] if made else []
    waits += [made[-MOST] + AN_HOUR - at] if len(made) >= MOST else []
    if (wait := max(waits, default=timedelta())) > timedelta():
        raise TooSoon(wait)
    connection.execute(delete(links).where(mine, links.c.made_at <= at - AN_HOUR))
    forget_codes(connection, account, at=at)
    code, salt = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}", secrets.token_hex(_SALT // 2)
    values = {"purpose": CODE, "account": account, "made_at": at, "until": at + GOOD_FOR}
    connection.execute(links.insert().values(hash=_hashed(keyring, salt, account, medium, code), **values))
    return code


def take_sent_code(
    connection: Connection, account: int, medium: str, keyring: Keyring, code: str, *, at: datetime
) -> bool:
    """Return whether this is the code that was sent last, by this medium; it counts once."""
    digits = "".join(code.split())
    unused = (links.c.purpose == CODE) & (links.c.account == account) & links.c.used_at.is_(None)
    row = connection.execute(select(links).where(unused, links.c.until > at)).first()
    if row is None:
        return False
    if not hmac.compare_digest(row.hash, _hashed(keyring, row.hash[:_SALT], account, medium, digits)):
        return False
    once = update(links).where(links.c.hash == row.hash, links.c.used_at.is_(None)).values(used_at=at)
    return connection.execute(once).rowcount == 1


def forget_codes(connection: Connection, account: int, *, at: datetime) -> None:
    """Make every code that was sent to an account worthless."""
    unused = (links.c.purpose == CODE) & (links.c.account == account) & links.c.used_at.is_(None)
    connection.execute(update(links).where(unused).values(used_at=at))


def _hashed(keyring: Keyring, salt: str, account: int, medium: str, code: str) -> str:
    """Return the salt, and what is kept of a code: six digits are soon tried through by who has no key."""
    return salt + keyring.coded(f"{salt}:{account}:{medium}:{code}")[: 64 - _SALT]
