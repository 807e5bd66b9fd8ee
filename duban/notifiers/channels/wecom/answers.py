"""What WeCom answers: with HTTP 200 as a rule, and a code that says whether a message was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from duban import words
from duban.notifiers.channels.sorting import ACCOUNT, CONFIGURATION, LATER, RECIPIENT, kind_of, refusal
from duban.notifiers.errors import ChannelDown, Permanent, Unclear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.notifiers.channels.asking import Reply
    from duban.notifiers.channels.sorting import Codes
    from duban.notifiers.errors import NotifierError

_TAKEN = "0"
STALE = frozenset({"40001", "40014", "42001"})
"""The codes by which a token is refused: it is not valid, or no longer."""

CODES: Codes = {
    LATER: ("-1", "6000", "45009", "45011", "45033"),
    RECIPIENT: (
        *("40003", "40031", "40032", "43004", "50002", "60011", "60111", "81013", "82001"),
        *("40039", "44004", "45002", "45003", "45004"),
    ),
    CONFIGURATION: (
        *("40008", "40033", "40035", "40058", "40063", "41*", "43*", "44*", "47001"),
        *("93000", "93004", "93006", "93008"),
    ),
    ACCOUNT: (
        *("40001", "40013", "40056", "40091", "41002", "41004", "41011", "48*"),
        *("50003", "60020", "301002", "2000002"),
    ),
}
"""The codes of the common list that sending can meet, by what they mean for a message."""

_BUSY = frozenset({"45009", "45011"})
_A_MINUTE = 60.0
"""Who asks too often in a minute is refused for one; whoever does so in an hour asks in vain once a minute."""

_UNREACHED = ("invaliduser", "invalidparty", "invalidtag", "unlicenseduser")
_OVERRUN = frozenset({429})
_MISPLACED = frozenset({401, 403, 404, 405, 407})
_SHORTEST_SECRET = 6


def facts_of(reply: Reply) -> dict[str, Any]:
    """Return an answer's JSON; empty if it is none."""
    found = reply.json
    return found if isinstance(found, dict) else {}


def code_of(reply: Reply) -> str:
    """Return the code of an answer; empty if it has none."""
    code = facts_of(reply).get("errcode")
    return str(code) if isinstance(code, int | str) and not isinstance(code, bool) else ""


def is_taken(reply: Reply) -> bool:
    """Return whether an answer is a success: no HTTP status says so without the code."""
    return code_of(reply) == _TAKEN and not httpx.codes.is_error(reply.status)


def masked(text: str, secrets: Iterable[str]) -> str:
    """Return a text without secrets, however they are written in it."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), quote(secret))}
    for form in sorted(forms, key=len, reverse=True):
        if len(form) >= _SHORTEST_SECRET:
            text = text.replace(form, words.MASK)
    return text


def told(where: str, reply: Reply, secrets: Iterable[str]) -> str:
    """Return what was answered, without secrets: code and message, or else the whole."""
    facts, code = facts_of(reply), code_of(reply)
    said = f"errcode {code}: {facts.get('errmsg', '')}" if code else f"HTTP {reply.status} {reply.text}"
    return masked(f"{where}: {said}", secrets)


def refusal_in(reply: Reply, answer: str, codes: Codes, *, all_wait: bool) -> NotifierError:
    """Return the error for an answer that is no success; with `all_wait` a limit of the provider concerns all messages.

    That is:

    - Retryable, if the provider has an error or a limit of its own,
    - ChannelDown likewise, if all messages have to wait for it,
    - AccountStopped, if a person has to see to the account: its secret, its rights, where it may be used from,
    - Unclear, if the request or the address of the provider is wrong,
    - Unsorted, if nothing says what the answer means,
    - Permanent, if this recipient is refused, or what the message says.
    """
    code = code_of(reply)
    kind = kind_of(code, codes) if code else None
    if not code and (reply.status >= httpx.codes.INTERNAL_SERVER_ERROR or reply.status in _OVERRUN):
        kind = LATER
    if kind == LATER:
        wait = reply.retry_after or (_A_MINUTE if code in _BUSY else None)
        if all_wait and code in _BUSY:
            return ChannelDown(answer, wait)
        return refusal(LATER, answer, code=code, retry_after=wait)
    if kind is None and not code and reply.status in _MISPLACED:
        return Unclear(answer, alike=f"HTTP {reply.status}")
    return refusal(kind, answer, code=code or f"HTTP {reply.status}", retry_after=reply.retry_after)


def look_for_unreached(reply: Reply, where: str) -> None:
    """Raise Permanent if a success names recipients whom it did not reach: each message has but one."""
    facts = facts_of(reply)
    for name in _UNREACHED:
        if facts.get(name):
            problem = words.Line(
                "WeCom knows no such account, or the application may not be seen by it ({field}: {account})",
                field=name,
                account=str(facts[name])[:80],
            )
            raise Permanent(words.at(where, problem))
