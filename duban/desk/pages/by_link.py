"""The page of the link in a message: what it would do, and one button; looking at it does nothing and uses nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.accounts import journal
from duban.desk.pages.refusing import not_taken
from duban.desk.serving import WHOEVER, Answer, NotFound, Page, go
from duban.workflow import UnknownLink

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from sqlalchemy.engine import Connection

    from duban.desk.serving import Visit
    from duban.workflow import Instance, LinkShown

    T = TypeVar("T")

OTHER = "-"
"""What the form has for somebody who is none of the people of the unit: they sign in."""

_DONE = {"done", "answered"}


def show(visit: Visit) -> Answer:
    """Show what the link does, with the button that does it, or why it does not any more."""
    looked = _known(visit, lambda: visit.engine.by_link(visit.params["link"]))
    return looked if isinstance(looked, Answer) else _shown(looked)


def follow(visit: Visit) -> Answer:
    """Do what the link does, once; whoever comes second is told who was first."""
    person = visit.form.get("person")
    looked = _known(visit, lambda: visit.engine.by_link(visit.params["link"]))
    if isinstance(looked, Answer):
        return looked
    if person == OTHER:
        return go(visit.url("item", number=looked.number))
    noted = partial(_note, visit, looked, person or looked.contact) if visit.tools.local else None
    outcome = acts.follow(visit.engine, visit.params["link"], person=person or None, noted=noted)
    if outcome.how == acts.DONE:
        return go(visit.url("by-link", link=visit.params["link"]))
    again = visit.engine.by_link(visit.params["link"])
    return _shown(again, problems=() if again.blockers else outcome.reasons, status=409)


def _shown(link: LinkShown, *, problems: tuple[str, ...] = (), status: int = 0) -> Answer:
    done = any(each.code == "link" and each.reason in _DONE for each in link.blockers)
    usual = 410 if link.blockers and not done else 200
    facts = {"link": link, "why": tuple(map(str, link.blockers)), "done": done, "problems": problems, "other": OTHER}
    return Answer("by_link.j2", facts, status or usual)


def _known(visit: Visit, look: Callable[[], T]) -> T | Answer:
    """Return what is found by a token; a wrong one is like an address that there is not, and too many of them wait."""
    guesses, address, now = visit.tools.guesses, visit.caller.address, visit.now
    if wait := guesses.wait(address, now=now):
        said = not_taken(wait, "")
        seconds = str(int(wait.total_seconds()) + 1)
        return Answer(
            "problem.j2",
            {"title": words.text("too many tries"), "lines": (said,)},
            429,
            headers={"retry-after": seconds},
        )
    try:
        return look()
    except UnknownLink:
        guesses.wrong(address, now=now)
        raise NotFound from None


def _note(visit: Visit, link: LinkShown, person: str, session: Connection, item: Instance) -> None:
    facts = {"number": item.number, "act": link.label, "unit": link.unit, "person": person, "sent to": link.contact}
    journal.note(session, "by link", at=visit.now, address=visit.caller.address, facts=facts)


PAGES = (Page("by-link", "/s/{link}", WHOEVER, shown=show, posted=follow, body=65_536, secret=True),)
