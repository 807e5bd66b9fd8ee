"""The second factor: codes that change every half minute (RFC 6238) or are sent; and ten codes for emergencies."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from duban.desk.accounts.book import SENT, change_account
from duban.desk.accounts.sent_codes import take_sent_code
from duban.desk.store import NotInstalled, accounts, recovery

if TYPE_CHECKING:
    from datetime import datetime

    from pyotp.totp import TOTP
    from sqlalchemy.engine import Connection

    from duban.desk.accounts.book import Account
    from duban.desk.accounts.keyring import Keyring

CODES = 10
_STEP = 30
_LIBRARY = "pyotp"
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_secret() -> str:
    """Return a secret to be typed into, or shown to, an authenticator."""
    from pyotp import random_base32  # noqa: PLC0415 - an optional extra

    made: str = random_base32()
    return made


def address_of(secret: str, *, name: str, title: str) -> str:
    """Return the `otpauth:` address that authenticators take over."""
    made: str = _totp(secret).provisioning_uri(name=name, issuer_name=title)
    return made


def is_code(secret: str, code: str, *, at: datetime, after: int | None = None) -> int | None:
    """Return the step of time that a code is of, within one step of now; None if it is none, or was used before."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // _STEP
    for step in (now, now - 1, now + 1):
        expected: str = _totp(secret).at(step * _STEP)
        if secrets.compare_digest(expected.encode(), digits.encode()) and (after is None or step > after):
            return step
    return None


def take_code(connection: Connection, account: Account, keyring: Keyring, code: str, *, at: datetime) -> str | None:
    """Return how a code proves the second factor: `code`, the medium, or `recovery`; None if not. It counts once."""
    if account.totp is None:
        return None
    medium = account.told_by
    if medium is not None:
        if take_sent_code(connection, account.id, medium, keyring, code, at=at):
            return medium
    elif (step := is_code(keyring.decrypt(account.totp), code, at=at, after=account.totp_last)) is not None:
        later = (accounts.c.id == account.id) & (accounts.c.totp_last.is_(None) | (accounts.c.totp_last < step))
        once = connection.execute(update(accounts).where(later).values(totp_last=step)).rowcount == 1
        return "code" if once else None
    unused = (
        (recovery.c.account == account.id)
        & (recovery.c.hash == _hashed(account.id, code))
        & recovery.c.used_at.is_(None)
    )
    used = connection.execute(update(recovery).where(unused).values(used_at=at)).rowcount
    return "recovery" if used == 1 else None


def enrol(
    connection: Connection, account: Account, keyring: Keyring, secret: str, *, at: datetime, step: int
) -> list[str]:
    """Turn the second factor on, and return the codes for emergencies, which nobody can be shown again."""
    change_account(connection, account.id, totp=keyring.encrypt(secret), totp_at=at, totp_last=step)
    return renew_recovery(connection, account.id)


def enrol_sent(connection: Connection, account: Account, medium: str, *, at: datetime) -> list[str]:
    """Turn the second factor on by codes that are sent, and return the codes for emergencies."""
    change_account(connection, account.id, totp=f"{SENT}{medium}", totp_at=at, totp_last=None)
    return renew_recovery(connection, account.id)


def turn_off(connection: Connection, account: int) -> None:
    """Turn the second factor off."""
    change_account(connection, account, totp=None, totp_at=None, totp_last=None)
    connection.execute(delete(recovery).where(recovery.c.account == account))


def renew_recovery(connection: Connection, account: int) -> list[str]:
    """Return ten new codes for emergencies in place of those before."""
    connection.execute(delete(recovery).where(recovery.c.account == account))
    made = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(CODES)]
    connection.execute(recovery.insert(), [{"account": account, "hash": _hashed(account, each)} for each in made])
    return [f"{each[:5]}-{each[5:]}" for each in made]


def recovery_left(connection: Connection, account: int) -> int:
    """Return how many codes for emergencies are left."""
    query = select(recovery.c.id).where(recovery.c.account == account, recovery.c.used_at.is_(None))
    return len(connection.execute(query).all())


def _hashed(account: int, code: str) -> str:
    plain = "".join(each for each in code.upper() if each.isalnum())
    return hashlib.sha256(f"{account}:{plain}".encode()).hexdigest()


def _totp(secret: str) -> TOTP:
    try:
        from pyotp.totp import TOTP  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise NotInstalled(_LIBRARY) from None
    return TOTP(secret)
