"""What a message wants of the moment at which it is decided, beside what every message has: it is frozen in its row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from duban.states import ExpressionError, template_usage

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_ACTS = frozenset({"note", "by", "old", "new"})
"""What is said of the act that sends a message."""

_CALL, _CLOCK, _TARGET, _AFTER = "call", "clock()", "target()", "after()"
_MAYBE = re.compile(r"\b(?:note|by|old|new|call)\b|\b(?:clock|target|after)\s*\(")
"""What has to stand in a source that wants anything: the others need not be taken apart."""


class Wants(Struct, frozen=True):
    """Which other clocks and targets a message speaks of, what of the act, whose telephone, and how many days later.

    Of the sender's telephone the name is empty. It may want what its occasions do not have: nobody is told more than a
    message says.
    """

    clocks: tuple[str, ...] = ()
    act: frozenset[str] = frozenset()
    calls: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


NOTHING = Wants()


def wants_of(parts: Mapping[str, object]) -> Wants:
    """Return what the templates in the parts of a message want."""
    paths = {path for source in _sources(parts) if _MAYBE.search(source) for path in _paths(source)}
    clocks = tuple(sorted({path[1] for path in paths if path[0] == _CLOCK}))
    calls = {path[1] for path in paths if path[0] == f"{_CALL}()"} | {"" for path in paths if path[0] == _CALL}
    targets = tuple(sorted({path[1] for path in paths if path[0] == _TARGET}))
    days = tuple(sorted({path[1] for path in paths if path[0] == _AFTER}))
    found = Wants(clocks, OF_ACTS & {path[0] for path in paths}, tuple(sorted(calls)), targets, days)
    return NOTHING if found == NOTHING else found


def _sources(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for each in part.values():
            yield from _sources(each)


def _paths(source: str) -> frozenset[tuple[str, ...]]:
    try:
        return template_usage(source).paths
    except ExpressionError:
        return frozenset()  # a plain text with braces, such as the key of another medium
