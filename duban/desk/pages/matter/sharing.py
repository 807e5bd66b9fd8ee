"""How work is shared, by the forms of one matter: a unit is excused, parts are handed out, two matters are linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk import acts, forms
from duban.desk.forms import SharingField
from duban.desk.models import matter_in_reach
from duban.states import InvalidData

if TYPE_CHECKING:
    from duban.desk.acts import Order, Outcome
    from duban.desk.forms import Read
    from duban.desk.serving import Visit
    from duban.workflow import Possible, Situation


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
    try:
        other = matter_in_reach(visit.engine, visit.viewer, visit.tools.rulebook, number)
    except InvalidData:  # no text that could be a number
        other = None
    if other is None:
        said = words.text("there is no {number}, or it is with other units", number=number)
        return wrong(SharingField.OTHER, said)
    return acts.link(visit.engine, order, other.number, forms.link_kinds()[kind], note=read.note)


def wrong(control: str, said: str) -> Outcome:
    """Return what is wrong with one control."""
    return acts.Outcome(acts.REFUSED, fields={control: said})
