"""The second step by a code that is sent: how it is sent, and how one turns it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.accounts import TooSoon, sent_codes
from duban.desk.acts import send_code
from duban.desk.pages.refusing import not_taken
from duban.desk.serving import HALF_WAY, SESSION, Answer, NotFound, Page, go

if TYPE_CHECKING:
    from duban.desk.accounts import Visitor
    from duban.desk.serving import Visit


def ways_of(visit: Visit, visitor: Visitor) -> dict[str, str]:
    """Return the addresses to which a code can be sent, by medium."""
    return sent_codes.ways_to(visit.engine, visitor.identity.memberships)


def hint_of(visit: Visit, visitor: Visitor) -> sent_codes.Hint | None:
    """Return where the codes of whoever comes are sent, for the pages that say so."""
    return sent_codes.hint_of(visit.engine, visitor.account, visitor.identity.memberships)


def send(visit: Visit, visitor: Visitor, medium: str) -> str:
    """Send a code, and return why it was not sent; empty if it was."""
    address = ways_of(visit, visitor).get(medium)
    if address is None:
        return words.text("the directory has no address for you to which a code can be sent; ask the administrator")
    accounts = visit.tools.accounts
    try:
        code = accounts.new_code(visitor, medium, visit.caller)
    except TooSoon as soon:
        return str(soon)
    if send_code(visit.engine, medium=medium, to=address, code=code):
        return ""
    accounts.code_lost(visitor, medium, visit.caller)
    return words.text("the code could not be sent: the channel does not take it at present; ask the administrator")


def show(visit: Visit) -> Answer:
    """Ask for the code that shows that messages arrive, or offer to send it."""
    visitor, medium = _without(visit), visit.query.get("by")
    if visitor is None or medium not in ways_of(visit, visitor):
        return go(visit.url("second"))
    return _asking(visit, visitor, medium, sent=bool(visit.query.get("sent")))


def take(visit: Visit) -> Answer:
    """Send a code, or take the one that was sent and turn the second step on."""
    visitor, medium = _without(visit), visit.form.get("by")
    if visitor is None:
        return go(visit.url("me"))
    if medium not in ways_of(visit, visitor):
        raise NotFound
    if visit.form.get("send"):
        problem = send(visit, visitor, medium)
        if problem:
            return _asking(visit, visitor, medium, sent=True, problem=problem)
        return go(visit.url("second-sent", by=medium, sent="1"))
    done, codes = visit.tools.accounts.turn_on_sent(visitor, medium, visit.form.get("code"), visit.caller)
    if done.cookie is None:
        problem = not_taken(done.wait, words.text("this is not the code that was sent last, or it is too old"))
        return _asking(visit, visitor, medium, sent=True, problem=problem)
    visit.secret = done.cookie
    return Answer("recovery.j2", {"codes": codes}, cookies={SESSION: done.cookie})


def _without(visit: Visit) -> Visitor | None:
    """Return whoever comes, if they have no second step yet."""
    if visit.visitor is None:  # the application that the desk is a part of looks after accounts
        raise NotFound
    return None if visit.visitor.account.has_second else visit.visitor


def _asking(visit: Visit, visitor: Visitor, medium: str, *, sent: bool, problem: str = "") -> Answer:
    address = sent_codes.hinted(ways_of(visit, visitor)[medium])
    facts = {"medium": medium, "address": address, "sent": sent, "problem": problem}
    return Answer("second_sent.j2", facts, 422 if problem else 200)


PAGES = (Page("second-sent", "/me/second/sent", HALF_WAY, shown=show, posted=take, local=True),)
