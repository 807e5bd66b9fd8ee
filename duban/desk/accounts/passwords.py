"""Passwords: argon2id, and what NIST SP 800-63B asks of them: length and a blocklist, no rules of composition."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
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

_SEVERAL = 4
_LIBRARY = "argon2-cffi"
_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")


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

    def problems(self, password: str, *, second: bool, about: Iterable[str] = ()) -> list[str]:
        """Return what is wrong with a new password, a line each; `about` are names that it must not consist of."""
        folded = _folded(password)
        least = WITH_SECOND if second else ALONE
        found = []
        if len(folded) < least:
            found.append(words.text("at least {count} characters; a short sentence is easiest to keep", count=least))
        if len(folded) > LONGEST:
            found.append(words.text("at most {count} characters", count=LONGEST))
        if folded and (_is_common(folded) or _names(folded, about)):
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


def _is_common(password: str) -> bool:
    low = password.casefold()
    if low in _blocked() or len(set(low)) < _SEVERAL:
        return True
    bare = "".join(each for each in low if each.isalnum())
    return any((bare and bare in (run * 4)) or bare in (run[::-1] * 4) for run in _RUNS) or _repeats(low)


def _repeats(password: str) -> bool:
    """Return whether a password is a short piece over and over, such as `abcabcabcabcabc`."""
    return any(
        len(password) % size == 0 and password == password[:size] * (len(password) // size)
        for size in range(1, len(password) // 2 + 1)
    )


def _names(password: str, about: Iterable[str]) -> bool:
    """Return whether hardly anything is left of a password when names and digits are taken out of it."""
    rest = password.casefold()
    for name in sorted({_folded(each).casefold() for each in about if each}, key=len, reverse=True):
        rest = rest.replace(name, "")
    left = [each for each in rest if each.isalpha()]
    return len(left) < _SEVERAL


@cache
def _blocked() -> frozenset[str]:
    """Return the commonest passwords of eight characters and more, as the lists of zxcvbn (MIT licence) have them."""
    return frozenset((Path(__file__).parent / "common-passwords.txt").read_text("utf-8").split())
