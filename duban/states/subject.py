"""One instance as the rules see it: its state, units, data, acts of the round and clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from duban.states.clock_ledger import ClockLedger
from duban.states.definition import SYSTEM, Light
from duban.states.durations import Duration, parse_duration
from duban.states.packing import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a unit and, where it is known, the person; `system` is the engine itself."""

    unit: str
    person: str | None = None

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(by: str) -> Actor:
        """Read `"unit"` or `"unit/person"`."""
        unit, _, person = by.partition("/")
        return Actor(unit.strip(), person.strip() or None)

    @property
    def is_system(self) -> bool:
        """Return whether this is the engine."""
        return self.unit == SYSTEM

    def __str__(self) -> str:
        """Return the text that `parse` reads."""
        return self.unit if self.person is None else f"{self.unit}/{self.person}"


THE_SYSTEM = Actor(SYSTEM)

_ALWAYS = frozenset({"entered_at", "units", "texts", "data", "given", "pulls", "clocks", "claimed"})
"""Facts that every memory has; most have no others."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody asks for: a trigger with its data (already checked), note and new units."""

    trigger: str
    actor: Actor
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    units: tuple[str, ...] | None = None
    texts: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Pull:
    """How often a trigger was pulled in this round, and by whom last; `others` signed with the last one."""

    times: int
    last: Actor
    others: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody's decision: an extension of `length`, or the release of `rung`.

    `seq` is the entry of the history that asked, `roles` are those that may decide, `reminded_on` is the last local day
    on which they were told.
    """

    seq: int
    clock: str
    roles: tuple[str, ...]
    asked_by: Actor
    asked_at: datetime
    reminded_on: date
    length: Duration | None = None
    rung: str | None = None
    note: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it; what is not set is left out."""
        facts = {
            "seq": self.seq,
            "clock": self.clock,
            "roles": self.roles,
            "asked_by": str(self.asked_by),
            "asked_at": self.asked_at.isoformat(),
            "reminded_on": self.reminded_on.isoformat(),
            "length": None if self.length is None else str(self.length),
            "rung": self.rung,
            "note": self.note,
        }
        return {name: value for name, value in facts.items() if value is not None}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Waiting:
        """Return what `to_dict` wrote."""
        return cls(
            seq=facts["seq"],
            clock=facts["clock"],
            roles=tuple(facts["roles"]),
            asked_by=Actor.parse(facts["asked_by"]),
            asked_at=datetime.fromisoformat(facts["asked_at"]),
            reminded_on=date.fromisoformat(facts["reminded_on"]),
            length=parse_duration(facts["length"]) if "length" in facts else None,
            rung=facts.get("rung"),
            note=facts.get("note"),
        )


@dataclass(frozen=True, slots=True)
class Linked:
    """What an instance last heard of one that reports to it."""

    state: str
    closed: bool
    units: tuple[str, ...] = ()


@dataclass(slots=True)
class Subject:
    """The working memory of one instance; everything in it can be folded anew from the history.

    `given` holds the round in which a field was last given, `texts` the units of a role as they were written,
    `claimed` the rungs of each clock's present lap that were fired or skipped. `private` is filled by who may see it.
    `stays` counts the stays of this round in each state whose stay is bounded, `signed` holds for each trigger that
    takes several hands the roles that have pulled it so far, with who did, and `shed` how often each light came on.
    `waiting` is what waits for a decision, `granted` how often each clock of this round was extended. `reports_to` are
    the instances that hear of each change of state; `linked` is what was heard of those that report here, by number;
    `children` has for each state of this round that opens children their numbers by unit, `joined` those of the states
    whose join has been seen to. `repeats` counts the links as a repeat of the same matter.
    """

    number: str
    scenario: str
    title: str
    state: str
    opened_at: datetime
    entered_at: datetime
    round: int = 1
    version: int = 1
    ongoing: bool = False
    closed_at: datetime | None = None
    closed_light: Light | None = None
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    pulls: dict[str, Pull] = field(default_factory=dict)
    clocks: dict[str, ClockLedger] = field(default_factory=dict)
    claimed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    signed: dict[str, dict[str, Actor]] = field(default_factory=dict)
    shed: dict[str, int] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)
    reports_to: tuple[str, ...] = ()
    linked: dict[str, Linked] = field(default_factory=dict)
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    joined: tuple[str, ...] = ()
    repeats: int = 0
    _read: dict[str, tuple[ClockLedger, dict[str, Any]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Each clock as it was read and what from, so that one that nobody touched need not be written out anew."""

    def fills(self, actor: Actor, role: str) -> bool:
        """Return whether the actor's unit fills the role."""
        return actor.unit in self.units.get(role, ())

    def remember(self) -> str:
        """Return the JSON text of what the instance's own columns do not hold; private values are not in it."""
        memory: dict[str, Any] = {
            "entered_at": self.entered_at,
            "units": self.units,
            "texts": self.texts,
            "data": self.data,
            "given": self.given,
            "pulls": {
                name: [pull.times, str(pull.last), *(str(other) for other in pull.others)]
                for name, pull in self.pulls.items()
            },
            "clocks": [self._written(ledger) for ledger in self.clocks.values()],
            "claimed": self.claimed,
        }
        if self.closed_light is not None:
            memory["closed_light"] = self.closed_light
        # What most instances never have costs them nothing.
        if self.stays:
            memory["stays"] = self.stays
        if self.signed:
            memory["signed"] = {
                trigger: {role: str(actor) for role, actor in roles.items()} for trigger, roles in self.signed.items()
            }
        if self.shed:
            memory["shed"] = self.shed
        if self.waiting:
            memory["waiting"] = [each.to_dict() for each in self.waiting.values()]
        if self.granted:
            memory["granted"] = self.granted
        if self.reports_to or self.linked or self.children or self.joined or self.repeats:
            memory |= self._relations()
        return pack(memory)

    def _written(self, ledger: ClockLedger) -> dict[str, Any]:
        read = self._read.get(ledger.name)
        return read[1] if read is not None and read[0] is ledger else ledger.to_dict()

    def _relations(self) -> dict[str, Any]:
        facts = {
            "reports_to": self.reports_to,
            "linked": {number: [it.state, it.closed, *it.units] for number, it in self.linked.items()},
            "children": self.children,
            "joined": self.joined,
            "repeats": self.repeats,
        }
        return {name: value for name, value in facts.items() if value}

    def recall(self, memory: str) -> None:
        """Fill in what `remember` wrote."""
        found = unpack(memory)
        self.entered_at = datetime.fromisoformat(found["entered_at"])
        self.units = {role: tuple(units) for role, units in found["units"].items()}
        self.texts = {role: tuple(texts) for role, texts in found["texts"].items()}
        self.data = found["data"]
        self.given = found["given"]
        self.pulls = {
            name: Pull(times, Actor.parse(last), tuple(Actor.parse(other) for other in others))
            for name, (times, last, *others) in found["pulls"].items()
        }
        self._read = {facts["name"]: (ClockLedger.from_dict(facts), facts) for facts in found["clocks"]}
        self.clocks = {name: ledger for name, (ledger, _) in self._read.items()}
        self.claimed = {clock: tuple(rungs) for clock, rungs in found["claimed"].items()}
        if not _ALWAYS.issuperset(found):
            self._recall_seldom(found)

    def _recall_seldom(self, found: Mapping[str, Any]) -> None:
        """Fill in what most instances never have."""
        light = found.get("closed_light")
        self.closed_light = None if light is None else Light(light)
        self.stays = found.get("stays", {})
        self.signed = {
            trigger: {role: Actor.parse(actor) for role, actor in roles.items()}
            for trigger, roles in found.get("signed", {}).items()
        }
        self.shed = found.get("shed", {})
        asked = [Waiting.from_dict(each) for each in found.get("waiting", ())]
        self.waiting = {each.seq: each for each in asked}
        self.granted = found.get("granted", {})
        self.reports_to = tuple(found.get("reports_to", ()))
        self.linked = {
            number: Linked(state, closed, tuple(units))
            for number, (state, closed, *units) in found.get("linked", {}).items()
        }
        self.children = found.get("children", {})
        self.joined = tuple(found.get("joined", ()))
        self.repeats = found.get("repeats", 0)
