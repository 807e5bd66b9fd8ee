"""The style sheet and whatever else every page needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.serving import WHOEVER, Answer, NotFound, Page, static_files

if TYPE_CHECKING:
    from duban.desk.serving import Visit

_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}


def static_file(visit: Visit) -> Answer:
    """Give a file; its address changes with its content."""
    found = static_files().get(f"{visit.params['stamp']}/{visit.params['file']}")
    if found is None:
        raise NotFound
    return Answer(body=found[0], kind=found[1], headers=_FOR_EVER)


PAGES = (Page("static", "/static/{stamp}/{file}", WHOEVER, shown=static_file),)
