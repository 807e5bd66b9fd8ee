"""Judging who was told of an act: nobody whom its rules do not name, and somebody if they name anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from duban.states import Blocker, RecipientKind, announced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.states import Changed, Effects, Recipient, Subject
    from duban.states.history import Entry
    from duban.workflow.rules import Compiled


def told_blockers(
    compiled: Compiled, subject: Subject, effects: Effects, facts: Entry, *, on: str = "", after: str = ""
) -> Iterator[Blocker]:
    """Yield a blocker if an act was told to others than its rules name.

    Only what the rules and the bound units say is judged: what a unit by name is called, and who stands in for whom,
    stood in the directory of that day.
    """
    named = _named(compiled, subject, effects, on=on, after=after)
    if named is None:
        return
    told = () if facts.told is UNSET else facts.told
    # Of units that share an address only one is told, so of those that are named some may be missing, but not all.
    if not named.issuperset(told) or (named and not told):
        yield Blocker("told", {"units": list(told), "by_rules": sorted(named)}, "told")


def _named(compiled: Compiled, subject: Subject, effects: Effects, *, on: str, after: str) -> set[str] | None:
    """Return the units whom the announcements of an act name; None if that is not for the history to say."""
    named: set[str] = set()
    for announcement, changed in announced(compiled.definition, effects, subject, on=on, after=after):
        everyone = (*announcement.notify, *announcement.copy)
        if any(each.kind is not RecipientKind.ROLE for each in everyone):
            return None
        meant = [unit for each in announcement.notify for unit in _units(each, subject, changed)]
        if not meant and any(each.among is None for each in announcement.notify):
            return None  # it went to whoever stands in for a role that nobody fills
        if meant:
            named.update(meant, (unit for each in announcement.copy for unit in _units(each, subject, changed)))
    return named


def _units(recipient: Recipient, subject: Subject, changed: Changed) -> tuple[str, ...]:
    if recipient.among is None:
        return subject.units.get(recipient.name, ())
    return changed.get(recipient.name, {}).get(recipient.among, ())
