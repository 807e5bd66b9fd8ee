"""What the pages of plans and of lists have in common: what came with a form, and what was seen before it is opened."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts
from duban.desk.forms import no_day, read_day
from duban.desk.models.opening import plan_kinds
from duban.desk.serving import Rule
from duban.desk.who import Function

if TYPE_CHECKING:
    from datetime import date

    from duban.desk.acts import Outcome
    from duban.desk.serving import Visit

OPENS = Rule(frozenset({Function.CLERK, Function.LEADER, Function.OFFICER}))
"""Who opens matters, as far as the scenarios let their units."""

MOST_BYTES = 16 * 1024 * 1024
"""The most that is read of a file here; longer ones are opened by the command line."""

FIELDS = 10_000
"""So many fields such a form has at most: the cells of all tasks, or rows."""


def opens_plans(visit: Visit) -> bool:
    """Return whether the visitor opens plans, and so reads newer ones in."""
    return visit.who.function in (OPENS.functions or ()) and bool(plan_kinds(visit.engine, visit.viewer))


def too_large(visit: Visit, name: str) -> str:
    """Return what is said of a file that is not read for its size; nothing if it is."""
    files = visit.form.uploads(name)
    if not files or files[0].size <= MOST_BYTES:
        return ""
    return words.text("at most {count} MB of a file are read here", count=MOST_BYTES // 1024 // 1024)


def since_of(visit: Visit, own: date | None) -> tuple[date | None, str]:
    """Return the day from which clocks run, and what is wrong with it; taken over quietly that is `own` by default."""
    if typed := visit.form.get("since"):
        try:
            return read_day(typed), ""
        except ValueError:
            return None, no_day()
    quiet = bool(visit.form.get("quiet"))
    return (own, "") if quiet and own is not None and own <= visit.engine.today() else (None, "")


def why_not(outcome: Outcome) -> tuple[str, ...]:
    """Return why nothing was opened or changed, in words."""
    if outcome.how == acts.AGAIN:
        said = words.text("this form was sent before, with other words: the matter stands as it was sent first")
    elif outcome.how == acts.CONFLICT:
        said = words.text("somebody has acted on it meanwhile; look at it first")
    else:
        return tuple(dict.fromkeys([*outcome.reasons, *outcome.fields.values()]))
    return (said,)


def seen_as(*told: object) -> str:
    """Return what tells whether a page showed just this: it is only opened as somebody has seen it."""
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
