"""How the operators are told: a mail with all troubles and what to do, an SMS with their number and the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from duban.workflow.operators import Operators
    from duban.workflow.reads import Trouble

_SMS = "sms"
_LONGEST_VALUE = 35
"""The most characters that carriers take for one variable."""


def wording(
    medium: str, troubles: Sequence[Trouble], operators: Operators, *, where: str, at: datetime
) -> dict[str, Any]:
    """Return the fields of a message that tells of these troubles, found at `at` in the database `where`."""
    count = len(troubles)
    if medium == _SMS:
        what = troubles[0].found[:_LONGEST_VALUE]
        return {
            "sms_template": operators.sms_template,
            "sms_sign": operators.sms_sign,
            "sms_values": {"count": str(count), "what": what},
            "text": words.text(
                "Problems of the supervision system: {count}. First: {what}. {way_health} shows all.",
                count=count,
                what=what,
            ),
        }
    return {
        "subject": words.text(
            "[duban] To be seen to: {what}"
            if count == 1
            else "[duban] To be seen to: {what}; problems in all: {count}",
            what=troubles[0].found,
            count=count,
        ),
        "text": "\n".join(_lines(troubles, where, at)),
    }


def _lines(troubles: Sequence[Trouble], where: str, at: datetime) -> Iterator[str]:
    yield words.text(
        "The supervision system ({where}) found at {at} what keeps messages or work from people:",
        where=where,
        at=at.strftime("%Y-%m-%d %H:%M"),
    )
    for place, each in enumerate(troubles, 1):
        yield ""
        yield f"{place}. {each.found}"
        if each.names and each.code not in {"down", "stopped"}:
            more = each.count > len(each.names)
            named = words.text("{names} and more", names=each.names) if more else words.listed(each.names)
            yield f"   {words.headed(words.text('Which'), named)}"
        if each.why:
            yield f"   {words.headed(words.text('Why'), each.why)}"
        yield f"   {words.headed(words.text('What to do'), each.advice)}"
    yield ""
    yield words.text("As long as any of it is there you are told once a day; {way_health} shows it at any time.")
