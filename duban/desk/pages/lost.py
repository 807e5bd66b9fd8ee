"""What is shown where there is no page, or a form cannot be read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban import words
from duban.desk.serving import WHOEVER, Answer, NotFound, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.serving import Unreadable, Visit

_TOO_LARGE, _MIB = 413, 1_048_576


def nothing_here(visit: Visit) -> Answer:  # noqa: ARG001 - as all pages are called
    """Say that there is no such page."""
    raise NotFound


def _too_large(visit: Visit, *, most: int, page: Page) -> Answer:
    """Say that a form was too large, and how much is taken."""
    lines = [words.text("at most {count} MB can be sent at once, files included", count=most // _MIB)]
    if page.files and visit.identity is None:
        lines.append(words.text("sign in first"))
    return Answer("problem.j2", {"title": words.text("that was too much at once"), "lines": lines}, 413)


def broken(visit: Visit) -> Answer:  # noqa: ARG001 - likewise
    """Say that a form could not be read."""
    lines = (words.text("it was broken off on its way; go back and send it again"),)
    return Answer("problem.j2", {"title": words.text("that could not be read"), "lines": lines}, 400)


def _only_takes_forms(visit: Visit, *, methods: Sequence[str]) -> Answer:
    """Say that nothing can be asked of an address in this way."""
    facts = {
        "title": words.text("there is nothing to look at here"),
        "lines": (words.text("this address only takes what a form sends; go to the page where the form is"),),
        "to": visit.shown_at(visit.path),
    }
    return Answer("problem.j2", facts, 405, headers={"allow": ", ".join(methods)})


NOT_FOUND = Page("lost", "/lost", WHOEVER, shown=nothing_here, posted=nothing_here)
_BROKEN = Page("broken", "/broken", WHOEVER, shown=broken)


def unread(error: Unreadable, page: Page) -> Page:
    """Return the page that says why a form which was sent to a page could not be read."""
    if error.status != _TOO_LARGE:
        return _BROKEN
    return Page("too-large", "/too-large", WHOEVER, shown=partial(_too_large, most=error.most, page=page))


def other_method(methods: Sequence[str]) -> Page:
    """Return the page that says that an address is not asked in this way, but by these methods."""
    return Page("other-method", "/other-method", WHOEVER, shown=partial(_only_takes_forms, methods=methods))
