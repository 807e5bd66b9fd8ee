"""A year of the library: all that comes with duban in one office, acted on by chance, under the faults of the storm."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from oracle import must
from rows_stand import stale_rows
from storm import Storm

import duban.scenarios
from duban import Engine
from duban.states import ANYONE, SYSTEM, FieldType
from duban.storage.tables import metadata
from duban.testing import FixedClock
from duban.workflow.people import MadeUpPeople

if TYPE_CHECKING:
    from duban import Instance
    from duban.states import Definition, Field, Transition

HERE = Path(duban.scenarios.__file__).parent
UNITS = ["市住建局", "市教育局", "市政务局", "东区", "西区"]
FILE = {"name": "附件.pdf", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}


class Seasons(Storm):
    """One run."""

    files: ClassVar[tuple[Path, ...]] = (*sorted((HERE / "library").glob("*.yaml")), HERE / "shipped" / "sheet.yaml")

    def __post_init__(self) -> None:
        """Begin the year, with a look: work comes back from when a scenario was first looked at."""
        super().__post_init__()
        self.rules = {one.scenario: one for one in self.definitions}
        self.acted: dict[str, int] = dict.fromkeys(self.rules, 0)
        self.engine.sweep()

    def made(self) -> Engine:
        groups = {"各区": ["东区", "西区"], "市直各相关单位": ["市住建局", "市教育局", "市政务局"]}
        return Engine(
            self.settings(),
            scenarios=self.definitions,
            directory=MadeUpPeople(groups=groups),
            channels={"email": lambda: self.mailbox},
            clock=FixedClock(self.now),
        )

    def open_one(self) -> None:
        by_hand = [name for name, rules in self.rules.items() if rules.sheet is None]
        # Those of which there are few; of which, by chance, so that one that is refused does not stand in the way.
        rare = sorted(by_hand, key=lambda name: sum(each.startswith(self.number_of(name)) for each in self.numbers))
        scenario = self.chance.choice(rare[:4])
        rules = self.rules[scenario]
        units: dict[str, Any] = {role.name: list(role.default) for role in rules.roles.values() if role.default}
        for role in rules.roles.values():
            if not role.default and (role.required or self.chance.random() < 0.5):
                units[role.name] = self.chance.sample(UNITS, self.chance.randint(1, 3) if role.many else 1)
        by = units[rules.opens_by][0] if rules.opens_by else UNITS[0]
        given = [one for one in rules.fields.values() if one.required or self.chance.random() < 0.3]
        data = {one.name: self.value(one) for one in given if one.name != "reason_code"}
        self.engine.open(
            scenario, by=by, title=self.chance.choice(["压减材料", "窗口排队", "道路积水"]), units=units, data=data
        )

    def number_of(self, scenario: str) -> str:
        return self.rules[scenario].number[:3]

    def value(self, field: Field) -> Any:  # noqa: ANN401 - whatever a field holds
        day = self.now.date() + timedelta(days=self.chance.randint(-5, 90))
        one = {
            FieldType.NUMBER: self.chance.randint(0, 100),
            FieldType.BOOLEAN: self.chance.random() < 0.7,
            FieldType.DATE: str(day),
            FieldType.DATETIME: f"{day}T09:00",
            FieldType.FILE: FILE,
            FieldType.UNIT: self.chance.choice(UNITS),
            FieldType.MILESTONES: [{"name": "初稿", "day": str(day)}],
            FieldType.CHOICE: self.chance.choice(field.choices or ("",)),
        }.get(field.type, "已办理")
        return [one] if field.many and field.type is not FieldType.MILESTONES else one

    def act(self, number: str) -> None:
        item = self.engine.instance(number)
        rules = self.rules[item.scenario]
        waiting = self.engine.pending(number=number)
        dice = self.chance.random()
        everybody = sorted({unit for units in item.units.values() for unit in units})
        if waiting and dice < 0.5:
            by = self.chance.choice(everybody)
            self.engine.decide(self.chance.choice(waiting).id, approve=self.chance.random() < 0.8, by=by, note="同意")
        elif dice < 0.08 and rules.extensions:
            asked = self.chance.choice(rules.extensions)
            length = f"{self.chance.randint(1, 5)} {asked.at_most.unit.value}"
            self.engine.extend(number, asked.clock, length, by=self.of_role(item, asked.by), note="材料未齐")
        elif dice < 0.12 and (many := [one.name for one in rules.roles.values() if one.many]):
            self.engine.assign(
                number, self.chance.choice(many), self.chance.sample(UNITS, 2), by=self.office(item, rules)
            )
        elif dice < 0.16 and (days := [one for one in rules.fields.values() if one.type is FieldType.DATE]):
            field = self.chance.choice(days)
            by = self.office(item, rules)
            self.engine.correct(number, {field.name: self.value(field)}, by=by, note="日期有误")
        elif dice < 0.18:
            self.engine.urge(number, by=self.office(item, rules), note="请说明进度")
        elif item.scenario == "reform" and dice < 0.3 and (years := [one for one in self.numbers if "GJ-" in one]):
            self.engine.link(number, self.chance.choice(years), "counts_for", by=self.office(item, rules))
        elif rules.sheet is not None and dice < 0.7:
            said = self.chance.choice([{"done": "已完成一半"}, {"nothing_new": True, "note": "待上级文件"}])
            lines = {line.number: said for line in item.sheet.lines} if item.sheet else {}
            self.engine.report(number, lines, by=self.of_role(item, ("reporter",)), hand_in=dice < 0.5)
        else:
            self.pull(item, rules)
        self.counts.acts += 1
        self.acted[item.scenario] += 1

    def pull(self, item: Instance, rules: Definition) -> None:
        entries = [
            entry
            for entries in rules.transitions.values()
            for entry in entries
            if item.state in entry.sources and {*entry.by} - {SYSTEM}
        ]
        if not entries:
            entries = [entries[0] for entries in rules.transitions.values()]
        # What leads on is done more often than what leads nowhere, as in an office.
        entry = self.chance.choice([*entries, *(one for one in entries if one.target != item.state)])
        fields = [one for one in rules.fields.values() if one.name in entry.requires or self.chance.random() < 0.15]
        shown = [one for one in fields if not (entry.by_each and one.private)]
        self.engine.fire(
            item.number,
            entry.trigger,
            by=self.puller(item, entry),
            data={one.name: self.value(one) for one in shown},
            note=self.chance.choice(["按要求办理", "请核实"]),
            units={entry.rebinds: self.chance.sample(UNITS, 1)} if entry.rebinds else None,
        )

    def puller(self, item: Instance, entry: Transition) -> str:
        owing = [unit for units in item.owing.values() for unit in units]
        return self.chance.choice(owing) if entry.by_each and owing else self.of_role(item, entry.by)

    def of_role(self, item: Instance, roles: tuple[str, ...]) -> str:
        units = [unit for role in roles if role not in {SYSTEM, ANYONE} for unit in item.units.get(role, ())]
        return f"{self.chance.choice(units or UNITS)}/{self.chance.choice('甲乙丙')}"

    def office(self, item: Instance, rules: Definition) -> str:
        return self.of_role(item, (rules.opens_by,) if rules.opens_by else ())

    def judge(self) -> None:
        self.drain()
        found = self.engine.verify()
        must(found.ok, "verify:", *map(str, found.findings))
        must(found.unjudged.keys() <= {"calendar"} and found.judged > 0, "not judged:", found.unjudged)
        stale = list(stale_rows(self.engine))
        must(not stale, *stale)
        drafts = self.engine.drafts()
        faults = {f"{one.number} {one.message}: {one.fault}" for one in drafts if one.fault}
        must(not faults, *faults)
        with self.engine.database.reading() as connection:
            table = metadata.tables["duban_outbox"]
            self.judge_telling([dict(row._mapping) for row in connection.execute(table.select())])
        idle = [name for name, acts in self.acted.items() if not acts]
        # By chance one or another is never acted on; over the seeds, none is.
        must(len(idle) <= len(self.acted) // 4, "nothing was done with", *idle)
        self.counts.messages += len(drafts)
        self.counts.rungs += sum(
            entry.kind == "rung" for number in self.numbers for entry in self.engine.history(number)
        )
