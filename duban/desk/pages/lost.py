"""What is shown where there is no page, or a form cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.serving import WHOEVER, Answer, NotFound, Page

if TYPE_CHECKING:
    from duban.desk.serving import Visit


def nothing_here(visit: Visit) -> Answer:  # noqa: ARG001 - as all pages are called
    """Say that there is no such page."""
    raise NotFound


def too_large(visit: Visit) -> Answer:  # noqa: ARG001 - likewise
    """Say that a form was too large."""
    lines = (words.text("a form takes {count} MB, and a file as much", count=50),)
    return Answer("problem.j2", {"title": words.text("that was too much at once"), "lines": lines}, 413)


def broken(visit: Visit) -> Answer:  # noqa: ARG001 - likewise
    """Say that a form could not be read."""
    lines = (words.text("it was broken off on its way; go back and send it again"),)
    return Answer("problem.j2", {"title": words.text("that could not be read"), "lines": lines}, 400)


LOST = {
    404: Page("lost", "/lost", WHOEVER, shown=nothing_here, posted=nothing_here),
    413: Page("too-large", "/too-large", WHOEVER, shown=too_large, posted=too_large),
    400: Page("broken", "/broken", WHOEVER, shown=broken, posted=broken),
}
