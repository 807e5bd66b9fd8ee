"""Which answers of mail servers say that an address does not exist, and not only that this mail is not wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.notifiers.errors import NoSuchAddress, Permanent

if TYPE_CHECKING:
    from duban import words

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""RFC 3463: no such mailbox, no such system, no address, moved away, no mail taken (RFC 7505), switched off."""

_VAGUE = frozenset({"5.0.0", "5.1.0", "5.4.4", "5.5.0"})
"""Statuses that some servers give whatever the reason is: the words behind them decide."""

_CODES = frozenset({"550", "551", "553", "554"})
_NOBODY = re.compile(
    r"user (?:is )?(?:unknown|not found|not exist|doesn't exist|does not exist|invalid)|"
    r"(?:unknown|no such|invalid|non-?existent) (?:local )?(?:user|mailbox|recipient|account|address|email)|"
    r"(?:mailbox|account|recipient|address) (?:is )?(?:not found|unknown|unavailable or not found|does not exist)|"
    r"(?:mailbox|account) (?:is )?(?:disabled|inactive|suspended)|(?:does not|doesn't) exist|no mailbox here|"
    r"host or domain name not found|recipnotfound|收件人不存在|邮箱不存在|用户不存在|帐号不存在|账号不存在|地址不存在",
    re.IGNORECASE,
)
_SENDER = re.compile(r"sender|verif|发件人|发信人", re.IGNORECASE)
"""Of these words an answer is about whom the mail is from, whatever it says of an address."""

_UNWANTED = re.compile(
    r"spam|polic|block|blacklist|reject(?:ed)? by|denied|relay|quota|full|over ?limit|too (?:large|big|many)|virus|"
    r"frequen|reputation|authenticat|\bspf\b|dmarc|dkim|垃圾|拒收|已满|频率|过大|黑名单",
    re.IGNORECASE,
)


def status_in(text: str) -> str:
    """Return the enhanced status code (RFC 3463) that an answer begins with or names; empty without one."""
    found = _STATUS.search(text)
    return ".".join(found.groups()) if found else ""


def names_nobody(code: int | str, text: str) -> bool:
    """Return whether an answer says that nobody is at an address.

    Refusals for what the mail is (5.7.x), a full mailbox (552, 5.2.2) or the size (5.3.4) do not. Without an enhanced
    status the words decide; an answer that says neither is not taken as one.
    """
    status = status_in(text)
    if status in _GONE:
        return True
    if status and status not in _VAGUE:
        return False
    about_reader = not speaks_of_sender(text) and not _UNWANTED.search(text)
    return (bool(status) or str(code) in _CODES) and bool(_NOBODY.search(text)) and about_reader


def speaks_of_sender(text: str) -> bool:
    """Return whether an answer that no status explains is about whom a mail is from, and so about every mail."""
    return status_in(text) not in _GONE and bool(_SENDER.search(text))


def permanent(code: int, text: str, answer: words.Line | str) -> Permanent:
    """Return the error for a mail that a server refuses for good; `answer` is what people are told of it."""
    return NoSuchAddress(answer) if names_nobody(code, text) else Permanent(answer)
