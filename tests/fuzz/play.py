"""Plays any scenario by chance: random acts, sweeps and deliveries on a virtual clock, and a judgement at the end."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from duban import Engine
from duban.states import StatesError
from duban.storage import Database, upgrade
from duban.storage.tables import metadata
from duban.testing import FixedClock, RecordingNotifier
from duban.workflow import WorkflowError
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from duban.states import Definition, Field

START = datetime(2024, 1, 22, 1, 0, tzinfo=UTC)
UNITS = ["市优化办", "市住建局", "市教育局", "市督考办"]
EXPECTED = (WorkflowError, StatesError)
"""What an act that makes no sense may be answered with."""


def template(folder: Path) -> Path:
    """Return an empty database with our schema, to be copied: making one anew takes longer than a whole play."""
    path = folder / "template.db"
    if not path.exists():
        database = Database.from_url(f"sqlite:///{path}")
        upgrade(database)
        database.close()
    return path


class Play:
    """One scenario under way on a database of its own."""

    def __init__(self, definitions: Iterable[Definition], folder: Path, chance: random.Random) -> None:
        path = folder / "play.db"
        for old in folder.glob("play.db*"):
            old.unlink()
        shutil.copy(template(folder), path)
        self.chance = chance
        self.clock = FixedClock(START)
        self.mailbox = RecordingNotifier()
        channels = {medium: lambda: self.mailbox for medium in ("email", "sms")}
        everything = list(definitions)
        self.definition = everything[0]
        self.engine = Engine(
            f"sqlite:///{path}", scenarios=everything, directory=MadeUpPeople(), channels=channels, clock=self.clock
        )
        self.numbers: list[str] = []
        self.acted = 0

    def run(self, steps: int) -> None:
        """Open, act, let time pass; nothing but a refusal may come of it."""
        try:
            self.attempt(self.open)
            for _ in range(steps):
                self.pass_time()
                self.attempt(self.chance.choice([self.act, self.act, self.act, self.sweep, self.open]))
            self.sweep()
            asyncio.run(self.engine.deliver())
            self.judge()
        finally:
            self.engine.close()

    def attempt(self, what: Callable[[], None]) -> None:
        try:
            what()
        except EXPECTED as error:
            told = str(error)
        else:
            return
        assert told
        assert "\n" not in told

    def pass_time(self) -> None:
        wake = self.engine.next_instant()
        if wake is not None and wake > self.clock.now() and self.chance.random() < 0.7:
            self.clock.set(min(wake, self.clock.now() + timedelta(days=3000)))
        else:
            self.clock.advance(timedelta(minutes=self.chance.randrange(5000)))

    def open(self) -> None:
        definition = self.definition
        units = {
            name: self.chance.sample(UNITS, self.chance.randint(1, 2 if role.many else 1))
            for name, role in definition.roles.items()
        }
        data = {
            name: self.value(declared) for name, declared in definition.fields.items() if self.chance.random() < 0.5
        }
        data |= {name: self.value(field) for name, field in definition.fields.items() if field.required}
        opener = units.get(definition.opens_by or "", UNITS)
        item = self.engine.open(definition.scenario, by=self.chance.choice(opener), units=units, data=data)
        self.numbers.append(item.number)

    def value(self, declared: Field) -> Any:  # noqa: ANN401 - of whatever type the field is
        day = self.clock.now().date() + timedelta(days=self.chance.randint(-5, 60))
        made: dict[str, Any] = {
            "number": self.chance.choice([0, -1, 1.5, 10**17]),
            "boolean": self.chance.random() < 0.5,
            "date": day.isoformat(),
            "datetime": f"{day}T{self.chance.randrange(24):02d}:30",
            "choice": self.chance.choice(declared.choices or ("",)),
            "file": {"name": "照片.jpg", "sha256": "0" * 64},
        }
        one = made.get(declared.type.value, self.chance.choice(["一段文字", "a", "{{ 9 }}", "<b>&amp;"]))
        return [one] if declared.many else one

    def act(self) -> None:
        if not self.numbers:
            return
        number = self.chance.choice(self.numbers)
        by = self.chance.choice(UNITS) + self.chance.choice(["", "/甲", "/乙"])
        waiting = self.engine.pending(number=number)
        dice = self.chance.random()
        self.acted += 1
        if waiting and dice < 0.5:
            self.engine.decide(self.chance.choice(waiting).id, approve=self.chance.random() < 0.7, by=by)
        elif dice < 0.1 and self.definition.clocks:
            clock = self.chance.choice(list(self.definition.clocks))
            length = f"{self.chance.randint(1, 9)} {self.chance.choice(['working days', 'calendar days', 'hours'])}"
            self.engine.extend(number, clock, length, by=by)
        elif dice < 0.15:
            role = self.chance.choice(list(self.definition.roles))
            self.engine.assign(number, role, self.chance.sample(UNITS, self.chance.randint(0, 2)), by=by)
        else:
            self.fire(number, by)

    def fire(self, number: str, by: str) -> None:
        open_ = [each.trigger for each in self.engine.allowed(number, by=by)]
        able = [each.trigger for each in self.engine.allowed(number, by=by) if each.ok]
        trigger = self.chance.choice(able or open_ or list(self.definition.transitions))
        entries = self.definition.transitions[trigger]
        asked = {name for entry in entries for name in entry.requires}
        fields = self.definition.fields
        data = {name: self.value(fields[name]) for name in asked if name in fields}
        units = self.chance.sample(UNITS, 1) if any(entry.rebinds for entry in entries) else None
        self.engine.fire(number, trigger, by=by, data=data, note="有原因", units=units)

    def sweep(self) -> None:
        result = self.engine.sweep()
        assert not result.failures, result.failures
        assert not [alert for alert in result.alerts if "fault" in alert]

    def judge(self) -> None:
        found = self.engine.verify()
        assert found.ok, found.findings
        assert found.unjudged.keys() <= {"calendar"}
        for number in self.numbers:
            for view in (self.engine.history, self.engine.why_due, self.engine.why_escalated, self.engine.why_not):
                view(number)
        with self.engine.database.reading() as connection:
            claims = [tuple(row) for row in connection.execute(metadata.tables["duban_claim"].select())]
        assert len(claims) == len(set(claims))
