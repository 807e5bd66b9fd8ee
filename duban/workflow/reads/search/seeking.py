"""The words of a search, as a condition on instances that is right even if the index is behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import fold_text, has_words, words_sought
from duban.storage import searching
from duban.workflow.reads.search.taking import pages_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from duban.workflow.core import Core

_BATCH = 500
"""How many instances are held in memory of those that the index does not know as they are."""


def text_match(core: Core, connection: Connection, text: str, *, whole: bool = False) -> searching.Match:
    """Return which instances have all words of a text, as a condition for a statement that reads `duban_instance`.

    A word that is a name of a unit in the directory, a former one or a short one, finds its other names as well.
    Instances that the index does not know as they are now are looked at themselves. `whole` says that all of them are
    asked for, and not a page. Raises InvalidData if the text cannot be searched for.
    """
    sought = [_spellings(core, word) for word in words_sought(text)]
    behind: set[int] = set()
    found: set[int] = set()
    place: tuple[int, int] | None = (-1, 0)
    while place is not None:
        records, place = searching.waiting(connection, after=place, limit=_BATCH)
        for page in pages_of(core, connection, records):
            behind.add(page.instance_id)
            if has_words(page.text, sought):
                found.add(page.instance_id)
    return searching.match(connection, sought, behind=behind, found=found, whole=whole)


def _spellings(core: Core, word: str) -> tuple[str, ...]:
    """Return a word, with the other names of the unit that it is a name of."""
    names = core.directory.names_of(word) if core.directory.knows(word) else ()
    return tuple(dict.fromkeys([word, *map(fold_text, names)]))
