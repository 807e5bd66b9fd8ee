"""From what became of an act to an answer: the matter as it is afterwards, or why nothing was done."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from duban.desk.api.operation import Given
from duban.desk.api.problems import Code, Problem

if TYPE_CHECKING:
    from duban.desk.acts import Outcome
    from duban.workflow import Instance

_TAG = 12


def done(outcome: Outcome) -> Instance | None:
    """Return the matter that an act has changed. Raise what the engine has raised."""
    if outcome.error is not None:
        raise outcome.error
    return outcome.item


def finished(outcome: Outcome, *, status: int = 200) -> Given:
    """Return the answer to an act: the matter as it is now."""
    item = done(outcome)
    if item is None:
        raise Problem(Code.REFUSED, "\n".join(outcome.reasons))
    return of_item(item, status=status)


def of_item(item: Instance, *, status: int = 200, **headers: str) -> Given:
    """Return a matter that was just changed, with the tag that names its version."""
    body = msgspec.json.encode(item.to_json())
    return Given(body=body, status=status, headers={"etag": tag_of(item.version, body), **headers})


def tag_of(version: int, body: bytes) -> str:
    """Return the tag of a matter: its version, and a digest of what this reader was given."""
    return f'"{version}.{hashlib.sha256(body).hexdigest()[:_TAG]}"'
