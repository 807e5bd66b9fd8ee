"""What a unit of work writes: the entries of the history, chained, and the columns of the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from duban.states import (
    THE_SYSTEM,
    Actor,
    Index,
    Light,
    Stepper,
    Subject,
    remember,
)
from duban.states.history import (
    ACTS,
    write_entry,
)
from duban.storage import HistoryRecord, acts, entry_hash, instances, message_hash, outbox, salted
from duban.workflow.instance.claims import Claim, ClockRenamed, Tally
from duban.workflow.instance.indexing import index_in, index_now, rests_on
from duban.workflow.instance.listed import Listed, Marks
from duban.workflow.instance.named_files import FilesOfWork
from duban.workflow.rules import instance_of, item_view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from duban.states import Paper
    from duban.states.history import Entry
    from duban.storage import InstanceRecord, NewMessage, OutboxRecord, PaperText, erasing
    from duban.workflow.core import Core
    from duban.workflow.instance.named_files import JudgesFiles
    from duban.workflow.instance.numbering import Numbering
    from duban.workflow.instance.openings import Division, Opening, Wanted
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance


class Written:
    """One subject at one instant, with what is to be written of it."""

    # What most works leave as it is stands here: an object with few attributes of its own is made in half the time.
    opening: Opening | None = None
    seq: int = 0
    """For an instance that is being opened: its place in the scenario's year; `opening` is what was asked for."""
    private: tuple[tuple[int, dict[str, tuple[str, Any]]], ...] = ()
    """The private values (field to salt and value) that belong to an entry and are kept apart from it."""
    erasings: tuple[erasing.Erasing, ...] = ()
    """The private fields that are to be erased, with the rows in which their values stood."""
    claims: tuple[Claim, ...] = ()
    released: tuple[Claim, ...] = ()
    """Skipped rungs whose claims are taken back, so that they can come."""
    renamed: tuple[ClockRenamed, ...] = ()
    renamed_fields: tuple[tuple[str, str], ...] = ()
    asked: str | None = None
    """What the next entry of an act is to say of the idempotency key with which it was asked for."""
    overtaken: tuple[Mapping[str, Any], ...] = ()
    """Which earlier reminders are withdrawn because later ones leave in their place, as `withdraw_older` takes them."""
    silenced: str | None = None
    """Why everything that has not left is withdrawn, whatever it is about; what the act itself says is not."""
    openings: tuple[Wanted, ...] = ()
    links: tuple[tuple[Written, str], ...] = ()
    """The instances that this one is to be linked with, each with the kind of link."""
    hushed: tuple[tuple[int, str, str], ...] = ()
    """The urges that a unit has answered: the entry, the unit, and why it gets no more messages about it."""
    errands: tuple[tuple[str, str, str], ...] = ()
    heard: tuple[int, ...] = ()
    divisions: tuple[Division, ...] = ()
    """The parts that were asked for by hand."""
    papers: tuple[PaperText, ...] = ()
    """What papers say since entries of this work; it is kept beside the history, which has its hashes."""
    to_draft: tuple[tuple[Paper, Mapping[str, Any]], ...] = ()
    """The papers that are drafted once the act is written, each with what messages can say of that act."""
    _quiet = False

    def __init__(
        self,
        core: Core,
        compiled: Compiled,
        subject: Subject,
        *,
        now: datetime,
        record: InstanceRecord | None = None,
        numbers: Numbering | None = None,
        filing: JudgesFiles | None = None,
    ) -> None:
        self.core = core
        self.compiled = compiled
        self.subject = subject
        self.now = now
        self.record = record
        self.row = 0 if record is None else record.id
        """The key of the instance's row; 0 until it is inserted."""
        self._numbers = numbers
        self.files = FilesOfWork(filing, compiled.definition, subject)
        self.tally = Tally()
        self._postmaster = core.postmaster
        self._domain = core.settings.message_domain
        self._digests = core.settings.digests
        self._fallback = core.settings.fallback
        self.head = (0, compiled.definition.digest) if record is None else (record.head_seq, record.head_hash)
        """The seq and the hash of the last entry of the history."""
        self._listed = Listed(record, compiled, subject)
        self.entries: list[HistoryRecord] = []
        self.messages: list[NewMessage] = []
        self._posted: list[NewMessage | OutboxRecord] = []
        self.withdrawn: dict[str, str] = {}
        self.rebound: dict[str, tuple[str, ...]] = {}
        self.lapsed: dict[int, str] = {}
        self.judges_parts = record is None
        """Whether to judge if this state divides the work: it was entered, or what was recorded has been corrected."""
        self._stood = subject.state, subject.closed_at
        self._index = None if record is None else index_in(record, compiled, subject)
        self._rested_on = () if self._index is None else rests_on(compiled, subject)

    def take_number(self, series: str, year: int) -> int:
        """Take the next number of a series of papers; the command gives it back if nothing comes of it."""
        if self._numbers is None:
            message = f"there is no counter at hand for {series}"
            raise RuntimeError(message)
        return self._numbers.take_place(series, year)

    def note(self, entry: Entry, actor: Actor = THE_SYSTEM) -> None:
        """Add an entry that does not change the state."""
        self.write(entry, actor, from_state=self.subject.state)

    def item(self) -> dict[str, Any]:
        """Return the instance as templates see it, as `item`."""
        return item_view(self.compiled, self.subject, now=self.now, index=self.index)

    @property
    def moved(self) -> bool:
        """Return whether the state has changed, the instance was closed or reopened, or units were bound."""
        return self._stood != (self.subject.state, self.subject.closed_at) or bool(self.rebound)

    @property
    def was_closed(self) -> bool:
        """Return whether the instance was closed before."""
        return self._stood[1] is not None

    @property
    def has_more(self) -> bool:
        """Return whether anything is to be written beside entries, columns, messages and the marks of bindings."""
        subject, record = self.subject, self.record
        return bool(
            self.rebound
            or self.claims
            or self.links
            or self.withdrawn
            or self.lapsed
            or self.hushed
            or self.errands
            or self.heard
            or self.private
            or self.released
            or self.renamed
            or self.renamed_fields
            or self.erasings
            or self.overtaken
            or self.papers
            or self.silenced is not None
            or self.files.uses
            or self.files.renamed
            or subject.reports_to
            or subject.sheet is not None
            or (record is not None and record.definition != self.compiled.definition.digest)
        )

    @property
    def marks(self) -> Marks | None:
        """Return what the bindings have to say anew: whether it is open, and by role who has done its part; or None."""
        return self._listed.marks(self.compiled, self.subject, rebound=bool(self.rebound))

    def stepper(self) -> Stepper:
        """Return a stepper for the subject at this instant."""
        return Stepper(self.compiled.definition, self.compiled.calendar, self.subject, now=self.now)

    def withdraw(self, row: NewMessage, why: str) -> None:
        """Withdraw a message that this very work has composed; it is stored as such."""
        row.status, row.settled_at, row.reason = outbox.WITHDRAWN, self.now, why

    def write(self, entry: Entry, actor: Actor, *, from_state: str | None, trigger: str | None = None) -> None:
        """Add an entry to the history, chained to the one before; it leads from a state to the present one.

        It names the messages that were decided since the entry before, and the first entry of an act the key of that.
        """
        if self._posted:
            posted = {each.message_id: message_hash(each.salt or "", each) for each in self._posted}
            entry, self._posted = replace(entry, posted=posted), []
        if self.asked is not None and entry.kind in ACTS:
            entry, self.asked = replace(entry, key=self.asked), None
        if self.files.brought and (filed := self.files.file(self, actor, self.head[0] + 1)):
            entry = replace(entry, filed=filed)
        (previous_seq, previous), subject = self.head, self.subject
        seq, payload = previous_seq + 1, write_entry(entry).decode()
        what = (seq, self.now, str(actor), entry.kind, trigger, from_state, subject.state, subject.round, payload)
        digest = entry_hash(previous, subject.number, *what)
        self.entries.append(HistoryRecord(*what, digest))
        self.head = seq, digest
        self._listed.take(entry, actor, subject, seq=seq, at=self.now)

    def given(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the next entry is to say of an act's data, with private values only as salted hashes."""
        if not data:
            return {}
        self.files.brought = data
        hidden = self.compiled.private
        public = {name: value for name, value in data.items() if name not in hidden}
        private = {name: (instances.new_salt(), value) for name, value in data.items() if name in hidden}
        said: dict[str, Any] = {}
        if public:
            said["data"] = public
        if private:
            said["private"] = {name: salted(salt, value) for name, (salt, value) in private.items()}
            self.private += ((self.head[0] + 1, private),)
        return said

    def send(self, rows: Sequence[NewMessage], *, instead: Sequence[NewMessage | OutboxRecord] = ()) -> None:
        """Add messages to the outbox; the next entry names them, and those `instead` of which others were there."""
        self.messages += rows
        self._posted += [*instead, *rows]

    @property
    def index(self) -> Index:
        """Return the index of the subject as it is now; it is only computed again if what it rests on has changed."""
        compiled, index = self.compiled, self._index
        rested_on = rests_on(compiled, self.subject)
        if index is None or self._rested_on != rested_on:
            index = self._index = index_now(compiled, self.subject, rested_on)
            self._rested_on = rested_on
        return index

    def result(self, viewer: str | None = None) -> Instance:
        """Return the instance as the work leaves it, as `viewer` may see it; without a viewer, with all its fields."""
        return instance_of(self.compiled, self.subject, now=self.now, viewer=viewer, index=self.index)

    def columns(self) -> tuple[Any, ...]:
        """Return the value of every column of the instance that can change, in the order of `CHANGING`."""
        subject, index = self.subject, self.index
        lights = index.lights
        return (
            self.compiled.definition.digest,
            subject.title,
            subject.state,
            subject.round,
            subject.version,
            remember(subject),
            index.due_on,
            index.due_at,
            index.provisional,
            lights.get(Light.BLUE),
            lights.get(Light.YELLOW),
            lights.get(Light.RED),
            subject.closed_at,
            subject.ended,
            index.wake_at,
            len(subject.waiting),
            None,  # nobody has set it aside
            *self.head,
            *self._listed.columns(self.compiled, subject, lights, self.now),
        )

    def changes(self) -> dict[str, Any]:
        """Return the columns that have changed and must be written; all of them for an instance that is being opened.

        Writing a column also updates its index, whether it has changed or not, so unchanged columns are left out.
        """
        if self.record is None:
            return dict(zip(acts.CHANGING, self.columns(), strict=True))
        columns = zip(acts.CHANGING, self.columns(), acts.changing(self.record), strict=True)
        return {name: value for name, value, before in columns if value != before}
