"""Text from outside: refused before anything is written where a database could not keep it."""

from __future__ import annotations

from duban.states import InvalidData, is_keepable

LONGEST_NAME = 200
"""Characters of what stands in an index: names of units, keys, outside numbers."""

_INDEXED = frozenset({"by", "key", "source", "external_no"})


def check_texts(**given: str | None) -> None:
    """Raise InvalidData with every argument that is no text, or text that cannot be kept."""
    found = [(name, _wrong(name, text)) for name, text in given.items() if text is not None]
    if problems := [f"{name}: {wrong}" for name, wrong in found if wrong is not None]:
        raise InvalidData(tuple(problems))


def _wrong(name: str, text: str) -> str | None:
    if not isinstance(text, str):
        return f"has to be text, not {text!r}"
    if not is_keepable(text):
        return "contains a NUL character or half of one, which no database keeps"
    if name in _INDEXED and len(text) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    return None
