"""How work is shared, by the forms of one matter: units are excused, parts handed out, matters linked or merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts, forms
from duban.desk.forms import SharingField, VerbField
from duban.desk.models import matter_in_reach

if TYPE_CHECKING:
    from duban.desk.acts import Order, Outcome
    from duban.desk.forms import Read
    from duban.desk.serving import Visit
    from duban.workflow import Instance, Possible, Situation


def excuse(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    """Excuse the unit that was chosen."""
    del standing
    return acts.excuse(visit.engine, order, possible.about, read.plain[SharingField.UNIT], note=read.note)


def divide(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    """Hand out the parts that were typed."""
    del standing, possible
    parts = forms.parts_typed(read.plain[SharingField.PARTS])
    if not all(part.units for part in parts):
        return wrong(SharingField.PARTS, words.text("each line begins with a unit"))
    return acts.divide(visit.engine, order, [(part.units, part.title) for part in parts], note=read.note)


def link(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    """Link the matter with another, which its reader has to reach as well."""
    del standing, possible
    number, kind = forms.number_typed(read.plain[SharingField.OTHER]), read.plain[SharingField.KIND]
    if (other := _reached(visit, number)) is None:
        return wrong(SharingField.OTHER, _nowhere(number))
    return acts.link(visit.engine, order, other.number, forms.link_kinds()[kind], note=read.note)


def merge(visit: Visit, standing: Situation, possible: Possible, order: Order, read: Read) -> Outcome:
    """Merge the matter into another, which its reader has to reach as well."""
    del standing, possible
    number = forms.number_typed(read.plain[VerbField.INTO])
    if (other := _reached(visit, number)) is None:
        return wrong(VerbField.INTO, _nowhere(number))
    return acts.merge(visit.engine, order, other.number, note=read.note or "")


def _reached(visit: Visit, number: str) -> Instance | None:
    return matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, number)


def _nowhere(number: str) -> str:
    return words.text("there is no {number}, or it is with other units", number=number)


def wrong(control: str, said: str) -> Outcome:
    """Return what is wrong with one control."""
    return acts.Outcome(acts.REFUSED, fields={control: said})
