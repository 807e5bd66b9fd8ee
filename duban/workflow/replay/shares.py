"""Retelling what each unit of a role does for itself: the part of a unit, and who was excused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Blocker, Signature
from duban.states.history import Acted
from duban.workflow.instance import entry_named, keep_excuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Definition, Effects, Subject
    from duban.states.history import Excused, Recorded, Step


def retell_excuse(definition: Definition, subject: Subject, entry: Recorded, facts: Excused) -> None:
    """Excuse the unit that an entry names, if it is asked for something by the rules."""
    asked = entry_named(definition, subject, facts.act)
    if asked is not None:
        signature = Signature(entry.at, entry.actor, note=facts.note, excused=True)
        keep_excuse(subject, asked, facts.share.unit, signature)


def share_told(effects: Effects, facts: Step) -> Iterator[Blocker]:
    """Yield a blocker if an entry tells another unit's part, or others that owe theirs, than the rules."""
    told = (facts.share or None) if isinstance(facts, Acted) else None
    if (effects.unit, len(effects.owing)) != ((None, 0) if told is None else (told.unit, told.owing)):
        said = {"missing": None if told is None else told.owing, "by_rules": len(effects.owing)}
        yield Blocker("told", said, "share")
