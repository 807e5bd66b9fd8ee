"""A year of what the storm leaves out: office hours, months, conventions, reviews, parts that join, recurring work."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from calendar_walk import DAY, SHANGHAI, opening, walk
from oracle import must
from storm import DOERS, LEADS, Storm

HERE = Path(__file__).parent
MORE_TIME = {"总时": "calendar days", "限时": "working hours"}


class Gale(Storm):
    """One run."""

    files: ClassVar[tuple[Path, ...]] = (HERE / "gale.yaml", HERE / "gust.yaml")

    def __post_init__(self) -> None:
        """Begin the year, with a look: work comes back from when a scenario was first looked at."""
        super().__post_init__()
        self.engine.sweep()

    def open_one(self) -> None:
        data = {}
        if self.chance.random() < 0.2:
            data["until"] = self.some_instant()
        lead = self.chance.choice(LEADS)
        units = {"lead": lead, "doer": self.chance.sample(DOERS, self.chance.randint(1, 3))}
        self.engine.open("gale", by=lead, units=units, data=data, ongoing=self.chance.random() < 0.15)

    def some_instant(self) -> str:
        at = self.now + timedelta(minutes=self.chance.randint(-1440, 40 * 1440))
        return at.astimezone(SHANGHAI).isoformat(timespec="minutes")

    def act(self, number: str) -> None:
        item = self.engine.instance(number)
        everybody = sorted({unit for units in item.units.values() for unit in units})
        by = f"{self.chance.choice(everybody)}/{self.chance.choice('甲乙丙')}"
        waiting = self.engine.pending(number=number)
        dice = self.chance.random()
        if waiting and dice < 0.5:
            self.engine.decide(self.chance.choice(waiting).id, approve=self.chance.random() < 0.7, by=by)
        elif dice < 0.12 and item.scenario == "gale":
            clock = self.chance.choice(list(MORE_TIME))
            self.engine.extend(number, clock, f"{self.chance.randint(1, 9)} {MORE_TIME[clock]}", by=by)
        elif dice < 0.2:
            most = 2 if item.scenario == "gale" else 1
            self.engine.assign(number, "doer", self.chance.sample(DOERS, self.chance.randint(1, most)), by=by)
        else:
            open_ = [one.trigger for one in self.engine.allowed(number, by=by) if one.ok]
            trigger = self.chance.choice(open_ or list(self.words[item.scenario]["transitions"]))
            units = {"doer": self.chance.sample(DOERS, self.chance.randint(1, 3))}
            data = {}
            if item.scenario == "gale" and self.chance.random() < (0.3 if trigger in {"受理", "再办"} else 0.1):
                data["until"] = self.some_instant()
            self.engine.fire(number, trigger, by=by, units=units if trigger in {"改派", "增办"} else None, data=data)
        self.counts.acts += 1

    def happen(self) -> None:
        super().happen()
        self.see_new()

    def judge(self) -> None:
        self.see_new()  # the last sweep of the year may have opened what recurs
        super().judge()
        self.judge_recurring()

    def judge_recurring(self) -> None:
        """Hold the openings by the calendar against the calendar: each half year once, on its fifth working day."""
        opened: dict[str, list[str]] = {}
        for number in self.numbers:
            first = self.engine.history(number)[0]
            if "period" in first.payload:
                opened.setdefault(first.payload["period"], []).append(number)
                day = fifth_day(first.payload["period"])
                must(first.at >= opening(day), number, "comes before its day", day)
        must(all(len(numbers) == 1 for numbers in opened.values()), "a period came twice:", opened)
        latest = max(now for now, _ in self.marks)  # a year may end in a week when nobody is there
        expected = {half for half in ("2024-H1", "2024-H2", "2025-H1") if opening(fifth_day(half)) <= latest}
        must(set(opened) == expected, "came in this year:", set(opened), "instead of", expected)
        parts = [number for number in self.numbers if self.engine.instance(number).scenario == "gust"]
        theirs = {number: self.engine.history(number)[0].payload["parent"] for number in parts}
        told = [
            (number, part["number"])
            for number in self.numbers
            for entry in self.engine.history(number)
            if entry.kind == "parts"
            for part in entry.payload["parts"]
        ]
        must(sorted(told) == sorted((parent, part) for part, parent in theirs.items()), "parts and parents differ")


def fifth_day(half: str) -> date:
    year, _, place = half.partition("-H")
    return walk(date(int(year), 1 if place == "1" else 7, 1) - DAY, 5, "working day")
