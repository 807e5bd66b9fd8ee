"""A year of what an office does beside its clocks: parts, papers, approvals, opinions, sheets and instructions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import tide_rules as rules
from calendar_walk import local_day, opening, works
from oracle import listed, must
from storm import Storm
from tide_oracle import SYSTEM, TideOracle

from duban import BatchRefused, TransitionRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tide_oracle import Sea

HERE = Path(__file__).parent
OFFICE, SUPERVISOR, LEADER = "市优化办", "市督考办", "市领导"
LEADS, DOERS = ["市发改委", "市住建局"], ["市住建局", "市教育局", "市公安局"]
STRANGER = "市财政局"


@dataclass
class Drawn:
    """An act on a matter: who does it, what should be in its way, and how it went."""

    number: str
    by: str
    what: str
    do: Callable[[], object]
    against: Callable[[], set[str]]
    many: bool = False
    stale: bool = False
    expected: set[str] | None = None
    refused: set[str] | None = None
    done: bool = False


class Tide(Storm):
    """One run."""

    files: ClassVar[tuple[Path, ...]] = tuple(HERE / f"{name}.yaml" for name in ("tide", "wave", "foam", "ripple"))

    def __post_init__(self) -> None:
        """Begin the year, with a look: sheets come from when a scenario was first looked at."""
        super().__post_init__()
        self.sea: Sea = {}
        self.drawn: Drawn | None = None
        self.months: set[str] = set()
        self.did: Counter[str] = Counter()
        self.engine.sweep()

    # -- keeping up -----------------------------------------------------------------------------------------------

    def attempt(self, what: Callable[[], object], *, faulty: bool = False) -> None:
        self.drawn = None
        super().attempt(what, faulty=faulty)
        self.poll()

    def poll(self) -> None:
        """Take in what was written since, sheets first, and hold the act that was drawn against its rules."""
        heads = self.all_heads()
        self.see_new()
        for number in heads:
            if number not in self.sea:
                scenario = self.words[self.engine.instance(number).scenario]
                self.sea[number] = TideOracle(scenario, number, self.sea)
        drawn, self.drawn = self.drawn, None
        done = False
        for number in sorted(heads, key=lambda one: (not one.startswith("MB-"), one)):
            oracle = self.sea[number]
            if oracle.taken < heads[number]:
                for entry in self.engine.history(number)[oracle.taken :]:
                    mine = drawn is not None and number == drawn.number and entry.actor == drawn.by and not done
                    if mine and drawn is not None:
                        done = True
                        against = set() if drawn.many else drawn.against()
                        must(not against - {"urge?"}, number, drawn.what, "was done against", against)
                    oracle.take(entry)
        if drawn is not None and drawn.refused is not None and not drawn.stale:
            must(
                drawn.expected, drawn.number, drawn.what, "was refused for", drawn.refused, "and nothing is in its way"
            )
            assert drawn.expected is not None
            known = {code.rstrip("?") for code in drawn.expected}
            must(known & drawn.refused, drawn.number, drawn.what, "was refused for", drawn.refused, "not", known)
        if drawn is not None and drawn.done:
            must(done, drawn.number, drawn.what, "left nothing in the history")

    def stale(self, number: str) -> bool:
        """Say whether something of others has yet to reach a matter."""
        item = self.sea[number]
        for other, closed in item.heard.items():
            theirs = self.sea[other]
            if (closed, item.states_heard.get(other)) != (theirs.closed, theirs.state):
                return True
        return bool(item.lines)

    # -- what happens ---------------------------------------------------------------------------------------------

    def open_one(self) -> None:
        doers = self.chance.sample(DOERS, self.chance.randint(1, 3))
        data = {"mode": self.chance.choice(["签收", "分办"])}
        if self.chance.random() < 0.2:
            data["deadline"] = str(self.now.date() + timedelta(days=self.chance.randint(1, 40)))
        units = {"lead": self.chance.choice(LEADS), "doer": doers}
        self.engine.open("tide", by=OFFICE, title=self.chance.choice(["路灯", "井盖"]), units=units, data=data)

    def happen(self) -> None:
        dice = self.chance.random()
        if dice < 0.25:
            self.sweep(faults=self.chance.random() < 0.4)
        elif dice < 0.29 or not self.numbers:
            self.attempt(self.open, faulty=self.chance.random() < 0.2)
        else:
            live = [number for number in self.numbers if not self.sea[number].closed]
            number = self.chance.choice(live[-14:] if live and self.chance.random() < 0.85 else self.numbers)
            self.attempt(lambda: self.act(number), faulty=self.chance.random() < 0.2)

    def act(self, number: str) -> None:
        item = self.sea[number]
        draws = DRAWS[item.scenario["scenario"]]
        drawn = self.chance.choices([*draws], [*draws.values()])[0](self, item)
        if drawn is None:
            return
        drawn.stale = self.stale(number)
        drawn.expected = drawn.against()
        self.drawn = drawn
        try:
            drawn.do()
        except BatchRefused as refusal:
            drawn.refused = {one.code for refused in refusal.refusals for one in refused.blockers}
            self.counts.refused += 1
            return
        except TransitionRefused as refusal:
            drawn.refused = {one.code for one in refusal.blockers}
            raise
        drawn.done = True
        self.did[drawn.what.partition(" ")[0]] += 1
        self.counts.acts += 1

    def sweep(self, *, faults: bool) -> None:
        before = self.owed_reports()
        super().sweep(faults=faults)
        self.poll()
        for item in self.sea.values():
            item.swept(self.now)
        self.judge_sheets(before, self.owed_reports())
        self.judge_papers()

    # -- sheets and papers ----------------------------------------------------------------------------------------

    def months_due(self) -> list[str]:
        """Return the months of this year whose sheets are due and were not seen yet."""
        due = []
        for year, month in ((2024 + place // 12, place % 12 + 1) for place in range(15)):
            day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            while not works(day):
                day -= timedelta(days=1)
            if f"{year}-{month:02d}" not in self.months and opening(day) <= self.now:
                due.append(f"{year}-{month:02d}")
        return due

    def owed_reports(self) -> dict[tuple[str, str], set[str]]:
        """Return for each month that is due and each unit the matters of which it has to report."""
        owed: dict[tuple[str, str], set[str]] = {}
        for month in self.months_due():
            for number, item in self.sea.items():
                for unit in item.units.get("doer", ()):
                    if item.reports_of(unit, month):
                        owed.setdefault((month, unit), set()).add(number)
        return owed

    def judge_sheets(self, before: dict[tuple[str, str], set[str]], after: dict[tuple[str, str], set[str]]) -> None:
        """Hold the sheets that were opened against the matters: each month once for each unit, with all it owes."""
        sheets: dict[tuple[str, str], list[TideOracle]] = {}
        for item in self.sea.values():
            if item.period is not None:
                sheets.setdefault((item.period, item.units["reporter"][0]), []).append(item)
        for key in {*before, *after}:
            sure, perhaps = (
                before.get(key, set()) & after.get(key, set()),
                before.get(key, set()) | after.get(key, set()),
            )
            found = sheets.get(key, [])
            must(len(found) == 1 or (not found and not sure), key, "has", len(found), "sheets, and should report", sure)
            for sheet in found:
                lines = set(sheet.opened_lines)
                must(sure <= lines <= perhaps, sheet.number, "asks for", lines, "instead of", sure, perhaps)
        must(all(len(found) == 1 for found in sheets.values()), "a sheet stands twice")
        self.months |= set(self.months_due())
        must({month for month, _ in sheets} <= self.months, "a sheet comes before its month is over")

    def judge_papers(self) -> None:
        places: dict[tuple[str, int], list[int]] = {}
        for item in self.sea.values():
            for letter in item.letters.values():
                places.setdefault((letter.series, letter.year), []).append(letter.place)
        for series, found in places.items():
            must(sorted(found) == [*range(1, len(found) + 1)], series, "is numbered", sorted(found))

    def follow(self, number: str) -> TideOracle:
        oracle = self.sea[number]
        oracle.standing(self.engine.instance(number), self.now)
        waiting = {int(one.id.rpartition("#")[2]) for one in self.engine.pending(number=number)}
        must(waiting == set(oracle.requests), number, "waits for", waiting, "instead of", set(oracle.requests))
        parts = {part.number for part in self.engine.situation(number).parts}
        counted = {number for number, piece in oracle.pieces.items() if piece.counts}
        must(parts == counted, number, "has the parts", parts, "instead of", counted)
        return oracle

    def judge(self) -> None:
        self.poll()
        super().judge()

    # -- who does it ----------------------------------------------------------------------------------------------

    def someone(self, item: TideOracle, roles: Any) -> str:  # noqa: ANN401 - YAML
        names = [role for role in listed(roles["each"] if isinstance(roles, dict) else roles) if role != SYSTEM]
        units = [unit for role in names for unit in item.units.get(role, ())]
        if not units or self.chance.random() < 0.12:
            units = [STRANGER, *(unit for bound in item.units.values() for unit in bound)]
        unit = self.chance.choice(units)
        return unit if self.chance.random() < 0.1 else f"{unit}/{self.chance.choice('甲乙丙')}"

    def note(self) -> str | None:
        return None if self.chance.random() < 0.1 else self.chance.choice(["情况属实", "按规定办"])

    def request(self, item: TideOracle, *kinds: str) -> int:
        """Return the seq of something that waits, or now and then of any entry."""
        waiting = [seq for seq, one in item.requests.items() if one.kind in kinds]
        return (
            self.chance.choice(waiting)
            if waiting and self.chance.random() < 0.95
            else self.chance.randint(1, item.taken)
        )

    def pull(self, item: TideOracle) -> Drawn:
        triggers = [*item.scenario["transitions"]]
        able = [one for one in triggers if item.entry(one) and listed(item.entry(one)["by"]) != [SYSTEM]]
        trigger = self.chance.choice(able if able and self.chance.random() < 0.9 else triggers)
        rule = item.entry(trigger) or listed(item.scenario["transitions"][trigger])[0]
        by = self.someone(item, rule["by"])
        if (role := item.each(trigger)) is not None and item.owing(role) and self.chance.random() < 0.9:
            by = f"{self.chance.choice(item.owing(role))}/甲"
        note = self.note()
        return Drawn(
            item.number,
            by,
            f"fire {trigger} by {by}",
            lambda: self.engine.fire(item.number, trigger, by=by, note=note),
            lambda: rules.fire(item, trigger, by, note),
        )

    def pull_many(self, item: TideOracle) -> Drawn | None:
        """Pull one trigger of several of a kind: all or none."""
        kind = item.scenario["scenario"]
        trigger = {"tide": "恢复", "foam": "收讫", "wave": "办结"}[kind]
        able = [o.number for o in self.sea.values() if o.scenario["scenario"] == kind and o.entry(trigger)]
        others = [number for number in able if number != item.number]
        numbers = [item.number, *self.chance.sample(others, min(len(others), 2))]
        by = self.someone(item, item.scenario["transitions"][trigger]["by"])

        def against() -> set[str]:
            return set().union(*(rules.fire(self.sea[number], trigger, by, "批量") for number in numbers))

        return Drawn(
            item.number,
            by,
            f"fire_many {trigger} {numbers} by {by}",
            lambda: self.engine.fire_many(numbers, trigger, by=by, note="批量"),
            against,
            many=True,
        )

    def excuse(self, item: TideOracle) -> Drawn:
        by, note = self.someone(item, "office"), self.note()
        unit = self.chance.choice([*item.units["doer"], STRANGER] if self.chance.random() < 0.1 else item.units["doer"])
        act = self.chance.choice(["签收", "doer"])
        return Drawn(
            item.number,
            by,
            f"excuse {unit} by {by}",
            lambda: self.engine.excuse(item.number, act, unit, by=by, note=note),
            lambda: rules.excuse(item, act, unit, by, note),
        )

    def divide(self, item: TideOracle) -> Drawn:
        by, note = self.someone(item, "lead"), self.note()
        theirs = item.units["doer"] if self.chance.random() < 0.93 else [*item.units["doer"], STRANGER]
        parts: list[dict[str, Any]] = []
        for _ in range(self.chance.randint(1, 2)):
            units = self.chance.sample(theirs, self.chance.randint(1, min(2, len(theirs))))
            parts.append({"units": units, "title": "分件"})
            if self.chance.random() < 0.3:
                parts[-1]["data"] = {"day": str(self.now.date() + timedelta(days=9))}
        return Drawn(
            item.number,
            by,
            f"divide {parts} by {by}",
            lambda: self.engine.divide(item.number, parts, by=by, note=note),
            lambda: rules.divide(item, parts, by, note),
        )

    def assign(self, item: TideOracle) -> Drawn:
        by = self.someone(item, "office")
        units = self.chance.sample(DOERS, self.chance.randint(1, 3))
        return Drawn(
            item.number,
            by,
            f"assign {units} by {by}",
            lambda: self.engine.assign(item.number, "doer", units, by=by),
            lambda: rules.assign(item, by),
        )

    def extend(self, item: TideOracle) -> Drawn:
        by, note, more = self.someone(item, "doer"), self.note(), f"{self.chance.randint(1, 9)} working days"
        return Drawn(
            item.number,
            by,
            f"extend {more} by {by}",
            lambda: self.engine.extend(item.number, "整改", more, by=by, note=note),
            lambda: rules.extend(item, "整改", more, by, note=note, now=self.now),
        )

    def decide(self, item: TideOracle) -> Drawn:
        seq = self.request(item, "approval", "extension", "release", "paper")
        request = item.requests.get(seq)
        approve, note = self.chance.random() < 0.75, self.note()
        if request is not None and request.kind == "paper":
            approve = self.chance.random() < 0.1
        by, on_behalf, on = self.someone(item, request.approve if request else "office"), None, None
        if self.chance.random() < (0.3 if request and request.recorded_by else 0.05):
            on_behalf, by = by, self.someone(item, "supervisor")
            on = local_day(self.now) - timedelta(days=self.chance.choice([0, 0, 0, 1, 2, -1]))
        return Drawn(
            item.number,
            by,
            f"decide #{seq} {approve} by {by} for {on_behalf} on {on}",
            lambda: self.engine.decide(
                f"{item.number}#{seq}", approve=approve, by=by, note=note, on_behalf=on_behalf, on=on
            ),
            lambda: rules.decide(
                item, item.requests.get(seq), by, approve=approve, note=note, on_behalf=on_behalf, on=on, now=self.now
            ),
        )

    def opine(self, item: TideOracle) -> Drawn:
        seq = self.request(item, "approval", "extension")
        request = item.requests.get(seq)
        by = self.someone(item, request.opinion if request and request.opinion else "lead")
        return Drawn(
            item.number,
            by,
            f"opine #{seq} by {by}",
            lambda: self.engine.opine(f"{item.number}#{seq}", "无意见", by=by),
            lambda: rules.opine(item, item.requests.get(seq), by),
        )

    def sign(self, item: TideOracle) -> Drawn:
        seq = self.request(item, "paper")
        by = self.someone(item, "supervisor")
        data = {"judgement": "卡在会签"} if item.scenario["scenario"] == "tide" and self.chance.random() < 0.85 else {}
        return Drawn(
            item.number,
            by,
            f"sign #{seq} by {by} with {data}",
            lambda: self.engine.sign(f"{item.number}#{seq}", by=by, data=data),
            lambda: rules.sign(item, item.requests.get(seq), by, data),
        )

    def withdraw(self, item: TideOracle) -> Drawn:
        seq = self.request(item, "approval", "extension")
        request = item.requests.get(seq)
        by = request.by if request and request.by != SYSTEM else self.someone(item, "office")
        if self.chance.random() < 0.2:
            by = self.someone(item, "lead")
        return Drawn(
            item.number,
            by,
            f"withdraw #{seq} by {by}",
            lambda: self.engine.withdraw(item.number, f"{item.number}#{seq}", by=by),
            lambda: rules.withdraw(item.requests.get(seq), by),
        )

    def correct(self, item: TideOracle) -> Drawn:
        by, note = self.someone(item, ["office", "lead"]), "原件有误"
        data = {"mode": self.chance.choice(["签收", "分办"])}
        if self.chance.random() < 0.4:
            data = {"deadline": str(self.now.date() + timedelta(days=self.chance.randint(-3, 30)))}
        elif self.chance.random() < 0.1:
            data = {"judgement": "甲"}
        return Drawn(
            item.number,
            by,
            f"correct {data} by {by}",
            lambda: self.engine.correct(item.number, data, by=by, note=note),
            lambda: rules.correct(item, data, by, note),
        )

    def void(self, item: TideOracle) -> Drawn:
        by = self.someone(item, item.scenario.get("voids", {"by": item.scenario.get("opens_by")})["by"] or "doer")
        return Drawn(
            item.number,
            by,
            f"void by {by}",
            lambda: self.engine.void(item.number, by=by, note="误立"),
            lambda: rules.end(item, "void", by, "误立"),
        )

    def merge(self, item: TideOracle) -> Drawn:
        kind = item.scenario["scenario"]
        into = self.chance.choice(
            [o for o in self.sea.values() if o.scenario["scenario"] == kind or o.number == item.whole]
        )
        by = self.someone(item, item.scenario.get("voids", {"by": item.scenario.get("opens_by")})["by"] or "doer")
        return Drawn(
            item.number,
            by,
            f"merge into {into.number} by {by}",
            lambda: self.engine.merge(item.number, into.number, by=by, note="同一事项"),
            lambda: rules.end(item, "merge", by, "同一事项", into),
        )

    def instruct(self, item: TideOracle) -> Drawn:
        by, leader = self.someone(item, "supervisor"), self.someone(item, "leader")
        on = local_day(self.now) - timedelta(days=self.chance.choice([0, 1, 2, 2, -1]))
        opens = self.chance.random() < 0.6
        return Drawn(
            item.number,
            by,
            f"instruct for {leader} on {on} by {by}",
            lambda: self.engine.instruct(
                item.number, "抓紧办", by=by, leader=leader, on=on, demand="周五前报方案", open=opens
            ),
            lambda: rules.instruct(item, by, leader, on, self.now, opens=opens),
        )

    def urge(self, item: TideOracle) -> Drawn:
        by = self.someone(item, item.scenario.get("opens_by", "supervisor"))
        return Drawn(
            item.number,
            by,
            f"urge by {by}",
            lambda: self.engine.urge(item.number, by=by, note="请抓紧"),
            lambda: rules.urge(item, by, self.now),
        )

    def answer(self, item: TideOracle) -> Drawn:
        asked = [*item.letters, *item.urges] or [1]
        seq = self.chance.choice(asked)
        to = item.letters[seq].to if seq in item.letters else item.urges.get(seq, [])
        by = self.chance.choice(to) if to and self.chance.random() < 0.9 else self.someone(item, "doer")
        return Drawn(
            item.number,
            by,
            f"answer {seq} by {by}",
            lambda: self.engine.answer(item.number, seq, "已在办", by=by),
            lambda: rules.answer(item, seq, by),
        )

    def report(self, item: TideOracle) -> Drawn:
        by, hand_in = self.someone(item, "reporter"), self.chance.random() < 0.6
        many = self.chance.random()
        chosen = [number for number in item.lines if self.chance.random() < 0.5 or many < 0.6]
        lines = {
            number: self.chance.choice(
                [{"done": "过半", "percent": 50}, {"done": "调研"}, {"nothing_new": True, "note": "等文件"}]
            )
            for number in chosen
        }
        if lines and self.chance.random() < 0.05:
            lines[chosen[0]] = self.chance.choice([{"percent": 3}, {"nothing_new": True}])
        return Drawn(
            item.number,
            by,
            f"report {lines} hand_in={hand_in} by {by}",
            lambda: self.engine.report(item.number, lines, by=by, hand_in=hand_in),
            lambda: rules.report(item, lines, by, hand_in=hand_in),
        )


DRAWS: dict[str, dict[Callable[[Tide, TideOracle], Drawn | None], float]] = {
    "tide": {
        Tide.pull: 8,
        Tide.pull_many: 0.5,
        Tide.excuse: 1,
        Tide.divide: 2,
        Tide.assign: 1,
        Tide.extend: 1,
        Tide.decide: 4,
        Tide.opine: 2,
        Tide.sign: 3,
        Tide.withdraw: 0.5,
        Tide.correct: 1.5,
        Tide.void: 0.4,
        Tide.merge: 0.4,
        Tide.instruct: 0.7,
        Tide.urge: 0.7,
        Tide.answer: 1,
    },
    "wave": {
        Tide.pull: 6,
        Tide.pull_many: 0.5,
        Tide.decide: 2,
        Tide.sign: 1.5,
        Tide.void: 0.4,
        Tide.merge: 0.3,
        Tide.answer: 0.5,
        Tide.urge: 0.5,
    },
    "foam": {Tide.pull: 3, Tide.pull_many: 0.5, Tide.report: 5, Tide.urge: 0.3, Tide.void: 0.1},
    "ripple": {Tide.pull: 3, Tide.decide: 3, Tide.withdraw: 0.3, Tide.void: 0.1},
}
