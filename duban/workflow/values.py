"""The frozen values that the verbs return; `to_json` is what `--json` prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec import field as msgspec_field
from msgspec.structs import asdict

from duban.states import FIRST_EDITION, Jsonable, Light
from duban.states.history import entry_of
from duban.workflow.report_values import FilledSheet, LastReport, reports_from_json, sheet_from_json

if TYPE_CHECKING:
    from duban.states import Blocker
    from duban.states.history import Entry
    from duban.storage import HistoryRecord, LinkRecord

Progress = Callable[[int, int | None], None]
"""Called by long work with how much is done and how much there is in all, or None if that is not known."""


class Instance(Struct, Jsonable, frozen=True):
    """One complaint, problem or task as it is now; instants are aware and in UTC, `due_on` is a local day.

    `data` holds the fields that the viewer may see, as Python values. `light` is the light at the time of reading.
    `ended` is `void` or `merged` if it was closed at `state` without having come to a final one; else None.
    `digest` is that of the definition that it is pinned to, `edition` the rules edition by which that is read.
    `public_state` is what the public may be told of the state, if anything; `headline_on` is the due day that lists
    show: that of the scenario's `headline` clock, or `due_on` if it has none. `owing`
    has, for a role each of whose units has something to do for itself in this state, those that still owe it.
    `reports` has what each unit has last reported of it; `sheet` is there if it is itself a sheet of such reports.
    """

    # Not a dataclass like the other values: every act makes one, and a dataclass takes five times as long.

    number: str
    title: str
    scenario: str
    scenario_version: int
    state: str
    round: int
    version: int
    light: Light
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    units: Mapping[str, tuple[str, ...]]
    data: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None
    ongoing: bool = False
    digest: str = ""
    edition: int = FIRST_EDITION
    public_state: str | None = None
    headline_on: date | None = None
    ended: str | None = None
    owing: Mapping[str, tuple[str, ...]] = msgspec_field(default_factory=dict)
    reports: Mapping[str, LastReport] = msgspec_field(default_factory=dict)
    sheet: FilledSheet | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Instance:
        """Return the instance that `to_json` wrote; `data` is taken as it is, for the caller to decode."""
        instants = {
            name: None if values[name] is None else datetime.fromisoformat(values[name])
            for name in ("due_at", "opened_at", "closed_at")
        }
        return cls(
            **{
                **values,
                **instants,
                **{name: _day(values.get(name)) for name in ("due_on", "headline_on")},
                "light": Light(values["light"]),
                "units": {role: tuple(units) for role, units in values["units"].items()},
                "owing": {role: tuple(units) for role, units in values.get("owing", {}).items()},
                "reports": reports_from_json(values.get("reports")),
                "sheet": sheet_from_json(values.get("sheet")),
            }
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class HistoryEntry(Jsonable):
    """One entry of the append-only record; `payload` is what happened, `hash` chains it to the entry before."""

    seq: int
    at: datetime
    actor: str
    kind: str
    trigger: str | None
    from_state: str | None
    to_state: str | None
    round: int
    payload: Mapping[str, Any]
    hash: str

    @property
    def facts(self) -> Entry:
        """Return the payload as the struct of its kind.

        Raises:
            UnknownEntry: if a newer duban wrote the entry.
            UnreadableEntry: if the payload does not have the shape of its kind.

        """
        return entry_of(self.kind, self.payload)

    @classmethod
    def of(cls, record: HistoryRecord) -> HistoryEntry:
        """Return the entry that a record holds."""
        return cls(**{**asdict(record), "payload": json.loads(record.payload)})


@dataclass(frozen=True, slots=True)
class OpinionView(Jsonable):
    """An opinion on a request: when it was given, by whom, and what it says."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Pending(Jsonable):
    """What waits for a decision: an extension, the release of a rung, the approval of an act, or a paper to sign.

    `kind` is `extension`, `release`, `approval` or `paper`; `units` may decide. An extension has its `length`, and the
    due day without and with it. A release has its `rung`, an approval the `act` (a trigger, or `void`, `merge`,
    `correct`) and its `data`; `what` says what either will do, in the language of the reader. `clock` is empty for an
    act. `opinions` are those that were given, and `asked` are the units that still owe theirs; until
    `undecided_until`, a decision waits for these. `recorders` may record what a leader has decided. A draft has the
    name of its `paper`, and the fields that the signer has to write (`asks`).
    """

    id: str
    number: str
    title: str
    kind: str
    clock: str
    units: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    note: str | None = None
    length: str | None = None
    due_on: date | None = None
    due_on_if_granted: date | None = None
    rung: str | None = None
    what: str | None = None
    paper: str | None = None
    asks: tuple[str, ...] = ()
    act: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    opinions: tuple[OpinionView, ...] = ()
    asked: tuple[str, ...] = ()
    undecided_until: datetime | None = None
    recorders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link(Jsonable):
    """A link as one instance sees it: its kind, the other end, and whether it was made from here (`outgoing`).

    `ended` and `due_on` are those of the other instance.
    """

    kind: str
    outgoing: bool
    number: str
    title: str
    state: str
    closed: bool
    ended: str | None = None
    due_on: date | None = None

    @classmethod
    def of(cls, record: LinkRecord) -> Link:
        """Return the link that a record holds."""
        return cls(**{name: getattr(record, name) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Allowed(Jsonable):
    """Whether a trigger can be pulled now: it has no blockers, or every reason against it.

    The one that is `primary` is what the scenario would have offered first. If `approve` names roles, one of them has
    to agree: to pull the trigger is to ask for it.
    """

    _json = ("trigger", "ok", ...)

    trigger: str
    blockers: tuple[Blocker, ...]
    primary: bool = False
    approve: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether the trigger can be pulled."""
        return not self.blockers


@dataclass(frozen=True, slots=True)
class SweepFailure(Jsonable):
    """What a sweep could not handle, and why; it is tried again later and held up nothing else.

    `number` is that of an instance, or the name of a scenario whose recurring work could not be opened.
    """

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class SweepResult(Jsonable):
    """What a sweep did: instances looked at, rungs fired and skipped, messages put in the outbox, alerts and failures.

    An alert is an act of the engine's own that was refused. `opened` counts the instances of recurring work that were
    opened, `withdrawn` the messages that no longer held and had not left.
    """

    instances: int = 0
    fired: int = 0
    skipped: int = 0
    messages: int = 0
    alerts: tuple[str, ...] = ()
    failures: tuple[SweepFailure, ...] = ()
    opened: int = 0
    withdrawn: int = 0

    def __add__(self, other: SweepResult) -> SweepResult:
        """Return both together."""
        return SweepResult(
            self.instances + other.instances,
            self.fired + other.fired,
            self.skipped + other.skipped,
            self.messages + other.messages,
            self.alerts + other.alerts,
            self.failures + other.failures,
            self.opened + other.opened,
            self.withdrawn + other.withdrawn,
        )


@dataclass(frozen=True, slots=True)
class DeliveryResult(Jsonable):
    """What a delivery did: the numbers of messages delivered, to be retried, dead.

    `deferred` counts all messages that wait for opening hours when it ends, `withdrawn` those that were recalled while
    an attempt was under way which then failed. `down` maps each medium whose channel failed to the reason; `waiting`
    counts the messages that wait for those.
    """

    delivered: int = 0
    retried: int = 0
    dead: int = 0
    deferred: int = 0
    waiting: int = 0
    down: Mapping[str, str] = field(default_factory=dict)
    withdrawn: int = 0

    def __add__(self, other: DeliveryResult) -> DeliveryResult:
        """Return both together."""
        return DeliveryResult(
            self.delivered + other.delivered,
            self.retried + other.retried,
            self.dead + other.dead,
            self.deferred + other.deferred,
            self.waiting + other.waiting,
            {**self.down, **other.down},
            self.withdrawn + other.withdrawn,
        )


@dataclass(frozen=True, slots=True)
class CalendarView(Jsonable):
    """How far a calendar is known, and the days imported into it: for each, whether it is worked, and a note.

    `horizon` is the last day of the last published year; None if the calendar does not depend on publication.
    """

    name: str
    revision: str
    horizon: date | None
    days: tuple[tuple[date, bool, str | None], ...]

    _json_types = {"days": list[dict[str, date | bool | str | None]]}  # noqa: RUF012 - nobody changes it

    def to_json(self) -> dict[str, Any]:
        """Return the calendar for JSON; each day is an object with `day`, `works` and `note`."""
        days = [{"day": day.isoformat(), "works": works, "note": note} for day, works, note in self.days]
        return {**Jsonable.to_json(self), "days": days}
