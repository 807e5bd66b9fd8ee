"""Sheets and the matters that stand on them: what was written, handed in and heard, on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from duban import words
from duban.states import pack
from duban.states.history import LinesStruck, Progressed, Recorded, Reported
from duban.workflow.instance import is_handed_in
from duban.workflow.reads.verification.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from duban.states import LineSaid
    from duban.workflow.reads.verification.cases import Case

_Told = tuple[str, str, str, bytes]
"""The matter, the sheet, the unit, and what was said, as JSON."""


class Sheets(Struct):
    """Collects what sheets say of matters, and what these have heard."""

    written: set[_Told] = field(default_factory=set)
    handed_in: set[_Told] = field(default_factory=set)
    heard: set[_Told] = field(default_factory=set)

    def take(self, case: Case) -> None:
        """Take what the history of one instance says of reports."""
        facts = [each for each in case.entries if isinstance(each, Recorded)]
        self.heard.update(told_by(case.number, each.facts) for each in facts if isinstance(each.facts, Progressed))
        if case.story.sheet is None or case.rules is None or case.rules.definition.sheet is None:
            return
        rule = case.rules.definition.sheet
        units = dict.fromkeys(unit for each in facts for unit in _filling(rule.unit, each.facts))
        lines: dict[str, LineSaid] = {}
        for each in facts:
            if isinstance(each.facts, Reported):
                lines |= each.facts.lines
                self.written |= set(_all(case.number, tuple(units), each.facts.lines))
            elif isinstance(each.facts, LinesStruck):
                lines = {number: said for number, said in lines.items() if number not in each.facts.numbers}
            elif is_handed_in(each, rule.hand_in.do):
                self.handed_in |= set(_all(case.number, case.story.units.get(rule.unit, ())[:1], lines))

    def faults(self, waiting: set[_Told], numbers: Container[str]) -> Iterator[Finding]:
        """Yield what matters have heard that nobody has written, and what they should have heard and have not."""
        for number, sheet, unit, said in sorted(self.heard - self.written):
            facts = {"unit": unit, "number": sheet}
            problem = words.text("what {unit} is said to have reported is not on its sheet {number}", **facts)
            yield Finding(number, None, problem, "duban_history", stored=said.decode())
        reached = {(number, sheet, said) for number, sheet, _, said in self.heard | waiting}
        for number, sheet, _, said in sorted(self.handed_in):
            if number in numbers and (number, sheet, said) not in reached:
                problem = words.text("a message from {number} to this item is gone", number=sheet)
                yield Finding(number, None, problem, "duban_errand", told=sheet)


def told_by(number: str, facts: Progressed) -> _Told:
    """Return what a matter has heard, or is to hear, to be looked up among what was written."""
    return number, facts.sheet, facts.unit, pack(facts.said)


def _filling(role: str, facts: object) -> tuple[str, ...]:
    """Return whom an entry names for a role; an urge names those who were urged, without their roles."""
    units = getattr(facts, "units", None)
    return units.get(role, ()) if isinstance(units, dict) else ()


def _all(sheet: str, units: tuple[str, ...], lines: dict[str, LineSaid]) -> Iterator[_Told]:
    for number, said in lines.items():
        for unit in units:
            yield number, sheet, unit, pack(said)
