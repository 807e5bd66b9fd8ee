"""What should have happened, recomputed from the acts in a history by the words of the scenario file alone.

It shares nothing with the engine but the file and the record: it has its own clocks, kept as the spans during which
they ran, its own calendar, and its own idea of a ladder. `judge` raises Mismatch at the first thing that is not so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from calendar_walk import DAY, counts, is_open, length, local_day, midnight_after, opening, walk

_RANK = {"green": 0, "blue": 1, "yellow": 2, "red": 3}


class Mismatch(AssertionError):
    """The engine did what it should not have done, or did not what it should."""


def must(holds: object, *what: object) -> None:
    if not holds:
        raise Mismatch(" ".join(map(str, what)))


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - YAML
    return value if isinstance(value, list) else [] if value is None else [value]


@dataclass
class Watch:
    """One clock of one round: when it ran, what it may use, and which rungs of its lap are done with."""

    name: str
    rule: dict[str, Any]
    started: datetime
    lap: int = 1
    lap_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    spans: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    more: int = 0
    given: date | None = None
    state: str = "running"
    done: set[str] = field(default_factory=set)
    shown: str = "green"
    halted: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def budget(self) -> tuple[int, str]:
        number, unit = length(self.rule["budget"])
        return number + self.more, unit

    def halt(self, at: datetime, state: str) -> None:
        if self.state == "running":
            since, _ = self.spans[-1]
            self.halted = max(at, since)
            self.spans[-1] = (since, self.halted)
        elif state == "stopped" and self.state == "paused":
            self._move(at)
            self.halted = max(at, self.halted)
        self.state = state

    def run(self, at: datetime) -> None:
        if self.state == "running":
            return
        if self.state == "paused":
            self._move(at)
        self.spans.append((max(at, self.halted), None))
        self.state = "running"

    def _move(self, at: datetime) -> None:
        """Move a given date by the days for which the clock stood still, unless it was over by then."""
        due = self.due()
        if self.given is None or due is None or self.halted >= due[1]:
            return
        _, unit = self.budget
        day = max(local_day(self.halted), local_day(self.started) + DAY)
        while midnight_after(day) <= max(at, self.halted):
            if counts(day, unit):
                self.given = walk(self.given, 1, unit)
            day += DAY

    def due(self) -> tuple[date, datetime] | None:
        """Return the due day and instant: when the budget is used up if the last span goes on."""
        if self.given is not None:
            return self.given, midnight_after(self.given)
        number, unit = self.budget
        spans = [*self.spans[:-1], (self.spans[-1][0], None)] if self.state == "running" else self.spans
        if unit == "hour":
            left = timedelta(hours=number)
            for since, end in spans:
                if end is None or end - since >= left:
                    at = since + left
                    return local_day(at - timedelta(microseconds=1)), at
                left -= end - since
            return None
        day, left_days = local_day(self.started), number
        while spans[-1][1] is None:
            day += DAY
            end_of_day = midnight_after(day)
            if counts(day, unit) and any(a < end_of_day and (b is None or end_of_day <= b) for a, b in spans):
                left_days -= 1
                if left_days <= 0:
                    return day, end_of_day
        return None


class Oracle:
    """Follows one instance through its history."""

    def __init__(self, scenario: dict[str, Any], number: str) -> None:
        self.scenario = scenario
        self.number = number
        self.clocks: dict[str, Watch] = {}
        self.state = ""
        self.round = 1
        self.entered = datetime(1970, 1, 1, tzinfo=UTC)
        self.units: dict[str, list[str]] = {}
        self.data: dict[str, str] = {}
        self.bound_seen = False
        self.fired: set[tuple[str, int, int, str]] = set()
        self.waiting: dict[int, tuple[str, str | None]] = {}
        self.granted: dict[str, int] = {}
        self.rungs = 0

    # -- what the record says, entry by entry ---------------------------------------------------------------------

    def take(self, entry: Any) -> None:  # noqa: ANN401 - a history entry
        kind, payload = entry.kind, entry.payload
        where = f"{self.number} 第{entry.seq}条 {kind}"
        handler = getattr(self, f"_{kind}", None)
        must(handler is not None, where, "is of a kind that nobody knows")
        assert handler is not None
        handler(entry, payload, where)
        for name, told in payload.get("clocks", {}).items():
            self._compare(name, told, where)

    def _open(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        self.units = {role: list(units) for role, units in payload["units"].items()}
        self.data = payload.get("data", {})
        self.state = entry.to_state
        self.entered = entry.at
        skipped = self._start_on("open", entry.at) + self._enter(entry.to_state, entry.at)
        self._same_skips(skipped, payload, where)

    def _act(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        must(entry.from_state == self.state, where, "begins in", entry.from_state, "instead of", self.state)
        if "missing" in payload:
            return
        rule = self.scenario["transitions"][entry.trigger]
        skipped: list[tuple[str, str]] = []
        if "units" in payload:
            skipped += self._rebind(payload, entry.at)
        if rule.get("new_round"):
            for watch in self.clocks.values():
                if watch.state != "stopped":
                    skipped += self._left(watch, entry.at)
            self.round += 1
            self.clocks, self.granted = {}, {}
            self.data = payload.get("data", {})
            skipped += self._start_on("open", entry.at)
        for name in listed(rule.get("restarts")):
            skipped += self._restart(name, entry.at)
        if rule.get("new_round") or entry.to_state != self.state:
            self.state, self.entered, self.bound_seen = entry.to_state, entry.at, False
            skipped += self._enter(entry.to_state, entry.at)
        must(entry.round == self.round, where, "is of round", entry.round, "instead of", self.round)
        self._same_skips(skipped, payload, where)

    def _assign(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        self._same_skips(self._rebind(payload, entry.at), payload, where)

    def _rebind(self, payload: Any, at: datetime) -> list[tuple[str, str]]:  # noqa: ANN401
        ((role, units),) = payload["units"].items()
        new = set(units) != set(self.units.get(role, ()))
        self.units[role] = list(units)
        skipped = []
        for watch in self.clocks.values():
            if new and watch.state != "stopped":
                skipped += self._lap(watch, at)
        return skipped

    def _extend(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        watch = self.clocks[payload["clock"]]
        due = self._due(watch)
        must(due is not None and (watch.halted if watch.state == "paused" else entry.at) < due[1], where, "is late")
        self.waiting[entry.seq] = (payload["clock"], payload["length"])

    def _decide(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        must(payload["asked"] in self.waiting, where, "decides what does not wait")
        clock, what = self.waiting.pop(payload["asked"])
        if "rung" in payload:
            must(what is None, where, "releases a request")
            rung = next(one for one in self._ladder(clock) if _identity(one) == payload["rung"])
            expected = self._told(rung) if payload["approve"] else []
            must(payload.get("told", []) == expected, where, "told", payload.get("told"), "instead of", expected)
            return
        skipped = []
        if payload["approve"]:
            must(what is not None, where, "grants what is no request")
            number, unit = length(str(what))
            watch = self.clocks[clock]
            self.granted[clock] = self.granted.get(clock, 0) + 1
            skipped = self._lap(watch, entry.at, during=lambda: self._more(watch, number, unit))
        self._same_skips(skipped, payload, where)

    def _more(self, watch: Watch, number: int, unit: str) -> None:
        if watch.given is not None:
            watch.given = walk(watch.given, number, unit)
        else:
            watch.more += number

    def _rung(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        rung, moment = self._claimed(entry, payload, where)
        why = self._why_skip(self.clocks[payload["clock"]], rung, moment, entry.at)
        must(why is None, where, payload["rung"], "fired and should have been skipped:", why)
        must(payload.get("light") == rung.get("light"), where, "shows the wrong light")
        if "confirm" in rung:
            self.waiting[entry.seq] = (payload["clock"], None)
            expected = self.units[rung["confirm"]]
        else:
            expected = self._told(rung)
        must(payload.get("told", []) == expected, where, "told", payload.get("told"), "instead of", expected)
        self.rungs += 1

    def _skip(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        rung, moment = self._claimed(entry, payload, where)
        why = self._why_skip(self.clocks[payload["clock"]], rung, moment, entry.at)
        must(why == payload["why"], where, payload["rung"], "skipped because", payload["why"], "and it is", why)

    def _claimed(self, entry: Any, payload: Any, where: str) -> tuple[dict[str, Any], datetime]:  # noqa: ANN401
        watch = self.clocks[payload["clock"]]
        must(watch.state == "running", where, "comes while its clock is", watch.state)
        must(payload["lap"] == watch.lap, where, "is of lap", payload["lap"], "instead of", watch.lap)
        key = (watch.name, self.round, watch.lap, payload["rung"])
        must(key not in self.fired, where, "comes a second time:", key)
        self.fired.add(key)
        rung = next(one for one in self._ladder(watch.name) if _identity(one) == payload["rung"])
        moment = self.moment(watch, rung)
        must(moment is not None, where, "has no moment")
        assert moment is not None
        must(datetime.fromisoformat(payload["moment"]) == moment, where, payload["moment"], "instead of", moment)
        must(entry.at >= moment, where, "comes before its moment", moment)
        watch.done.add(payload["rung"])
        return rung, moment

    def _bound(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        moment = self.bound_moment()
        must(moment is not None and not self.bound_seen, where, "ends a stay that has no end, or twice")
        assert moment is not None
        must(datetime.fromisoformat(payload["moment"]) == moment, where, payload["moment"], "instead of", moment)
        must(entry.at >= moment, where, "comes before its moment", moment)
        self.bound_seen = True

    def _refused(self, entry: Any, payload: Any, where: str) -> None: ...  # noqa: ANN401

    def _remind(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        must(payload["asked"] in self.waiting, where, "reminds of what does not wait")
        must(opening(date.fromisoformat(payload["day"])) <= entry.at, where, "comes before the office opens")

    # -- the rules ------------------------------------------------------------------------------------------------

    def _ladder(self, clock: str) -> list[dict[str, Any]]:
        return list(self.scenario["ladder"].get(clock, ()))

    def _told(self, rung: dict[str, Any]) -> list[str]:
        roles = [*listed(rung.get("notify")), *listed(rung.get("copy"))]
        return list(dict.fromkeys(unit for role in roles for unit in self.units.get(role, ())))

    def _due(self, watch: Watch) -> tuple[date, datetime] | None:
        """Return the due day of a clock; of one that stands still that of its last run, as if it had gone on."""
        return watch.due() if watch.state == "running" else self._last_run(watch).due()

    def _last_run(self, watch: Watch) -> Watch:
        since, _ = watch.spans[-1]
        spans = [*watch.spans[:-1], (since, None)]
        ran = Watch(watch.name, watch.rule, watch.started, spans=spans, more=watch.more)
        ran.given = watch.given
        return ran

    def moment(self, watch: Watch, rung: dict[str, Any]) -> datetime | None:
        due = watch.due()
        anchor, _, offset = str(rung["at"]).partition(" ")
        if anchor == "due" and due is None:
            return None
        if not offset:
            return due[1] if due is not None and anchor == "due" else watch.started
        sign, _, text = offset.partition(" ")
        number, unit = length(text)
        number = number if sign == "+" else -number
        if unit == "hour":
            base = due[1] if anchor == "due" and due is not None else watch.started
            return base + timedelta(hours=number)
        day = due[0] if anchor == "due" and due is not None else local_day(watch.started)
        return opening(walk(day, number, unit))

    def bound_moment(self) -> datetime | None:
        rule = self.scenario["states"][self.state]
        if "at_most" not in rule:
            return None
        number, unit = length(rule["at_most"])
        return midnight_after(walk(local_day(self.entered), number, unit))

    def _early(self, watch: Watch, rung: dict[str, Any], moment: datetime) -> bool:
        due = watch.due()
        return str(rung["at"]).startswith("due -") or due is None or moment < due[1]

    def _behind(self, watch: Watch, rung: dict[str, Any], moment: datetime) -> bool:
        return moment <= watch.lap_at and (watch.lap > 1 or self._early(watch, rung, moment))

    def _why_skip(self, watch: Watch, rung: dict[str, Any], moment: datetime, now: datetime) -> str | None:
        if self._behind(watch, rung, moment):
            return "lap"
        due, early = watch.due(), self._early(watch, rung, moment)
        if early and due is not None and due[1] <= now:
            return "due has passed"
        policy = rung.get("missed") or ("latest" if early else "each")
        others = []
        for other in self._ladder(watch.name):
            at = self.moment(watch, other)
            if _identity(other) in watch.done and other is not rung:
                continue
            if at is not None and moment < at <= now:
                other_early = self._early(watch, other, at)
                kind = other.get("missed") or ("latest" if other_early else "each")
                others.append((other_early, kind))
        if policy == "latest" and any(side == early and kind == "latest" for side, kind in others):
            return "missed"
        return "missed" if policy == "skip" and others else None

    # -- clocks ---------------------------------------------------------------------------------------------------

    def _start_on(self, event: str, at: datetime) -> list[tuple[str, str]]:
        skipped = []
        for name, rule in self.scenario["clocks"].items():
            if event in listed(rule["starts"]) and name not in self.clocks:
                skipped += self._start(name, at)
        return skipped

    def _start(self, name: str, at: datetime) -> list[tuple[str, str]]:
        rule = self.scenario["clocks"][name]
        given = self.data.get(rule.get("unless", ""))
        watch = Watch(name, rule, at, lap_at=at, spans=[(at, None)])
        watch.given = None if given is None else date.fromisoformat(given)
        self.clocks[name] = watch
        return self._skip_behind(watch)

    def _restart(self, name: str, at: datetime) -> list[tuple[str, str]]:
        watch = self.clocks.get(name)
        if watch is None:
            return self._start(name, at)

        def anew() -> None:
            if watch.state == "paused":
                watch._move(at)
            watch.started, watch.spans, watch.state = at, [(at, None)], "running"

        return self._lap(watch, at, during=anew)

    def _lap(self, watch: Watch, at: datetime, during: Any = None) -> list[tuple[str, str]]:  # noqa: ANN401
        skipped = self._left(watch, at, lapsed=True)
        if during is not None:
            during()
        watch.lap, watch.lap_at, watch.done = watch.lap + 1, at, set()
        return skipped + self._skip_behind(watch)

    def _skip_behind(self, watch: Watch) -> list[tuple[str, str]]:
        if watch.state != "running":
            return []
        skipped = []
        for rung in self._ladder(watch.name):
            moment = self.moment(watch, rung)
            if moment is not None and self._behind(watch, rung, moment):
                watch.done.add(_identity(rung))
                skipped.append((watch.name, _identity(rung)))
        return skipped

    def _left(self, watch: Watch, at: datetime, *, lapsed: bool = False) -> list[tuple[str, str]]:
        for seq in [seq for seq, (clock, what) in self.waiting.items() if clock == watch.name]:
            if not lapsed or self.waiting[seq][1] is None:
                del self.waiting[seq]
        if watch.state == "stopped":
            return []
        until = watch.halted if watch.state == "paused" else at
        skipped = []
        for rung in self._ladder(watch.name):
            moment = self._standing_moment(watch, rung)
            if _identity(rung) not in watch.done and moment is not None and moment <= until:
                watch.done.add(_identity(rung))
                skipped.append((watch.name, _identity(rung)))
        return skipped

    def _standing_moment(self, watch: Watch, rung: dict[str, Any]) -> datetime | None:
        if watch.state == "running":
            return self.moment(watch, rung)
        return self.moment(self._last_run(watch), rung)

    def _enter(self, state: str, at: datetime) -> list[tuple[str, str]]:
        rule = self.scenario["states"][state]
        skipped = []
        for name, clock in self.scenario["clocks"].items():
            watch = self.clocks.get(name)
            if rule.get("final") or state in listed(clock["stops"]):
                if watch is not None and watch.state != "stopped":
                    skipped += self._left(watch, at)
                    watch.halt(at, "stopped")
                continue
            if watch is None and state in listed(clock["starts"]):
                skipped += self._start(name, at)
                watch = self.clocks[name]
            elif watch is not None and watch.state == "stopped" and state in listed(clock["starts"]):
                watch.run(at)
            if watch is None or watch.state == "stopped":
                continue
            if name in listed(rule.get("pauses")):
                watch.shown = self.light(watch, at)
                watch.halt(at, "paused") if watch.state == "running" else None
            else:
                watch.run(at)
        return skipped

    # -- comparing ------------------------------------------------------------------------------------------------

    def _compare(self, name: str, told: Any, where: str) -> None:  # noqa: ANN401
        watch = self.clocks[name]
        mine = (watch.state, watch.lap, self.round)
        must((told["status"], told["lap"], told["round"]) == mine, where, name, "is", told, "instead of", mine)
        if watch.state == "running":
            due = watch.due()
            expected = None if due is None else (due[0].isoformat(), due[1])
            found = None if told["due_at"] is None else (told["due_on"], datetime.fromisoformat(told["due_at"]))
            if due is not None:
                must(found == expected, where, name, "is due", found, "instead of", expected)

    def _same_skips(self, skipped: list[tuple[str, str]], payload: Any, where: str) -> None:  # noqa: ANN401
        found = sorted((one["clock"], one["rung"]) for one in payload.get("skipped", ()))
        must(found == sorted(skipped), where, "skips", found, "instead of", sorted(skipped))
        for clock, rung in skipped:
            self.fired.discard((clock, self.round, 0, rung))

    def swept(self, now: datetime) -> None:
        """Hold what should be done by the end of a sweep at `now` against what is."""
        where = f"{self.number} swept at {now}"
        for watch in self.clocks.values():
            if watch.state != "running":
                continue
            for rung in self._ladder(watch.name):
                moment = self.moment(watch, rung)
                late = moment is not None and moment <= now and _identity(rung) not in watch.done
                must(not late, where, watch.name, _identity(rung), "was due at", moment, "and nothing was done")
        moment = self.bound_moment()
        must(moment is None or moment > now or self.bound_seen, where, "the stay was over at", moment)

    def light(self, watch: Watch, now: datetime) -> str:
        shown = ["green"]
        for rung in self._ladder(watch.name):
            moment = self.moment(watch, rung)
            if "light" in rung and moment is not None and moment <= now:
                shown.append(rung["light"])
        return max(shown, key=_RANK.__getitem__)

    def standing(self, item: Any, now: datetime) -> None:  # noqa: ANN401 - an instance
        """Hold an instance as it is read against what it should show."""
        where = f"{self.number} read at {now}"
        must((item.state, item.round) == (self.state, self.round), where, item.state, item.round)
        if item.closed_at is not None:
            return
        running = [watch.due() for watch in self.clocks.values() if watch.state == "running"]
        due = min((one for one in running if one is not None), key=lambda one: one[1], default=None)
        must((item.due_on, item.due_at) == (due or (None, None)), where, "due", item.due_on, "instead of", due)
        lights = [
            self.light(watch, now) if watch.state == "running" else watch.shown
            for watch in self.clocks.values()
            if watch.state != "stopped"
        ]
        expected = max(lights, key=_RANK.__getitem__, default="green")
        must(str(item.light) == expected, where, "shows", item.light, "instead of", expected)


def _identity(rung: dict[str, Any]) -> str:
    return str(rung.get("id") or rung["at"])


def check_messages(rows: list[dict[str, Any]], stopped: set[tuple[str, str]]) -> None:
    """Hold the outbox against what must always be so: `stopped` are the (number, clock) that stand still for good."""
    for row in rows:
        where = f"message {row['id']} of {row['number']}"
        urgent = bool(row["urgent"])
        must(urgent or is_open(row["not_before"]), where, "leaves at", row["not_before"], "when nobody is there")
        must(row["status"] in {"pending", "delivered", "withdrawn", "dead"}, where, "is", row["status"])
        if row["status"] == "pending":
            must((row["number"], row["clock"]) not in stopped, where, "waits although its clock has stopped")
