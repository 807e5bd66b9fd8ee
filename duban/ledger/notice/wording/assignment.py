"""Who does a task and by when, collected from the parts of its text."""

from __future__ import annotations

from dataclasses import dataclass, field

from duban.ledger.notice.wording.bodies import BETWEEN, marks_lead, open_end, spaced, two_bodies, without_asides
from duban.ledger.notice.wording.brackets import split_outside
from duban.ledger.notice.wording.dates import is_deadline
from duban.ledger.notice.wording.labels import EDGES


@dataclass(slots=True)
class Assignment:
    """The contents of a task's brackets: units in order, deadlines as written, and what could not be read."""

    lead: dict[str, None] = field(default_factory=dict)
    responsible: dict[str, None] = field(default_factory=dict)
    deadlines: list[str] = field(default_factory=list)
    lead_raw: list[str] = field(default_factory=list)
    responsible_raw: list[str] = field(default_factory=list)
    open_ended: bool = False
    doubts: list[str] = field(default_factory=list)
    start: int | None = None
    end: int = 0
    first_leads: str | None = None
    """Whether it says that the unit listed first leads: `here`, or `onward` if 下同 extends that to later tasks."""
    from_prose: bool = False
    """Whether the units are only named in a sentence, neither in a bracket nor after a heading."""

    @property
    def has_units(self) -> bool:
        """Return whether any unit is named."""
        return bool(self.lead or self.responsible)

    @property
    def is_set_apart(self) -> bool:
        """Return whether a unit is named in a bracket or after a heading, as tasks do."""
        return self.has_units and not self.from_prose

    def let_first_lead(self) -> None:
        """Make the first responsible unit the lead, if there is no lead yet."""
        if not self.lead and self.responsible:
            first = next(iter(self.responsible))
            del self.responsible[first]
            self.lead[first] = None

    def take(self, text: str, *, leads: bool) -> None:
        """Add the units of a list, and keep the list as written."""
        (self.lead_raw if leads else self.responsible_raw).append(text.strip(EDGES))
        self.add(text, leads=leads)

    def add(self, text: str, *, leads: bool) -> None:
        """Add the units of a list; a deadline among them is added to the deadlines."""
        for part in split_outside(text, BETWEEN):
            for name in spaced(part.strip(EDGES).removeprefix("由")):
                self._add(name, leads=leads)

    def _add(self, part: str, *, leads: bool) -> None:
        if part and is_deadline(part):
            self.deadlines.append(part)
            return
        name = without_asides(part)
        if mark := marks_lead(name):
            name, leads = name[: mark.start()].strip(EDGES), True
        if end := open_end(name):
            self.open_ended = True
            name = name[: end.start()].strip(EDGES)
        units = self.lead if leads else self.responsible
        both = two_bodies(name)
        if len(both) > 1:
            self.doubts.append(f"“{short(name)}”按两个单位读入")
        for each in both:
            if each in units:
                self.doubts.append(f"“{each}”重复列出，按一个单位计")
            elif each:
                units[each] = None


def short(text: str, limit: int = 30) -> str:
    """Return a text that is short enough for a doubt."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
