"""What stands now where a sheet would write: the lines of open sheets and the fields of matters, and who may write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.ledger.excel.contract import written
from duban.states import Actor, is_among
from duban.workflow import UnknownInstance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duban.states import Definition
    from duban.workflow import Allowed, Engine, FilledLine, Instance

_FEW = 200
_NEEDS = frozenset({"requires"})


class Targets:
    """Reads what stands now, each instance once, as whoever brings the sheet may see it."""

    def __init__(self, engine: Engine, by: str, reach: Callable[[str], bool] | None = None) -> None:
        self._engine, self._reach = engine, reach
        self.by = by
        self.unit = Actor.parse(by).unit
        self._items: dict[str, Instance | None] = {}
        self._rules: dict[str, Definition] = {}
        self._lines: dict[str, Mapping[str, FilledLine]] = {}
        self._may: dict[tuple[str, str], str] = {}
        self._allowed: dict[str, list[Allowed]] = {}

    def read(self, numbers: Iterable[str]) -> None:
        """Read these instances: a few by themselves, many by their scenarios at once."""
        left = [number for number in dict.fromkeys(numbers) if number not in self._items]
        while len(left) > _FEW and self._reach is None:
            first = self.item(left[0])
            if first is not None:
                for item in self._engine.find(scenario=first.scenario, viewer=self.by):
                    self._items.setdefault(item.number, item)
            left = [number for number in left if number not in self._items]
        for number in left:
            self.item(number)

    def item(self, number: str) -> Instance | None:
        """Return an instance; None if there is none."""
        if number not in self._items and self._reach is not None and not self._reach(number):
            self._items[number] = None
        if number not in self._items:
            try:
                self._items[number] = self._engine.instance(number, viewer=self.by)
            except UnknownInstance:
                self._items[number] = None
        return self._items[number]

    def rules(self, item: Instance) -> Definition:
        """Return the definition that an instance is pinned to."""
        found = self._rules.get(item.digest)
        if found is None:
            found = self._rules[item.digest] = self._engine.rules(item.number)
        return found

    def line(self, sheet: str | None, number: str) -> FilledLine | None:
        """Return the line of a matter on a sheet; None if it does not stand there, or not for this reader."""
        if sheet is None:
            return None
        if sheet not in self._lines:
            item = self.item(sheet)
            lines = () if item is None or item.sheet is None else item.sheet.lines
            self._lines[sheet] = {line.number: line for line in lines}
        return self._lines[sheet].get(number)

    def field(self, item: Instance, name: str) -> str:
        """Return what a field of a matter says, as it is compared."""
        return written(item.data.get(name))

    def why_not_report(self, sheet: str) -> str:
        """Return why whoever brings it may not write lines of this sheet; empty if it may."""
        found = self._may.get((sheet, ""))
        if found is None:
            found = self._may[sheet, ""] = self._of_sheet(sheet)
        return found

    def _of_sheet(self, sheet: str) -> str:
        item = self.item(sheet)
        rule = None if item is None else self.rules(item).sheet
        if item is None or rule is None:
            return words.text("the report {sheet} is not there", sheet=sheet)
        units = item.units.get(rule.unit, ())
        if not is_among(self.unit, units):
            facts = {"sheet": sheet, "units": list(units), "unit": self.unit}
            return words.text("{sheet} is the report of {units}, and not of {unit}", **facts)
        sources = {each for entry in self.rules(item).transitions[rule.hand_in.do] for each in entry.sources}
        if item.closed_at is not None or item.state not in sources:
            return words.text("{sheet} is handed in already ({state})", sheet=sheet, state=item.state)
        return ""

    def why_not_correct(self, item: Instance, name: str) -> str:
        """Return why whoever brings it may not correct this field; empty if it may."""
        rules = self.rules(item)
        if name not in rules.fields:  # the file may have been made up
            return words.text("{title} cannot be corrected", title=name)
        rule = rules.corrects
        roles = rule.by if rule is not None and rule.by else (rules.opens_by,) if rules.opens_by else ()
        title = rules.fields[name].title
        if item.closed_at is not None:
            return words.text("{number} is closed ({state})", number=item.number, state=item.state)
        if roles and not any(is_among(self.unit, item.units.get(role, ())) for role in roles):
            facts = {"unit": self.unit, "title": title}
            return words.text("{unit} may not correct {title}: name the act with which it is handed over", **facts)
        if rule is not None and rule.fields and name not in rule.fields:
            return words.text("{title} cannot be corrected", title=title)
        return ""

    def allow(self, numbers: Iterable[str]) -> None:
        """Ask of these instances which acts are allowed now."""
        wanted = [number for number in dict.fromkeys(numbers) if self.item(number) is not None]
        self._allowed |= self._engine.allowed_many(wanted, by=self.by, viewer=self.by) if wanted else {}

    def why_not_fire(self, number: str, act: str) -> str:
        """Return why an act is refused of an instance but for what is only to be given; empty if it is not."""
        found = next((each for each in self._allowed.get(number, ()) if each.trigger == act), None)
        if found is None:
            return words.text("{number} knows no act “{act}”", number=number, act=act)
        return words.clauses(each for each in found.blockers if each.code not in _NEEDS)
