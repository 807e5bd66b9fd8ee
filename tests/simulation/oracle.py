"""What should have happened, recomputed from the acts in a history by the words of the scenario file alone.

It shares nothing with the engine but the file and the record: it has its own clocks, kept as the spans during which
they ran, its own calendar, and its own idea of a ladder. `judge` raises Mismatch at the first thing that is not so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from calendar_walk import (
    DAY,
    SHANGHAI,
    Habits,
    after_office,
    counts,
    is_open,
    length,
    local_day,
    midnight_after,
    office_time,
    opening,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spans = list[tuple[datetime, datetime | None]]

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
    habits: Habits = field(default_factory=Habits)
    ongoing: bool = False
    lap: int = 1
    lap_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    spans: Spans = field(default_factory=list)
    more: int = 0
    given: date | datetime | None = None
    state: str = "running"
    done: set[str] = field(default_factory=set)
    shown: str = "green"
    halted: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    @property
    def budget(self) -> tuple[int, str] | None:
        """Return what may be used; weeks and months as the calendar days that they were at the start."""
        if self.ongoing or "budget" not in self.rule:
            return None
        number, unit = length(self.rule["budget"])
        if unit == "week":
            number, unit = 7 * number, "calendar day"
        if unit == "month":
            before = self.habits.first_day(self.started) - DAY
            number, unit = (self.habits.last_of_months(self.started, number) - before).days, "calendar day"
        return number + self.more, unit

    @property
    def unit(self) -> str:
        """Return what a date that was given is moved by."""
        unit = "calendar day" if self.budget is None else self.budget[1]
        return unit if isinstance(self.given, datetime) or not unit.endswith("hour") else "calendar day"

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
        until = max(at, self.halted)
        if self.unit == "hour":
            self.later(until - self.halted, self.unit)
            return
        if self.unit == "working hour":
            self.later(office_time(self.halted, until), self.unit)
            return
        day, still = max(local_day(self.halted), self.habits.first_day(self.started)), 0
        while midnight_after(day) <= until:
            still += counts(day, self.unit)
            day += DAY
        self.later(still, self.unit)

    def later(self, much: int | timedelta, unit: str) -> None:
        """Move a date that was given."""
        given = self.given
        if isinstance(much, timedelta):
            assert isinstance(given, datetime)
            self.given = given + much if unit == "hour" else after_office(given, much) if much else given
        elif isinstance(given, datetime):
            local = given.astimezone(SHANGHAI)
            self.given = datetime.combine(walk(local.date(), much, unit), local.timetz()).astimezone(UTC)
        elif given is not None:
            self.given = walk(given, much, unit)

    def due(self) -> tuple[date, datetime] | None:
        """Return the due day and instant: when the budget is used up if the last span goes on."""
        if isinstance(self.given, datetime):
            return local_day(self.given - timedelta(microseconds=1)), self.given
        if self.given is not None:
            return self.given, midnight_after(self.given)
        if self.budget is None:
            return None
        spans = [*self.spans[:-1], (self.spans[-1][0], None)] if self.state == "running" else self.spans
        return self._by_hours(spans) if self.budget[1].endswith("hour") else self._by_days(spans)

    def _by_hours(self, spans: Spans) -> tuple[date, datetime] | None:
        number, unit = self.budget or (0, "")
        left = timedelta(hours=number)
        for since, end in spans:
            used = None if end is None else end - since if unit == "hour" else office_time(since, end)
            if used is None or used >= left:
                at = since + left if unit == "hour" else after_office(since, left)
                return local_day(at - timedelta(microseconds=1)), at
            left -= used
        return None

    def _by_days(self, spans: Spans) -> tuple[date, datetime] | None:
        left, unit = self.budget or (0, "")
        day = self.habits.first_day(self.started) - DAY
        while spans[-1][1] is None:
            day += DAY
            end_of_day = midnight_after(day)
            if counts(day, unit) and any(a < end_of_day and (b is None or end_of_day <= b) for a, b in spans):
                left -= 1
                if left <= 0:
                    day = self.habits.rolled(day)
                    return day, midnight_after(day)
        return None


@dataclass
class Urged:
    """An urge: the time to answer it, the stay in a state in which it was made, and who has not answered."""

    watch: Watch
    state: str
    entered: datetime
    units: set[str]


class Oracle:
    """Follows one instance through its history."""

    def __init__(self, scenario: dict[str, Any], number: str) -> None:
        self.scenario = scenario
        self.habits = Habits.of(scenario)
        self.number = number
        self.ongoing = False
        self.parts: dict[str, dict[str, str]] = {}
        self.heard: dict[str, bool] = {}
        self.joined: set[str] = set()
        self.stopped_by: set[tuple[str, str]] = set()
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
        self.urged: dict[int, Urged] = {}
        self.went_up = 0
        self.rungs = 0

    # -- what the record says, entry by entry ---------------------------------------------------------------------

    def take(self, entry: Any) -> None:  # noqa: ANN401 - a history entry
        kind, payload = entry.kind, entry.payload
        where = f"{self.number} 第{entry.seq}条 {kind}"
        handler = getattr(self, {"left": "_left_by"}.get(kind, f"_{kind}"), None)
        must(handler is not None, where, "is of a kind that nobody knows")
        assert handler is not None
        handler(entry, payload, where)
        for name, told in payload.get("clocks", {}).items():
            self._compare(name, told, where)

    def _open(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        self.units = {role: list(units) for role, units in payload["units"].items()}
        self.data = payload.get("data", {})
        self.ongoing = payload.get("ongoing", False)
        self.state = entry.to_state
        self.entered = entry.at
        skipped = self._start_on("open", entry.at) + self._enter(entry.to_state, entry.at)
        self._same_skips(skipped, payload, where)

    def _act(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        must(entry.from_state == self.state, where, "begins in", entry.from_state, "instead of", self.state)
        before, said = self.data, payload.get("data", {})
        changed = {name: value for name, value in said.items() if before.get(name) != value}
        self.data = {**before, **said}
        if "missing" in payload:
            self._same_skips(self._dates(changed, entry.at), payload, where)
            return
        rule = self.scenario["transitions"][entry.trigger]
        self._because(entry.trigger, payload.get("because", {}), where)
        skipped: list[tuple[str, str]] = []
        if "units" in payload:
            skipped += self._rebind(payload, entry.at)
        if rule.get("new_round"):
            for watch in self.clocks.values():
                if watch.state != "stopped":
                    skipped += self._left(watch, entry.at)
            self.round += 1
            self.clocks, self.granted, self.parts, self.joined = {}, {}, {}, set()
            self.data = payload.get("data", {})
            skipped += self._start_on("open", entry.at)
        else:
            skipped += self._dates(changed, entry.at, besides=listed(rule.get("restarts")))
        for name in listed(rule.get("restarts")):
            skipped += self._restart(name, entry.at, changed)
        if rule.get("new_round") or entry.to_state != self.state:
            self.state, self.entered, self.bound_seen = entry.to_state, entry.at, False
            skipped += self._enter(entry.to_state, entry.at)
        must(entry.round == self.round, where, "is of round", entry.round, "instead of", self.round)
        self._same_skips(skipped, payload, where)

    def _because(self, trigger: str, because: Any, where: str) -> None:  # noqa: ANN401
        for children in self._children(self.state):
            if trigger == children.get("then"):
                must(self._join_holds(children), where, "goes on before the parts are done")
        if "children" in because:
            must(self.state not in self.joined, where, "joins a second time")
            self.joined.add(self.state)
        if "rung" in because:
            self.stopped_by.add((because["clock"], because["rung"]))

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

    # -- urges ----------------------------------------------------------------------------------------------------

    def _urge(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        role = self.scenario["states"][self.state].get("waits_for")
        must(payload["units"] == self.units.get(role, []), where, "asks", payload["units"])
        watch = Watch("", {"budget": self.scenario["urge"]["answer_within"]}, entry.at, self.habits)
        watch.spans = [(entry.at, None)]
        self.urged[entry.seq] = Urged(watch, self.state, self.entered, set(payload["units"]))

    def _answer(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        unit = entry.actor.partition("/")[0]
        must(unit in self.urged[payload["asked"]].units, where, "answers what nobody asked")
        self.urged[payload["asked"]].units.discard(unit)

    def _unanswered(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        urged = self.urged[payload["asked"]]
        rule = next(each for each in self.scenario["urge"]["unanswered"] if each["at"] == payload["step"])
        must(payload["step"] not in urged.watch.done, where, "goes up a second time by", payload["step"])
        urged.watch.done.add(payload["step"])
        moment = self.moment(urged.watch, rule)
        must(moment is not None and datetime.fromisoformat(payload["moment"]) == moment, where, "instead of", moment)
        must(moment is not None and entry.at >= moment, where, "comes before its moment", moment)
        silent = self._silent(urged)
        must(set(payload["units"]) == silent, where, "names", payload["units"], "instead of", silent)
        copied = {unit for role in listed(rule.get("copy")) for unit in self.units[role]}
        must(set(payload.get("told", ())) == silent | copied, where, "told", payload.get("told"))
        self.went_up += 1

    def _silent(self, urged: Urged) -> set[str]:
        """Return who has neither answered, nor acted so that the state was left, nor was relieved since."""
        if (urged.state, urged.entered) != (self.state, self.entered) or self.scenario["states"][self.state].get(
            "final"
        ):
            return set()
        role = self.scenario["states"][self.state].get("waits_for")
        return urged.units & set(self.units.get(role, ()))

    def _steps_by(self, now: datetime) -> None:
        """Hold that every step came that was due when a sweep had just run."""
        for seq, urged in self.urged.items():
            for rule in self.scenario.get("urge", {}).get("unanswered", ()) if self._silent(urged) else ():
                moment = self.moment(urged.watch, rule)
                late = moment is not None and moment <= now and rule["at"] not in urged.watch.done
                must(not late, self.number, "urge", seq, "has not gone up by", rule["at"], "due", moment, "at", now)

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
            rung = self._rung_called(self.clocks[clock], payload["rung"], entry.at)
            expected = self._told(rung) if payload["approve"] else []
            must(payload.get("told", []) == expected, where, "told", payload.get("told"), "instead of", expected)
            return
        skipped = []
        if payload["approve"]:
            must(what is not None, where, "grants what is no request")
            number, unit = length(str(what))
            watch = self.clocks[clock]
            must(watch.due() is not None or watch.state != "running", where, "extends what has no end")
            self.granted[clock] = self.granted.get(clock, 0) + 1
            skipped = self._lap(watch, entry.at, during=lambda: self._more(watch, number, unit))
        self._same_skips(skipped, payload, where)

    def _more(self, watch: Watch, number: int, unit: str) -> None:
        if watch.given is None:
            watch.more += number
        else:
            watch.later(timedelta(hours=number) if unit.endswith("hour") else number, unit)

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
        rung = self._rung_called(watch, payload["rung"], entry.at)
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

    # -- parts ----------------------------------------------------------------------------------------------------

    def _opened(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        number = payload["number"]
        self.heard[number] = payload.get("closed", False)
        if "on" not in payload:
            return
        parts = self.parts.setdefault(payload["on"], {})
        must(payload["on"] == self.state, where, "opens parts of", payload["on"], "in", self.state)
        must(payload["unit"] not in parts, where, "opens a second part for", payload["unit"])
        parts[payload["unit"]] = number

    def _parts(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        for part in payload["parts"]:
            must(not part.get("by_hand", False), where, "has parts that nobody divided by hand")
            (unit,) = part["units"]
            said = {"on": payload["on"], "unit": unit, "number": part["number"], "closed": part.get("closed", False)}
            self._opened(entry, said, where)

    def _left_by(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        must(self.parts[payload["on"]].pop(payload["unit"]) == payload["number"], where, "lets go of another's part")

    def _news(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        must(payload["number"] in self.heard, where, "comes from a stranger")
        self.heard[payload["number"]] = payload["closed"]

    def _withdrawn(self, entry: Any, payload: Any, where: str) -> None: ...  # noqa: ANN401

    def _children(self, state: str) -> list[dict[str, Any]]:
        return [one for one in listed(self.scenario.get("children")) if one["on"] == state]

    def _join_holds(self, children: dict[str, Any]) -> bool:
        parts = self.parts.get(children["on"], {})
        closed = sum(self.heard[number] for number in parts.values())
        wanted = {"all": len(parts), "any": 1}.get(children["join"], children["join"])
        return bool(parts) and closed >= min(int(wanted), len(parts))

    # -- the rules ------------------------------------------------------------------------------------------------

    def _ladder(self, watch: Watch, until: datetime) -> list[dict[str, Any]]:
        """Return the rungs of a clock, and the returns of its review that have come by an instant."""
        rungs = list(self.scenario["ladder"].get(watch.name, ()))
        review = watch.rule.get("review")
        if review is None or self._due(watch) is not None:
            return rungs
        number, unit = length(review["every"])
        for place in count(1):
            rung = {**review, "id": f"review {place}", "at": f"start + {number * place} {unit}s"}
            moment = self.moment(watch, rung)
            assert moment is not None
            if moment > until:
                return rungs
            if watch.lap == 1 or moment > watch.lap_at:
                rungs.append(rung)
        return rungs

    def _rung_called(self, watch: Watch, name: str, until: datetime) -> dict[str, Any]:
        found = [one for one in self._ladder(watch, until) if _identity(one) == name]
        must(found, self.number, watch.name, "has no rung", name, "by", until)
        return found[0]

    def _told(self, rung: dict[str, Any]) -> list[str]:
        roles = [*listed(rung.get("notify")), *listed(rung.get("copy"))]
        return list(dict.fromkeys(unit for role in roles for unit in self.units.get(role, ())))

    def _due(self, watch: Watch) -> tuple[date, datetime] | None:
        """Return the due day of a clock; of one that stands still that of its last run, as if it had gone on."""
        return watch.due() if watch.state == "running" else self._last_run(watch).due()

    def _last_run(self, watch: Watch) -> Watch:
        since, _ = watch.spans[-1]
        spans = [*watch.spans[:-1], (since, None)]
        return replace(watch, spans=spans, state="running")

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
        if unit.endswith("hour"):
            base = due[1] if anchor == "due" and due is not None else watch.started
            much = timedelta(hours=number)
            return base + much if unit == "hour" else after_office(base, much)
        day = due[0] if anchor == "due" and due is not None else self.habits.start_day(watch.started)
        return opening(walk(day, number, unit))

    def bound_moment(self) -> datetime | None:
        rule = self.scenario["states"][self.state]
        if "at_most" not in rule:
            return None
        return self.habits.over(self.entered, *length(rule["at_most"]))

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
        for other in self._ladder(watch, now):
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
        watch = Watch(name, rule, at, self.habits, self.ongoing, lap_at=at, spans=[(at, None)])
        if given is not None and not self.ongoing:
            watch.given = _dated(given)
        self.clocks[name] = watch
        return self._skip_behind(watch)

    def _dates(self, changed: dict[str, Any], at: datetime, besides: Any = ()) -> list[tuple[str, str]]:  # noqa: ANN401
        """Move the clocks whose date is another one now: a later one begins a lap, an earlier one skips."""
        skipped = []
        for name, watch in self.clocks.items():
            date_field = watch.rule.get("unless")
            if date_field in changed and name not in besides and not self.ongoing:
                skipped += self._date(watch, _dated(changed[date_field]), at)
        return skipped

    def _date(self, watch: Watch, given: date | datetime, at: datetime) -> list[tuple[str, str]]:
        was = self._due(watch)
        passed = {_identity(rung) for rung in self._ladder(watch, at) if self._come(watch, rung, at)}

        def set_it() -> None:
            watch.given = given
            if watch.state == "paused":
                watch.halted = max(at, watch.halted)
                watch.shown = self.light(watch, at)

        to = replace(watch, given=given).due()
        if was is not None and to is not None and to[1] > was[1]:
            return self._lap(watch, at, during=set_it)
        set_it()
        skipped = []
        for rung in self._ladder(watch, at) if watch.state == "running" else ():
            name, moment = _identity(rung), self.moment(watch, rung)
            if name in watch.done | passed or moment is None or moment > at or not self._early(watch, rung, moment):
                continue
            watch.done.add(name)
            skipped.append((watch.name, name))
        return skipped

    def _come(self, watch: Watch, rung: dict[str, Any], at: datetime) -> bool:
        moment = self.moment(watch, rung)
        return moment is not None and moment <= at

    def _restart(self, name: str, at: datetime, changed: dict[str, Any]) -> list[tuple[str, str]]:
        watch = self.clocks.get(name)
        if watch is None:
            return self._start(name, at)

        def anew() -> None:
            if watch.state == "paused":
                watch._move(at)
            watch.started, watch.spans, watch.state, watch.more = at, [(at, None)], "running", 0
            if watch.rule.get("unless") in changed and not self.ongoing:
                watch.given = _dated(changed[watch.rule["unless"]])

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
        for rung in self._ladder(watch, watch.lap_at):
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
        for rung in self._ladder(watch, until):
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
            for rung in self._ladder(watch, now):
                moment = self.moment(watch, rung)
                late = moment is not None and moment <= now and _identity(rung) not in watch.done
                must(not late, where, watch.name, _identity(rung), "was due at", moment, "and nothing was done")
        moment = self.bound_moment()
        must(moment is None or moment > now or self.bound_seen, where, "the stay was over at", moment)
        self._steps_by(now)

    def light(self, watch: Watch, now: datetime) -> str:
        shown = ["green"]
        for rung in self._ladder(watch, now):
            moment = self.moment(watch, rung)
            if "light" in rung and moment is not None and moment <= now:
                shown.append(rung["light"])
        return max(shown, key=_RANK.__getitem__)

    def last_words(self) -> set[tuple[str, str]]:
        """Return the (clock, rung) whose `then` stopped the clock: what they tell is not withdrawn with it."""
        return self.stopped_by

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


def _dated(given: str) -> date | datetime:
    return datetime.fromisoformat(given).astimezone(UTC) if "T" in given else date.fromisoformat(given)


def _identity(rung: dict[str, Any]) -> str:
    return str(rung.get("id") or rung["at"])


def check_messages(
    rows: list[dict[str, Any]], stopped: set[tuple[str, str]], stands: set[tuple[str, str, str]]
) -> None:
    """Hold the outbox against what must always be so.

    `stopped` are the (number, clock) that stand still for good, `stands` the (number, clock, rung) whose words hold.
    """
    for row in rows:
        where = f"message {row['id']} of {row['number']}"
        urgent = bool(row["urgent"])
        tried = row["attempts"] > 0  # when it is tried again, the dispatcher looks whether anybody is there
        must(urgent or tried or is_open(row["not_before"]), where, "leaves at", row["not_before"], "in the night")
        must(row["status"] in {"pending", "delivered", "withdrawn", "dead"}, where, "is", row["status"])
        # A digest that was tried says the same at every attempt: what is withdrawn meanwhile is only recalled.
        held = row["digest_id"] is not None and row["recalled"] is not None
        if row["status"] == "pending" and not held and (row["number"], row["clock"], row["rung"]) not in stands:
            must((row["number"], row["clock"]) not in stopped, where, "waits although its clock has stopped")


NIGHT = timedelta(days=12)
"""What waits for an opening hour waits no longer, over the longest holidays."""


def check_standing_behind(rows: list[dict[str, Any]], receipts: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Hold that nobody is told by the next medium what the first has told them, nor is left without either.

    What waits as the first is dead waits for an opening; if nothing was delivered for weeks, for one from `now` on.
    """
    known = {row["message_id"]: row for row in rows}
    first_of: dict[tuple[int, str], Mapping[str, Any]] = {}
    for each in sorted(receipts, key=lambda each: each["id"]):
        first_of.setdefault((each["outbox_id"], each["outcome"]), each)
    for row in (row for row in rows if row["behind"] is not None):
        where, first = f"message {row['id']} of {row['number']}", known[row["behind"]]
        same = all(row[name] == first[name] for name in ("number", "unit", "contact", "clock", "rung", "message"))
        must(same and row["medium"] != first["medium"], where, "stands behind one that is not for the same person")
        must(not row["urgent"], where, "is urgent and waits for another one")
        told, dead = first_of.get((first["id"], "delivered")), first["status"] == "dead"
        if first["status"] == "delivered":
            must(row["status"] != "pending", where, "waits although its reader was told by the first medium")
        if dead and row["status"] == "pending":
            since = max(row["created_at"], first["settled_at"], now)
            must(row["not_before"] <= since + NIGHT, where, "waits on until", row["not_before"], "since", since)
        if row["status"] == "withdrawn" and "reached" in (row["reason"] or ""):
            must(told is not None, where, "was withdrawn although the first medium has told nobody")
        if row["status"] == "delivered" and told is not None:
            early = first_of[row["id"], "delivered"]["id"] < told["id"] or row["not_before"] <= told["at"]
            must(early, where, "has told what the first medium had told before")
