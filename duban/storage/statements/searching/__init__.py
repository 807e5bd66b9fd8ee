"""The text search: an index of the pairs of characters that texts have, and the condition of a search."""

from duban.storage.statements.searching.indexed import (
    Page,
    forget,
    keep,
    lag,
    read_entries,
    read_texts,
    waiting,
)
from duban.storage.statements.searching.sought import Match, Words, match

__all__ = ["Match", "Page", "Words", "forget", "keep", "lag", "match", "read_entries", "read_texts", "waiting"]
