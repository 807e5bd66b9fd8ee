"""Drafts of forms: what somebody has typed is there again when they come back, until it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.saved import draft_of, drop_draft, keep_draft
from duban.desk.store import reading, writing

if TYPE_CHECKING:
    from duban.desk.saved import Draft
    from duban.desk.serving import Visit

_NOT_TYPED = frozenset({"csrf", "key", "do", "expect", "seq"})


def own_draft(visit: Visit, place: str) -> Draft | None:
    """Return the visitor's draft of the form at a path; None if there is none, or nobody has an account here."""
    if visit.who.account is None:
        return None
    with reading(visit.engine) as connection:
        return draft_of(connection, visit.who.account, place)


def save_draft(visit: Visit, place: str) -> bool:
    """Keep what was typed; return whether it could be, which needs an account here."""
    if visit.who.account is None:
        return False
    typed = [(name, value) for name, value in visit.form.fields if name not in _NOT_TYPED and value]
    with writing(visit.engine) as connection:
        keep_draft(connection, visit.who.account, place, typed, at=visit.now)
    return True


def forget_draft(visit: Visit, place: str) -> None:
    """Forget the visitor's draft of the form at a path."""
    if visit.who.account is not None:
        with writing(visit.engine) as connection:
            drop_draft(connection, visit.who.account, place)
