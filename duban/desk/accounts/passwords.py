"""Passwords: argon2id, and what NIST SP 800-63B asks: length, nothing that is tried first, no rules of composition."""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from duban import words
from duban.desk.store import NotInstalled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.workflow import DeskSettings

LONGEST = 128
ALONE, WITH_SECOND = 15, 8
"""The fewest characters of a password that stands alone, and of one with a second factor."""

KINDS = 3
"""Under `dengbao`: from so many of the four kinds of characters (lower, upper, digits, others)."""

_LIBRARY, _GUESSING = "argon2-cffi", "zxcvbn"
_JUDGED = 72
_SAFE = 2
"""The lowest score of zxcvbn that is taken: more than a million guesses; lock-out lets a hundred a day through."""


class Passwords:
    """Hashes and checks passwords; at most two at once, for each takes 19 MiB and half a second's work."""

    def __init__(self, settings: DeskSettings) -> None:
        try:
            from argon2 import PasswordHasher  # noqa: PLC0415 - an optional extra
        except ImportError:
            raise NotInstalled(_LIBRARY) from None
        self._hasher = PasswordHasher(
            time_cost=settings.password_rounds, memory_cost=settings.password_memory_kib, parallelism=1
        )
        self._at_once = BoundedSemaphore(2)
        self._profile = settings.profile
        self._nobody: str | None = None

    def hashed(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._at_once:
            made: str = self._hasher.hash(_folded(password))
        return made

    def fits(self, kept: str | None, password: str) -> bool:
        """Return whether a password is the one that is kept; without any, it takes as long and is never."""
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - as above

        if self._nobody is None:
            self._nobody = self.hashed("nobody has this password, which is never compared with anything")
        with self._at_once:
            try:
                self._hasher.verify(kept or self._nobody, _folded(password[: 4 * LONGEST]))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_old(self, kept: str) -> bool:
        """Return whether a hash was made with weaker settings than the present ones."""
        old: bool = self._hasher.check_needs_rehash(kept)
        return old

    def is_short(self, password: str) -> bool:
        """Return whether a password is too short to stand alone, as one may be that was chosen with a second factor."""
        return len(_folded(password)) < ALONE

    def problems(self, password: str, *, second: bool, about: Iterable[str] = ()) -> list[str]:
        """Return what is wrong with a new password, a line each; `about` are names that it must not consist of."""
        folded = _folded(password)
        least = WITH_SECOND if second else ALONE
        found = []
        if len(folded) < least:
            found.append(words.text("at least {count} characters; a short sentence is easiest to keep", count=least))
        if len(folded) > LONGEST:
            found.append(words.text("at most {count} characters", count=LONGEST))
        if folded and _is_guessed_soon(folded, about):
            found.append(words.text("it is one of those that are tried first; take words that only you would choose"))
        if self._profile == "dengbao" and _kinds(folded) < KINDS:
            found.append(
                words.text("of lower and upper case letters, digits and other characters, {count} kinds", count=KINDS)
            )
        return found


def _folded(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit, lambda each: not each.isalnum())
    return sum(any(test(each) for each in password) for test in tests)


def _is_guessed_soon(password: str, about: Iterable[str]) -> bool:
    """Return whether a password is among those that are tried first: common ones, runs, repeats, dates, these names."""
    try:
        from zxcvbn import zxcvbn  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise NotInstalled(_GUESSING) from None
    # It refuses longer ones; what begins with so many characters that nobody guesses is good.
    judged = zxcvbn(password[:_JUDGED], user_inputs=[name for each in about if (name := _folded(each))])
    return int(judged["score"]) < _SAFE
