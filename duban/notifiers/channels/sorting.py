"""What a provider's codes mean: later, a number that does not exist, this recipient, the configuration, the account."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers.errors import (
    AccountStopped,
    BadSetting,
    NoSuchAddress,
    NotifierError,
    Permanent,
    Retryable,
    Unclear,
    Unsorted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

LATER, GONE, RECIPIENT, CONFIGURATION, ACCOUNT = "later", "gone", "recipient", "configuration", "account"
KINDS = (LATER, GONE, RECIPIENT, CONFIGURATION, ACCOUNT)

Codes = Mapping[str, "Sequence[str]"]
"""Codes by what they mean, one of `KINDS`; `*` in a code stands for any characters."""


def sorted_codes(notifier: str, given: object, *, usual: Codes | None = None) -> dict[str, tuple[str, ...]]:
    """Return the codes of a setting, before the usual ones. Raise BadSetting if it is not such a mapping."""
    if not isinstance(given, Mapping):
        example = '{account = ["…"], recipient = ["…"]}'
        raise BadSetting(
            notifier, "codes", words.Line("have to be lists of codes by their kind, such as {example}", example=example)
        )
    found = {}
    for kind, codes in given.items():
        if kind not in KINDS:
            raise BadSetting(
                notifier, f"codes.{kind}", words.Line("no such kind of code; there are: {known}", known=KINDS)
            )
        if not isinstance(codes, list | tuple) or not all(isinstance(code, str | int) for code in codes):
            example = f'{kind} = ["…"]'
            raise BadSetting(
                notifier, f"codes.{kind}", words.Line("has to be a list of codes, such as {example}", example=example)
            )
        found[kind] = tuple(map(str, codes))
    said = {code for codes in found.values() for code in codes}
    for kind, codes in (usual or {}).items():
        found[kind] = (*found.get(kind, ()), *(code for code in codes if code not in said))
    return found


def kind_of(code: str, codes: Codes) -> str | None:
    """Return what a code means, None if nothing says it; one that stands there as it is goes before a pattern."""
    for kind in KINDS:
        if code in codes.get(kind, ()):
            return kind
    for kind in KINDS:
        if any(fnmatchcase(code, pattern) for pattern in codes.get(kind, ())):
            return kind
    return None


def refusal(
    kind: str | None, answer: words.Line | str, *, code: str, retry_after: float | None = None
) -> NotifierError:
    """Return the error for a refusal of this kind; `code` tells refusals that are alike."""
    match kind:
        case "later":
            return Retryable(answer, retry_after)
        case "gone":
            return NoSuchAddress(answer)
        case "recipient":
            return Permanent(answer)
        case "account":
            return AccountStopped(answer, retry_after)
        case "configuration":
            return Unclear(answer, alike=code)
        case _:
            return Unsorted(answer, alike=code)
