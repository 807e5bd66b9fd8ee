"""What parts, papers, approvals, opinions and sheets should have come to, by docs/ and the scenario files alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from calendar_walk import SHANGHAI, length, local_day, midnight_after, opening, walk, works
from oracle import Oracle, listed, must

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM = "system"
_OF_TIME = {"rung", "skip", "bound", "remind", "news", "struck", "progress", "withdrawn", "refused"}


def unit_of(actor: str) -> str:
    return actor.partition("/")[0]


@dataclass
class Request:
    """What waits for a decision: an act or more time that somebody has asked for, or a draft that is to be signed."""

    kind: str
    by: str
    at: datetime
    approve: list[str]
    recorded_by: list[str] = field(default_factory=list)
    act: dict[str, Any] = field(default_factory=dict)
    clock: str = ""
    opinion: list[str] = field(default_factory=list)
    within: str | None = None
    given: dict[str, str] = field(default_factory=dict)
    """The units that have given an opinion, each with the role for which it counts."""
    rung: dict[str, Any] = field(default_factory=dict)
    reminded: date | None = None


@dataclass
class Piece:
    """A part, as its whole knows it."""

    units: list[str]
    by_hand: bool
    on: str
    closed: bool = False
    ended: str | None = None
    counts: bool = True
    released: bool = False
    """Whether it was closed since it is no longer needed; somebody may take it up again."""

    @property
    def awaited(self) -> bool:
        """Whether the join looks at it."""
        return self.counts and self.ended is None


@dataclass
class Letter:
    """A paper that was signed."""

    paper: str
    number: str
    series: str
    year: int
    place: int
    to: list[str]
    answers: bool
    answered: list[str] = field(default_factory=list)


Sea = dict[str, "TideOracle"]
"""All matters, by their numbers."""


class TideOracle(Oracle):
    """Follows one instance through its history, and looks at the others where it hangs on them."""

    def __init__(self, scenario: dict[str, Any], number: str, sea: Sea) -> None:
        super().__init__(scenario, number)
        self.sea = sea
        self.taken = 0
        self.signed: dict[str, list[str]] = {}
        self.excused: dict[str, set[str]] = {}
        self.requests: dict[int, Request] = {}
        self.pieces: dict[str, Piece] = {}
        self.whole: str | None = None
        self.letters: dict[int, Letter] = {}
        self.urges: dict[int, list[str]] = {}
        self.urged_at: datetime | None = None
        self.all_parts: list[str] = []
        self.opened_lines: tuple[str, ...] = ()
        self.awaits: Any = None
        self.answers: set[tuple[int, str]] = set()
        self.ended: str | None = None
        self.merged_into: str | None = None
        self.opened_at = self.entered
        self.period: str | None = None
        self.lines: dict[str, dict[str, Any] | None] = {}
        self.filed: dict[str, dict[str, Any]] = {}
        self.reports: dict[str, tuple[str, dict[str, Any]]] = {}
        self.states_heard: dict[str, str] = {}
        self.unannounced: set[str] = set()
        self.expects: tuple[str, Any] | None = None

    # -- what is asked of others ----------------------------------------------------------------------------------

    @property
    def closed(self) -> bool:
        return self.ended is not None or bool(self.scenario["states"][self.state].get("final"))

    def each(self, trigger: str) -> str | None:
        """Return the role each of whose units pulls the trigger here."""
        for rule in listed(self.scenario["transitions"][trigger]):
            if self.state in listed(rule["from"]) and isinstance(rule["by"], dict) and "each" in rule["by"]:
                return str(rule["by"]["each"])
        return None

    def each_here(self) -> Iterator[tuple[str, str]]:
        if not self.closed:
            for trigger in self.scenario["transitions"]:
                if (role := self.each(trigger)) is not None:
                    yield trigger, role

    def owing(self, role: str) -> list[str]:
        """Return the units of a role that still owe what each has to do here."""
        for trigger, asked in self.each_here():
            if asked == role:
                done = {*self.signed.get(trigger, ()), *self.excused.get(trigger, ())}
                return [unit for unit in self.units.get(role, ()) if unit not in done]
        return []

    def meant(self, recipient: str) -> list[str]:
        role, _, rest = recipient.partition(".")
        return self.owing(role) if rest == "owing" else self.units.get(role, [])

    def _told(self, rung: dict[str, Any]) -> list[str]:
        first = [unit for one in listed(rung.get("notify")) for unit in self.meant(one)]
        if not first:
            return []
        return list(dict.fromkeys([*first, *(unit for one in listed(rung.get("copy")) for unit in self.meant(one))]))

    # -- acts -----------------------------------------------------------------------------------------------------

    def take(self, entry: Any) -> None:  # noqa: ANN401 - a history entry
        self.taken += 1
        where = f"{self.number} 第{entry.seq}条 {entry.kind}"
        must(entry.seq == self.taken, where, "comes after", self.taken - 1)
        expected, self.expects = self.expects, None
        if expected is not None:
            must(entry.kind == expected[0], where, "comes instead of", expected[0])
        self.awaits = expected[1] if expected else None
        state, round_, was_closed = self.state, self.round, self.closed if self.state else False
        super().take(entry)
        for seq in [seq for seq, one in self.requests.items() if one.kind != "approval" and seq not in self.waiting]:
            del self.requests[seq]  # it has lapsed with its clock
        if (state, round_) != (self.state, self.round):
            self._moved()
        if self.closed and not was_closed:
            self.requests = {}

    def rule(self, trigger: str, state: str) -> dict[str, Any] | None:
        """Return the entry of a trigger that is taken in a state."""
        for rule in listed(self.scenario["transitions"][trigger]):
            if state in listed(rule["from"]) and self._when(rule):
                found: dict[str, Any] = rule
                return found
        return None

    def entry(self, trigger: str) -> dict[str, Any] | None:
        """Return the entry of a trigger that is taken now: what is void is only taken up, what is merged never."""
        if self.ended is None:
            return self.rule(trigger, self.state)
        rules = [rule for rule in listed(self.scenario["transitions"][trigger]) if rule.get("new_round")]
        return rules[0] if rules and self.ended == "void" else None

    @property
    def unassigned(self) -> bool:
        return any(rule.get("required") and not self.units.get(role) for role, rule in self.scenario["roles"].items())

    def _when(self, rule: dict[str, Any]) -> bool:
        if "when" not in rule:
            return True
        must(rule["when"] == "item.units.lead", "no such condition is known:", rule["when"])
        return bool(self.units.get("lead"))

    def _moved(self) -> None:
        self.signed = {}
        self.requests = {
            seq: one for seq, one in self.requests.items() if one.kind != "approval" or one.act["verb"] != "fire"
        }

    def _open(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        super()._open(entry, payload, where)
        self.opened_at = entry.at
        self.whole = payload.get("parent")
        self.period = payload.get("period")
        for number, line in payload.get("lines", {}).items():
            must(line.get("said") is None, where, "has a line that says something already")
            self.lines[number] = None
        self.opened_lines = tuple(self.lines)

    def _act(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        rule = self.entry(entry.trigger)
        must(rule is not None, where, entry.trigger, "leads nowhere from", self.state)
        assert rule is not None
        self._may(entry, payload, rule, where)
        sheet = self.scenario.get("sheet")
        if sheet and entry.trigger == sheet["hand_in"]["do"]:
            must(None not in self.lines.values() and self.lines, where, "hands in what is not written")
        if "share" in payload:
            self._share(unit_of(entry.actor), entry.trigger, payload["share"], where)
            if payload["share"]["owing"]:
                must(entry.to_state in {None, self.state}, where, "moves although others still owe it")
                self._same_skips([], payload, where)
                return
        elif (role := self.each(entry.trigger)) is not None:
            left = "owing" in payload.get("because", {})
            must(left and self.units[role] and not self.owing(role), where, "is pulled before its time")
        must(entry.to_state == rule["to"], where, "leads to", entry.to_state, "and not", rule["to"])
        said = {} if "share" in payload else payload.get("data", {})
        before = self.scenario
        self.scenario = {**before, "transitions": {**before["transitions"], entry.trigger: rule}}
        try:
            if rule.get("new_round") and self.ended is not None:
                self.ended = None
            super()._act(entry, {**payload, "data": said}, where)
        finally:
            self.scenario = before
        if rule.get("new_round"):
            self.excused, self.pieces = {}, {}
        if sheet and entry.trigger == sheet["hand_in"]["do"]:
            self.filed = {number: line for number, line in self.lines.items() if line is not None}
        self._divides()

    def _may(self, entry: Any, payload: Any, rule: dict[str, Any], where: str) -> None:  # noqa: ANN401
        because = payload.get("because", {})
        if entry.actor == SYSTEM:
            must(because, where, "is done by the engine for no reason")
            must(SYSTEM in listed(rule["by"]) or "owing" in because, where, "is none of the engine's acts")
        else:
            must(not because, where, "has a reason of the engine's")
            self._role(unit_of(entry.actor), rule["by"], where)
            if "note" in listed(rule.get("requires")):
                must(payload.get("note"), where, "has no note")
        if "approve" in rule:
            self._approved(entry, payload, {"verb": "fire", "trigger": entry.trigger}, where)

    def _role(self, unit: str, roles: Any, where: str) -> None:  # noqa: ANN401
        names = roles["each"] if isinstance(roles, dict) else roles
        must(any(unit in self.units.get(role, ()) for role in listed(names)), where, unit, "may not do it")

    def _share(self, unit: str, trigger: str, share: Any, where: str) -> None:  # noqa: ANN401
        role = self.each(trigger)
        must((share["role"], share["unit"]) == (role, unit), where, "is the share of", share, "not of", unit)
        must(unit not in self.signed.get(trigger, ()), where, unit, "does a second time")
        self.signed.setdefault(trigger, []).append(unit)
        self.excused.get(trigger, set()).discard(unit)  # who acts all the same counts
        must(share["owing"] == len(self.owing(role or "")), where, share, "instead of", self.owing(role or ""))

    def bound_moment(self) -> datetime | None:
        return None if self.ended is not None else super().bound_moment()

    def _excuse(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        act, unit = payload["act"], payload["share"]["unit"]
        role = self.each(act)
        must(role is not None and unit in self.units[role], where, unit, "owes no such thing")
        rule = self.rule(act, self.state)
        assert rule is not None
        self._role(unit_of(entry.actor), rule["excuse"]["by"], where)
        must(unit != unit_of(entry.actor), where, "excuses itself")
        must(payload.get("note"), where, "has no note")
        must(unit in self.owing(role or ""), where, unit, "owed nothing")
        self.excused.setdefault(act, set()).add(unit)
        must(payload["share"]["owing"] == len(self.owing(role or "")), where, payload, self.owing(role or ""))

    def _rebind(self, payload: Any, at: datetime) -> list[tuple[str, str]]:  # noqa: ANN401
        ((role, units),) = payload["units"].items()
        left = [unit for unit in self.units.get(role, ()) if unit not in units]
        skipped = super()._rebind(payload, at)
        for trigger, rules in self.scenario["transitions"].items():
            if any(isinstance(rule["by"], dict) and rule["by"].get("each") == role for rule in listed(rules)):
                self.signed[trigger] = [unit for unit in self.signed.get(trigger, ()) if unit not in left]
                self.excused[trigger] = self.excused.get(trigger, set()) - set(left)
        return skipped

    def _correct(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        rule = self.scenario.get("corrects", {})
        data = payload.get("data", {})
        if "approve" in rule:
            self._approved(entry, payload, {"verb": "correct", "data": data}, where)
        self._role(unit_of(entry.actor), rule.get("by", self.scenario.get("opens_by")), where)
        must(set(data) <= set(listed(rule.get("fields", [*data]))), where, "corrects what may not be")
        must(payload["note"], where, "has no reason")
        was = {name: self.data[name] for name in data if name in self.data}
        must(payload.get("before", {}) == was, where, "forgets what was:", was)
        self.data = {**self.data, **data}
        self._same_skips(self._dates(data, entry.at), payload, where)
        self._divides()

    def _void(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        self._finish(entry, payload, {"verb": "void"}, where)
        self.ended = "void"

    def _merge(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        self._finish(entry, payload, {"verb": "merge", "into": payload["into"]}, where)
        self.ended, self.merged_into = "merged", payload["into"]
        must(payload["into"] != self.number, where, "is merged into itself")

    def _finish(self, entry: Any, payload: Any, act: dict[str, Any], where: str) -> None:  # noqa: ANN401
        rule = self.scenario.get("voids", {"by": self.scenario.get("opens_by")})
        must(not self.closed, where, "ends what is closed")
        if rule["by"] is not None:
            self._role(unit_of(entry.actor), rule["by"], where)
        must(payload["note"], where, "has no reason")
        if "approve" in rule:
            self._approved(entry, payload, act, where)
        skipped = []
        for watch in self.clocks.values():
            if watch.state != "stopped":
                skipped += self._left(watch, entry.at)
                watch.halt(entry.at, "stopped")
        self._same_skips(skipped, payload, where)

    # -- approvals and opinions -----------------------------------------------------------------------------------

    def _ask(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        act = payload["act"]
        if act["verb"] == "fire":
            rule = self.entry(act["trigger"])
            must(rule is not None, where, "asks for what cannot be done")
            assert rule is not None
            self._role(unit_of(entry.actor), rule["by"], where)
        else:
            rule = self.scenario["corrects" if act["verb"] == "correct" else "voids"]
            self._role(unit_of(entry.actor), rule["by"], where)
        must("approve" in rule, where, "asks, and need not")
        if act["verb"] != "fire" or "note" in listed(rule.get("requires")):
            must(payload.get("note"), where, "has no note")
        self.requests[entry.seq] = self._request("approval", entry, rule, act)
        self._asked(self.requests[entry.seq], payload, where)

    def _request(self, kind: str, entry: Any, rule: dict[str, Any], act: dict[str, Any]) -> Request:  # noqa: ANN401
        opinion = rule.get("opinion")
        if not isinstance(opinion, dict):
            opinion = {"of": opinion}
        return Request(
            kind,
            entry.actor,
            entry.at,
            listed(rule["approve"]),
            listed(rule.get("recorded_by")),
            act,
            opinion=listed(opinion["of"]),
            within=opinion.get("within"),
        )

    def _asked(self, request: Request, payload: Any, where: str) -> None:  # noqa: ANN401
        own = unit_of(request.by)
        deciders = [unit for role in request.approve for unit in self.units[role]]
        opinions = [unit for role in request.opinion for unit in self.units[role] if unit != own]
        expected = [*([unit for unit in deciders if unit != own] or deciders), *opinions]
        must(sorted(payload.get("told", [])) == sorted(set(expected)), where, "tells", payload.get("told"), expected)

    def _extend(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        super()._extend(entry, payload, where)
        rule = self._extension(payload["clock"])
        must(rule is not None, where, "is one too many")
        assert rule is not None
        self._role(unit_of(entry.actor), rule["by"], where)
        if "note" in listed(rule.get("requires")):
            must(payload.get("note"), where, "has no note")
        must(length(payload["length"])[0] <= length(rule["at_most"])[0], where, "asks for more than", rule["at_most"])
        must(entry.at < self._ask_until(rule), where, "is asked for too late")
        self.requests[entry.seq] = self._request("extension", entry, rule, {})
        self.requests[entry.seq].clock = payload["clock"]
        self._asked(self.requests[entry.seq], payload, where)

    def _extension(self, clock: str) -> dict[str, Any] | None:
        rules = [rule for rule in self.scenario.get("extension", ()) if rule["clock"] == clock]
        granted = self.granted.get(clock, 0)
        return rules[granted] if granted < len(rules) else None

    def _ask_until(self, rule: dict[str, Any]) -> datetime:
        due = self._due(self.clocks[rule["clock"]])
        if due is None:
            return datetime.max.replace(tzinfo=UTC)
        if "ask_until" not in rule:
            return due[1]
        _, sign, number, *unit = rule["ask_until"].split()
        day = walk(due[0], int(number) * (1 if sign == "+" else -1), " ".join(unit).removesuffix("s"))
        return midnight_after(day)

    def undecided_until(self, request: Request) -> datetime | None:
        """Return until when an opinion is waited for."""
        if request.within is None or set(request.opinion) <= set(request.given.values()):
            return None
        if not any(unit != unit_of(request.by) for role in request.opinion for unit in self.units[role]):
            return None
        return self.habits.over(request.at, *length(request.within))

    def _opinion(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        request = self.requests.get(payload["asked"])
        must(request is not None, where, "is on what does not wait")
        assert request is not None
        unit = unit_of(entry.actor)
        roles = [role for role in request.opinion if unit in self.units[role]]
        must(roles, where, unit, "was not asked")
        must(unit not in request.given, where, unit, "gives a second one")
        must(unit != unit_of(request.by), where, unit, "has asked itself")
        must(payload["text"], where, "says nothing")
        request.given[unit] = roles[0]

    def _decide(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        request = self.requests.get(payload["asked"])
        must(request is not None, where, "decides what does not wait")
        assert request is not None
        decider = payload.get("on_behalf") or entry.actor
        self._role(unit_of(decider), request.approve, where)
        if request.by != SYSTEM:
            must(unit_of(decider) != unit_of(request.by), where, decider, "decides what its own unit has asked for")
        if payload.get("on_behalf"):
            self._role(unit_of(entry.actor), request.recorded_by, where)
            must(unit_of(entry.actor) != unit_of(request.by), where, "is recorded by who asked")
            must(local_day(request.at) <= date.fromisoformat(payload["on"]) <= local_day(entry.at), where, "wrong day")
        until = self.undecided_until(request)
        must(until is None or entry.at >= until, where, "is decided before", until)
        del self.requests[payload["asked"]]
        if request.kind == "paper":
            must(not payload["approve"] and payload.get("note"), where, "refuses a paper without a word")
            self.waiting.pop(payload["asked"])
            return
        if request.kind == "approval":
            if payload["approve"] and not payload.get("blockers"):
                self.expects = (
                    {"fire": "act"}.get(request.act["verb"], request.act["verb"]),
                    (payload["asked"], request),
                )
            return
        super()._decide(entry, payload, where)

    def _approved(self, entry: Any, payload: Any, act: dict[str, Any], where: str) -> None:  # noqa: ANN401
        must(self.awaits is not None, where, "was approved by nobody")
        seq, request = self.awaits
        must(payload.get("approved") == seq, where, "says it was approved by", payload.get("approved"))
        must(entry.actor == request.by, where, "is not done by who asked")
        asked = {name: request.act.get(name) or None for name in act}
        must(asked == {name: value or None for name, value in act.items()}, where, "is not what was approved:", asked)

    def _withdraw(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        request = self.requests.pop(payload["asked"], None)
        must(request is not None and request.kind != "paper", where, "takes back what does not wait")
        assert request is not None
        must(unit_of(request.by) == unit_of(entry.actor), where, "takes back what another has asked for")
        self.waiting.pop(payload["asked"], None)

    def _remind(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        request = self.requests.get(payload["asked"])
        must(request is not None, where, "reminds of what does not wait")
        assert request is not None
        day = date.fromisoformat(payload["day"])
        must(opening(day) <= entry.at and works(day), where, "comes before the office opens")
        must(request.reminded is None or day > request.reminded, where, "comes a second time on", day)
        must(day > local_day(request.at), where, "reminds of what was asked for today")
        request.reminded = day

    # -- papers ---------------------------------------------------------------------------------------------------

    def _rung(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        rule = self._rung_called(self.clocks[payload["clock"]], payload["rung"], entry.at)
        if "paper" not in rule:
            super()._rung(entry, payload, where)
            if "confirm" in rule:
                self.requests[entry.seq] = Request(
                    "release", SYSTEM, entry.at, [rule["confirm"]], clock=payload["clock"], rung=rule
                )
            return
        rung, moment = self._claimed(entry, payload, where)
        why = self._why_skip(self.clocks[payload["clock"]], rung, moment, entry.at)
        must(why is None, where, payload["rung"], "fired and should have been skipped:", why)
        must(payload.get("light") == rung.get("light"), where, "shows the wrong light")
        must(payload.get("paper") == rung["paper"], where, "drafts", payload.get("paper"), "instead of", rung["paper"])
        expected = self.units[rung["sign"]]
        must(payload.get("told", []) == expected, where, "told", payload.get("told"), "instead of", expected)
        self.waiting[entry.seq] = (payload["clock"], None)
        self.requests[entry.seq] = Request(
            "paper", SYSTEM, entry.at, [rung["sign"]], clock=payload["clock"], rung={**rung, "name": payload["rung"]}
        )
        self.rungs += 1

    def _sign(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        request = self.requests.pop(payload["asked"], None)
        must(request is not None and request.kind == "paper", where, "signs what does not wait")
        assert request is not None
        self.waiting.pop(payload["asked"])
        must("/" in entry.actor, where, "is signed by nobody in particular")
        self._role(unit_of(entry.actor), request.approve, where)
        name = request.rung["paper"]
        paper = self.scenario["papers"][name]
        local = entry.at.astimezone(SHANGHAI)
        expected = paper["number"].format(year=local.year, month=local.month, seq=payload["place"])
        must((payload["paper"], payload["number"]) == (name, expected), where, payload["number"], "not", expected)
        level = 1 + sum(letter.paper == name for letter in self.letters.values())
        must(payload["level"] == level, where, "is of level", payload["level"], "instead of", level)
        to = list(dict.fromkeys(unit for one in listed(request.rung["to"]) for unit in self.meant(one)))
        must(to and payload.get("to", []) == to, where, "goes to", payload.get("to"), "instead of", to)
        told = [*to, *(unit for one in listed(request.rung.get("copy")) for unit in self.meant(one))]
        must(payload.get("told", []) == list(dict.fromkeys(told)), where, "tells", payload.get("told"), told)
        for asked in listed(paper.get("asks")):
            must(payload.get("data", {}).get(asked), where, asked, "is not written")
        within = paper.get("reply_within")
        by = None
        if within is not None:
            number, unit = length(within)
            by = self.habits.rolled(walk(self.habits.first_day(entry.at) - timedelta(days=1), number, unit))
        must(payload.get("reply_by") == (by and by.isoformat()), where, payload.get("reply_by"), "instead of", by)
        self.letters[entry.seq] = Letter(
            name, expected, payload["series"], local.year, payload["place"], to, within is not None
        )
        self.data = {**self.data, **payload.get("data", {})}
        if "then" in request.rung and self.rule(request.rung["then"], self.state) is not None:
            self.expects = ("act", (entry.seq, request))

    def _answer(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        asked, unit = payload["asked"], unit_of(entry.actor)
        letter = self.letters.get(asked)
        to = letter.to if letter is not None and letter.answers else self.urges.get(asked, ())
        must(unit in to, where, unit, "answers what it was not asked")
        must((asked, unit) not in self.answers, where, unit, "answers a second time")
        self.answers.add((asked, unit))

    def _urge(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        role = self.scenario["states"][self.state].get("waits_for")
        must(not self.closed and role is not None, where, "urges nobody")
        expected = self.owing(role) or self.units[role]
        must(payload["units"] == expected, where, "urges", payload["units"], "instead of", expected)
        self.urges[entry.seq], self.urged_at = payload["units"], entry.at

    def _remark(self, _entry: Any, _payload: Any, _where: str) -> None: ...  # noqa: ANN401

    def _instruct(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        rule = self.scenario["instructions"]
        self._role(unit_of(entry.actor), rule["recorded_by"], where)
        self._role(unit_of(payload["leader"]), rule["of"], where)
        must(date.fromisoformat(payload["on"]) <= local_day(entry.at), where, "is of a day to come")

    def _linked(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        if payload["link"] == "merged_into":
            other = self.sea.get(payload["number"])
            must(other is None or other.merged_into in {self.number, None}, where, "is said to be merged here")

    def _link(self, _entry: Any, _payload: Any, _where: str) -> None: ...  # noqa: ANN401

    # -- parts ----------------------------------------------------------------------------------------------------

    def _divides(self) -> None:
        """Note whether parts should follow, of which the next entry tells."""
        self.unannounced = set(self._lacking())

    def _lacking(self) -> Iterator[str]:
        """Yield each unit that should have a part and has none."""
        for rule in self._children(self.state):
            if self.closed or not self._wanted(rule):
                continue
            has = {unit for piece in self.pieces.values() if piece.counts for unit in piece.units}
            excused = {unit for units in self.excused.values() for unit in units}
            yield from (unit for unit in self.units[rule["each"]] if unit not in has | excused)

    def _wanted(self, rule: dict[str, Any]) -> bool:
        must(rule.get("when") in {None, "mode == '分办'"}, "no such condition is known:", rule.get("when"))
        return "when" not in rule or self.data.get("mode") == "分办"

    def _divide(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        (rule,) = listed(self.scenario["children"])
        must(self.state in rule["breakdown"]["in"], where, "divides in", self.state)
        must(rule["on"] not in self.joined, where, "divides what has been joined")
        self._role(unit_of(entry.actor), rule["breakdown"]["by"], where)
        must(payload.get("note"), where, "has no note")
        for part in payload["parts"]:
            must(part["units"] and set(part["units"]) <= set(self.units[rule["each"]]), where, "gives to strangers")
        self.expects = ("parts", [part["units"] for part in payload["parts"]])

    def _parts(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        (rule,) = listed(self.scenario["children"])
        must(payload["on"] == rule["on"], where, "are of", payload["on"])
        units = [part["units"] for part in payload["parts"]]
        if self.awaits is not None:
            must(units == self.awaits, where, "are for", units, "instead of", self.awaits)
        else:
            lacking = sorted(self._lacking())
            must(sorted(units) == [[unit] for unit in lacking], where, "are for", units, "instead of", lacking)
        for part in payload["parts"]:
            place = len(self.all_parts) + 1
            expected = f"{self.number}-{place:02d}"
            must(part["number"] == expected, where, "numbers", part["number"], "instead of", expected)
            must(part.get("by_hand", False) is (self.awaits is not None), where, "confuses by whom they were asked for")
            self.all_parts.append(expected)
            self.heard[expected] = part.get("closed", False)
            self.pieces[expected] = Piece(list(part["units"]), self.awaits is not None, payload["on"])

    def _left_by(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        piece = self.pieces.get(payload["number"])
        must(piece is not None and piece.counts, where, "lets go of what does not count")
        assert piece is not None
        excused = {unit for units in self.excused.values() for unit in units}
        (rule,) = listed(self.scenario["children"])
        still = [unit for unit in piece.units if unit in self.units[rule["each"]] and unit not in excused]
        must(not still or self.ended is not None or not self._wanted(rule), where, "lets go of a part that is", still)
        piece.counts = False

    def _news(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        number = payload["number"]
        must(number in self.heard, where, "comes from a stranger")
        self.heard[number] = payload["closed"]
        self.states_heard[number] = payload["state"]
        if number in self.pieces:
            self.pieces[number].closed = payload["closed"]
            self.pieces[number].ended = payload.get("ended")

    def _join_holds(self, children: dict[str, Any]) -> bool:
        counted = [piece for piece in self.pieces.values() if piece.counts and piece.on == children["on"]]
        awaited = [piece for piece in counted if piece.awaited]
        return all(piece.closed for piece in awaited) if awaited else all(piece.by_hand for piece in counted)

    def _withdrawn(self, _entry: Any, _payload: Any, _where: str) -> None: ...  # noqa: ANN401

    # -- sheets ---------------------------------------------------------------------------------------------------

    def _report(self, entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        sheet = self.scenario["sheet"]
        self._role(unit_of(entry.actor), sheet["unit"], where)
        must(self.rule(sheet["hand_in"]["do"], self.state) is not None, where, "writes on what is handed in")
        for number, said in payload["lines"].items():
            must(number in self.lines, where, "writes of", number, "which does not stand there")
            if said.get("nothing_new"):
                must(said.get("note") and not said.get("values"), where, "says nothing new, without a reason")
            else:
                must(said["values"].get("done"), where, "says too little of", number)
            self.lines[number] = {name: value for name, value in said.items() if value}

    def _struck(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        for number in payload.get("numbers", {}):
            must(number in self.lines, where, "strikes", number, "which does not stand there")
            del self.lines[number]

    def _progress(self, _entry: Any, payload: Any, where: str) -> None:  # noqa: ANN401
        sheet = self.sea.get(payload["sheet"])
        must(sheet is not None, where, "comes from no sheet")
        assert sheet is not None
        must(sheet.units["reporter"] == [payload["unit"]], where, "comes from", payload["unit"])
        must(sheet.period == payload["period"], where, "is of another month")
        said = {name: value for name, value in payload["said"].items() if value}
        must(sheet.filed.get(self.number) == said, where, "says", said, "instead of", sheet.filed.get(self.number))
        self.reports[payload["unit"]] = (payload["sheet"], said)

    def reports_of(self, unit: str, period: str) -> bool:
        """Say whether a unit owes a report of this for a month."""
        rule = self.scenario.get("progress")
        if rule is None or self.closed or self.scenario["states"][self.state].get("reports") == "stop":
            return False
        first = date.fromisoformat(f"{period}-01")
        excused = {unit for units in self.excused.values() for unit in units}
        return unit in self.units[rule["by"]] and unit not in excused and local_day(self.opened_at) <= first

    # -- what should stand ----------------------------------------------------------------------------------------

    def swept(self, now: datetime) -> None:
        super().swept(now)
        where = f"{self.number} swept at {now}"
        must(not self.unannounced & set(self._lacking()), where, "lacks parts for", *self.unannounced)
        for seq, request in self.requests.items():
            day = local_day(now)
            while not works(day) or opening(day) > now:
                day -= timedelta(days=1)
            owed = day > local_day(request.at)
            must(
                not owed or (request.reminded and request.reminded >= day),
                where,
                "nobody was reminded of",
                seq,
                "on",
                day,
            )
        for number, piece in self.pieces.items():
            part = self.sea[number]
            if piece.counts:
                same = (piece.closed, piece.ended) == (part.closed, part.ended)
                must(same, where, "has not heard of", number, piece, "which is", part.closed, part.ended)
            if (not piece.counts or self.ended is not None) and not piece.released:
                piece.released = True
                must(part.closed, where, "leaves", number, "open, which nobody needs")
        for rule in self._children(self.state):
            pulled = self.state not in self.joined and not self.closed
            counted = [piece for piece in self.pieces.values() if piece.awaited]
            stuck = pulled and self._join_holds(rule) and counted
            must(not stuck, where, "waits for parts that are all done")

    def standing(self, item: Any, now: datetime) -> None:  # noqa: ANN401 - an instance
        super().standing(item, now)
        where = f"{self.number} read at {now}"
        must(item.ended == self.ended, where, "has ended as", item.ended, "instead of", self.ended)
        must((item.closed_at is not None) is self.closed, where, "is closed:", item.closed_at)
        must({role: list(units) for role, units in item.units.items()} == self.units, where, item.units, self.units)
        owing = {role: tuple(self.owing(role)) for _, role in self.each_here() if self.owing(role)}
        must({role: units for role, units in item.owing.items() if units} == owing, where, item.owing, owing)
        said = {unit: (one.sheet, dict(one.values)) for unit, one in item.reports.items()}
        mine = {unit: (sheet, line.get("values", {})) for unit, (sheet, line) in self.reports.items()}
        must(said == mine, where, "last reported:", said, "instead of", mine)
        if item.sheet is not None:
            must([line.number for line in item.sheet.lines] == [*self.lines], where, item.sheet.lines, self.lines)
