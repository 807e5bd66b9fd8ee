"""Reasons that are kept: a code and facts in JSON, worded for whoever reads them.

A fact may be a line of ours, such as what an error said: it is kept with its own facts.

Databases hold sentences too, which earlier versions kept: they are shown as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, runtime_checkable

from duban.words.filling import clauses, text
from duban.words.line import Line, said_by
from duban.words.refusals import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BEGINNING = '[{"code":'


@runtime_checkable
class Worded(Protocol):
    """What is worded as a refusal is: a blocker."""

    code: str
    reason: str
    facts: Mapping[str, Any]


class Reason(NamedTuple):
    """Why something is as it is; a fact called `why` holds the reasons that lie behind it, each as JSON has it."""

    code: str
    facts: Mapping[str, Any]

    def __str__(self) -> str:
        """Return the reason in the language of the reader; of a code that is none of ours, the code."""
        english = REASONS.get(self.code)
        if english is None:
            return self.code
        return text(english, **{name: _revived(name, fact) for name, fact in self.facts.items()})


def kept(*reasons: Reason) -> str:
    """Return reasons as a database keeps them."""
    import json  # noqa: PLC0415 - a millisecond at the start of every command, and few keep a reason

    given = [each._asdict() for each in reasons]
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"), default=_as_json)


def kept_code(kept: str) -> str:
    """Return the code of the first reason that is kept; empty if a sentence is, or nothing."""
    return kept.removeprefix(_BEGINNING + '"').partition('"')[0] if kept.startswith(_BEGINNING) else ""


def told(kept: str | Iterable[Mapping[str, Any]] | None) -> str:
    """Return kept reasons in the language of the reader: as text, or as JSON has them; a sentence as it is."""
    if kept is None:
        return ""
    if isinstance(kept, str):
        if not kept.startswith(_BEGINNING):
            return kept
        import json  # noqa: PLC0415 - likewise

        return told(json.loads(kept))
    return clauses(Reason(each["code"], each["facts"]) for each in kept)


def _as_json(fact: object) -> object:
    """Return what JSON has no form for: a line and a blocker with their facts; an error is what it was raised with."""
    if isinstance(fact, BaseException):
        return said_by(fact)
    if isinstance(fact, Line):
        return {"line": fact.english, "facts": fact.facts}
    if isinstance(fact, Worded):
        return {"refusal": [fact.code, fact.reason], "facts": fact.facts}
    return str(fact)


def _revived(name: str, fact: Any) -> object:  # noqa: ANN401 - whatever JSON can hold
    if name == "why":
        return told(fact)
    if isinstance(fact, dict) and fact.keys() == {"line", "facts"}:
        return Line(fact["line"], **{name: _revived(name, each) for name, each in fact["facts"].items()})
    if isinstance(fact, dict) and fact.keys() == {"refusal", "facts"}:
        code, reason = fact["refusal"]
        return refusal(code, reason, fact["facts"])
    if isinstance(fact, list):
        return [_revived("", each) for each in fact]
    return fact


REASONS = {
    # -- whom a message reaches
    "absent": "{name} is away until {until:day}",
    "unaddressed": "{name} has neither a mail address nor a mobile number",
    "unusable": "{name} has no address that this message can go to",
    "gone": "the address {address} does not exist",
    "no-handler": "{unit} has no handler in the directory",
    "no-leader": "{unit} has no leader in the directory",
    "no-contact": "{unit} has no contact person in the directory",
    "no-deputy": "{unit} has no deputy head in the directory",
    "no-head": "{unit} has no head in the directory",
    "deputy": "{why}, so {deputy} gets it as deputy",
    "leader": "it goes to {leader}, who leads the unit",
    "handler": "it goes to {leader}, who handles the unit's work",
    "contact": "it goes to {leader}, the unit's contact person",
    "unreachable": "{unit} has nobody who can be reached",
    "unbound": "{titles} is not named yet",
    "forwarded": "{why}, so it goes to {title}",
    "nobody": "{why}, and neither has {title}",
    # -- what became of a message
    "down": "{answer:retold}",
    "stopped": "{answer:retold}",
    "limited": "this recipient has had as many as the provider allows: {most}",
    "lost": "the provider reports that it did not arrive: {answer:retold}",
    "bounced": "a mail server reports that it did not arrive: {answer:retold}",
    "retry": "{answer:retold}",
    "refused": "{answer:retold}",
    "unsendable": "{answer:retold}",
    "exhausted": "{answer:retold} (times tried: {attempts})",
    "uncertain": "{answer:retold}; the recipient may have it, and may get it twice (times sent: {copies})",
    "unanswered": "{answer:retold}; the recipient may have it: ask before it is sent again (times sent: {copies})",
    "reached": "the same has reached the reader by another medium",
    "overtaken": "a later reminder of the same clock leaves in its place",
    "brought-back": "the message before it did not arrive after all",
    "given-up": "given up by {by}: {note}",
    # -- what could not be handled
    "failed": "{answer:retold}",
}
"""The sentence of each code."""
