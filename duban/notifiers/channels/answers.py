"""What a mail server's answers mean for the mail that they are about, and how they are told."""

from __future__ import annotations

import re

from duban import words
from duban.notifiers.bounces.statuses import permanent, speaks_of_sender, status_in
from duban.notifiers.errors import NotifierError, Retryable, Unclear, one_line

SENDER, RECIPIENT, CONTENT = "MAIL", "RCPT", "DATA"
"""The steps in which a server refuses a mail: for whom it is from, whom it is for, and what it is."""

REFUSED = range(400, 600)
"""The codes of refusals; after any other answer in their place nobody knows what the server speaks of."""

_FOR_GOOD = range(500, 600)
_TOO_BIG = 552
_UNAUTHORISED = frozenset({530, 534, 535, 538})
_BY_POLICY = re.compile(r"5\.7\.\d{1,3}\b")
"""The enhanced status of what is refused for who sends it and from where (RFC 3463, 3.8), such as to relay."""

_RELAY = re.compile(r"\brelay", re.IGNORECASE)
"""What servers say without a status that relay nothing for us: it is about settings, and not about a reader."""


def said(code: int, message: str) -> str:
    """Return an answer on one line; if it is not in UTF-8 it is read as GB 18030, which is what Chinese servers use."""
    try:
        message.encode()
    except UnicodeEncodeError:
        message = message.encode(errors="surrogateescape").decode("gb18030", errors="replace")
    return one_line(f"{code} {message}")


def refusal(step: str, code: int, message: str, *, where: str) -> NotifierError:
    """Return the error to raise for a mail that a server has refused in this step of the dialogue."""
    told = said(code, message)
    answer = words.at(where, told)
    if code not in _FOR_GOOD:  # RFC 5321: 4yz may pass, 5yz will not; and what is neither says nothing of this mail
        return Retryable(answer)
    # Once the login is over a refusal is about the one mail, unless all others are refused alike.
    if step == SENDER and code != _TOO_BIG:
        return Unclear(
            words.Line("{where} refuses the sender: {answer}", where=where, answer=told), alike=f"MAIL {code}"
        )
    if code in _UNAUTHORISED or (step == RECIPIENT and _is_for_us(message, told)):
        return Unclear(answer, alike=str(code))
    return permanent(code, told, answer)


def _is_for_us(message: str, told: str) -> bool:
    """Return whether a recipient is refused for who sends and from where, and not for who it is."""
    unexplained = status_in(told) in {"", "5.0.0", "5.5.0"}
    return bool(_BY_POLICY.match(message)) or speaks_of_sender(told) or (unexplained and bool(_RELAY.search(told)))
