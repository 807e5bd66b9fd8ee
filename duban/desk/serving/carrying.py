"""What was typed into a form, taken along through the pages on which somebody signs in first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from duban.desk.serving.page import MOST_FIELDS
from duban.desk.serving.visit import CARRIED, LOST, NEXT, TOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.serving.visit import Sent

SECRET = "password"  # noqa: S105 - what such fields are called
PACKED, _PIECE = "packed", 50_000
"""How the fields of a long form are called that go along in a few, and how many characters each of these has."""


def carried(form: Sent) -> tuple[tuple[str, str], ...]:
    """Return what was typed into a form, to be taken along through other pages; files have to be chosen again."""
    typed = [(name, value) for name, value in form.fields if name not in {TOKEN, NEXT} and SECRET not in name]
    return (*typed, *((LOST, file.name) for _, file in form.files))


def uncarried(form: Sent) -> tuple[tuple[str, str], ...]:
    """Return what was taken along."""
    found = [(name.removeprefix(CARRIED), value) for name, value in form.fields if name.startswith(CARRIED)]
    packed = "".join(value for name, value in found if name == PACKED)
    try:
        pairs = json.loads(packed) if packed else []
        return (*((name, value) for name, value in found if name != PACKED), *((str(a), str(b)) for a, b in pairs))
    except (ValueError, TypeError):
        return ()


def packed(fields: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Return what is taken along as fields of a form; that of a long one in a few, for others may not have so many."""
    if len(fields) <= MOST_FIELDS // 2:
        return fields
    text = json.dumps(fields, ensure_ascii=False)
    return [(PACKED, text[at : at + _PIECE]) for at in range(0, len(text), _PIECE)]
