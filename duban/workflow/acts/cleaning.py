"""Taking a value out of the texts that repeat it: facts of messages, answers of channels, reasons."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban.storage import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duban.storage import erasing

MARK = "…"
"""What stands in a text for what was erased from it."""

_LEAST_IN_FACTS, _LEAST = 6, 2
"""The characters of the shortest text that is looked for: a short one may be a part of any word, date or number."""


_WRITTEN = frozenset({"text", "requirements"})
"""What facts hold that somebody has written of a paper, in which a short text is looked for as well."""


class Cleaner:
    """Takes the values of one field out of texts."""

    def __init__(self, field: str, values: Sequence[Any]) -> None:
        self._field = field
        texts = {text for value in values for text in _texts(value)}
        # The longest first, so that nothing is left of a value that begins with another.
        self._texts = sorted(texts, key=len, reverse=True)

    def cleaned(self, rows: Iterable[erasing.Texts]) -> list[erasing.Texts]:
        """Return the rows that are changed by it, without the values."""
        found = []
        for row in rows:
            texts = {name: None if text is None else self._text(name, text) for name, text in row.texts.items()}
            if texts != row.texts:
                found.append(row._replace(texts=texts))
        return found

    def _text(self, name: str, text: str) -> str:
        if name not in {"facts", "payload", "content"}:
            return self._without(text, _LEAST)
        try:
            facts = json.loads(text)
        except ValueError:
            return self._without(text, _LEAST_IN_FACTS)
        clean = self._facts(facts)
        return text if clean == facts else canonical_json(clean)

    def _facts(self, value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            kept = {
                key: self._without(each, _LEAST) if key in _WRITTEN and isinstance(each, str) else self._facts(each)
                for key, each in value.items()
            }
            if isinstance(data := kept.get("data"), dict):
                data.pop(self._field, None)
            return kept
        if isinstance(value, list):
            return [self._facts(each) for each in value]
        if isinstance(value, str) and not _is_instant(value):
            return self._without(value, _LEAST_IN_FACTS)
        return value

    def _without(self, text: str, least: int) -> str:
        for value in self._texts:
            if len(value) >= least:
                text = text.replace(value, MARK)
        return text


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield the texts in a value; a number as it is written, a reference to a file by its parts."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _is_instant(text: str) -> bool:
    with suppress(ValueError):
        datetime.fromisoformat(text)
        return True
    return False
