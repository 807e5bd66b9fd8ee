"""Drafts of forms: what somebody has typed and not sent is there again when they come back, until it is sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import KEPT, kept_value, with_sent
from duban.desk.pages.sent_files import keep_files
from duban.desk.saved import draft_of, drop_draft, keep_draft
from duban.desk.serving import ACTS_ON_THE_MATTER, Answer, Page, go
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duban.desk.forms import Control
    from duban.desk.saved import Draft
    from duban.desk.serving import Visit

DROP, ABOUT = "drop", "about"
_NOT_TYPED = frozenset({"csrf", "key", "do", "expect", "seq", DROP, ABOUT})
LONGEST = 300
SUFFIX = "-draft"


def own_draft(visit: Visit, place: str) -> Draft | None:
    """Return the visitor's draft of the form at a path; None if there is none, or nobody has an account here."""
    if visit.who.account is None:
        return None
    with reading(visit.engine) as connection:
        return draft_of(connection, visit.who.account, place)


def save_draft(
    visit: Visit, place: str, files: Mapping[str, Sequence[tuple[str, str]]] | None = None, *, blanks: bool = False
) -> bool:
    """Keep what was typed, with the files that came by control; return whether it could be: it needs an account.

    With `blanks`, fields that were emptied are kept too, where they would be filled in otherwise.
    """
    if visit.who.account is None:
        return False
    typed = [(name, value) for name, value in visit.form.fields if name not in _NOT_TYPED and (value or blanks)]
    typed += [(KEPT + name, kept_value(*each)) for name, those in (files or {}).items() for each in those]
    with writing(visit.engine) as connection:
        keep_draft(connection, visit.who.account, place, dict.fromkeys(typed), at=visit.now)
    return True


def forget_draft(visit: Visit, place: str) -> None:
    """Forget the visitor's draft of the form at a path."""
    if visit.who.account is not None:
        with writing(visit.engine) as connection:
            drop_draft(connection, visit.who.account, place)


def when_kept(visit: Visit, draft: Draft | None) -> str:
    """Return when a draft was kept, in words: 10:42 of today, or the day and the time; empty if there is none."""
    if draft is None:
        return ""
    zone = visit.tools.rulebook.zone
    at, now = draft.at.astimezone(zone), visit.now.astimezone(zone)
    return at.strftime("%H:%M") if at.date() == now.date() else words.written_on_weekday(at)


# -- the forms of one matter ------------------------------------------------------------------------------------------


def draft_at(visit: Visit, page: str, about: str = "", *, trigger: str = "") -> Draft | None:
    """Return the visitor's draft of the form of a page, about this matter."""
    return own_draft(visit, _place(visit, page, about, trigger))


def sent_now(visit: Visit, page: str, about: str = "") -> None:
    """Forget the draft of a form, if there is one: it was sent."""
    if draft_at(visit, page, about) is not None:
        forget_draft(visit, _place(visit, page, about))


def as_drafted(controls: Sequence[Control], draft: Draft | None) -> list[Control]:
    """Return controls with what a draft has of them."""
    if draft is None:
        return list(controls)
    kept = {KEPT + each.name: tuple(draft.all(KEPT + each.name)) for each in controls if each.kind == "file"}
    return with_sent(controls, {each.name: tuple(draft.all(each.name)) for each in controls} | kept, {})


def _keep(visit: Visit, page: str) -> Answer:
    """Keep what was typed into the form of a page, and the files that came with it; or forget it."""
    about = visit.form.get(ABOUT)
    place = _place(visit, page, about)
    if visit.form.get(DROP):
        forget_draft(visit, place)
    elif visit.who.account is not None:
        came, _ = keep_files(visit, acts.Order(visit.who, visit.matter.number, ""))
        save_draft(visit, place, came)
    if visit.quiet:
        return Answer(body=b"", status=204)
    return go(visit.url(page, **visit.params, about=about))


def _place(visit: Visit, page: str, about: str, trigger: str = "") -> str:
    """Return where a draft is kept: the path of its form below the mount prefix, and what it is about."""
    inside = {**visit.params, **({"trigger": trigger} if trigger else {})}
    path = visit.tools.address_of(page, **{**inside, "number": visit.matter.number})
    return f"{path}?{about}"[:LONGEST] if about else path[:LONGEST]


def draft_page(page: Page) -> Page:
    """Return the page to which the forms of a page are sent to be kept as drafts."""
    return Page(
        page.name + SUFFIX,
        page.path + "/draft",
        ACTS_ON_THE_MATTER,
        posted=partial(_keep, page=page.name),
        files=page.files,
        local=True,
        form_of=page.name,
    )
