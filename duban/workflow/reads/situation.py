"""Instances together with the definitions that they are pinned to: one in its situation, or many with their history."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from duban.states import Jsonable, as_json
from duban.states.history import AFTER, read_history
from duban.storage import instances, queries, relations
from duban.workflow.errors import UnknownInstance
from duban.workflow.inputs import check_texts, listed
from duban.workflow.instance import as_today, load, load_all, pending_of, record_of
from duban.workflow.papers import papers_of
from duban.workflow.reads.due_explained import why_due
from duban.workflow.reads.each_acts import each_acts
from duban.workflow.reads.erased_fields import erased_fields
from duban.workflow.reads.explaining import allowed_now
from duban.workflow.reads.linked import days_of, target_views
from duban.workflow.reads.parts import parts_view
from duban.workflow.reads.plans import plan_view
from duban.workflow.reads.possible import possible_now
from duban.workflow.reads.reader import Reader
from duban.workflow.reads.sayings import as_read, instructions, last_remark, urges
from duban.workflow.rules import instance_of
from duban.workflow.values import HistoryEntry, Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from sqlalchemy.engine import Connection

    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow.papers import PaperView
    from duban.workflow.reads.due_explained import WhyDue
    from duban.workflow.reads.each_acts import EachAct
    from duban.workflow.reads.erased_fields import ErasedField
    from duban.workflow.reads.linked import Dated, TargetView
    from duban.workflow.reads.parts import PartView
    from duban.workflow.reads.plans import PlanView
    from duban.workflow.reads.possible import Possible
    from duban.workflow.reads.sayings import InstructionView, Remark, UrgeView
    from duban.workflow.rules import Catalogue
    from duban.workflow.values import Allowed, Instance, Pending


@dataclass(frozen=True, slots=True)
class Situation(Jsonable):
    """An instance with the definition that it is pinned to, clocks, links, requests for decisions and erased fields.

    `remark` is the last one that the viewer may read, `urges` are all, each with its answers, and `instructions` all as
    the viewer may read them. `timezone` is the scenario's, for showing instants to people. `allowed` and
    `possible`, which says the same of the engine's other verbs, are empty unless `situation` was given `by`.
    `each` has what each unit of a role does for itself: who has, and who still owes it; `parts` those that count in
    this round. `line_titles` has what people call the values of reports, by their fields. `papers` are those that were
    signed, each with its answers. `plan` has the tasks if it is a plan. `targets` says how far the targets by unit are,
    `timeline` has all its days in order, `holders` by unit the person who has it in hand. `history` is empty unless it
    was asked for.
    """

    _json = (
        *("instance", "turn", "waits_for", "clocks", "erased", "remark", "urges", "instructions", "each", "targets"),
        *("timeline", "holders", "waits_for_items", "papers", "parts", "plan"),
    )
    _json_merged = ("instance",)
    _json_types = {"clocks": list[dict[str, Any]], "waits_for_items": list[str]}  # noqa: RUF012 - nobody changes it

    instance: Instance
    definition: Definition
    clocks: tuple[WhyDue, ...]
    timezone: ZoneInfo
    links: tuple[Link, ...] = ()
    pending: tuple[Pending, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    erased: tuple[ErasedField, ...] = ()
    remark: Remark | None = None
    urges: tuple[UrgeView, ...] = ()
    instructions: tuple[InstructionView, ...] = ()
    each: tuple[EachAct, ...] = ()
    targets: tuple[TargetView, ...] = ()
    timeline: tuple[Dated, ...] = ()
    holders: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[PaperView, ...] = ()
    parts: tuple[PartView, ...] = ()
    plan: PlanView | None = None
    line_titles: Mapping[str, str] = field(default_factory=dict)
    possible: tuple[Possible, ...] = ()
    history: tuple[HistoryEntry, ...] = ()

    @property
    def turn(self) -> str | None:
        """Return the role that the instance waits for; None if its state waits for nobody."""
        ended = self.instance.ended is not None
        return None if ended else self.definition.states[self.instance.state].waits_for

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Return the units whose turn it is; empty if it is nobody's, or the role has no units yet.

        If each unit of the role has something to do for itself, it is the turn of those that still owe it.
        """
        if self.turn is None:
            return ()
        return self.instance.owing.get(self.turn, self.instance.units.get(self.turn, ()))

    @property
    def waits_for_items(self) -> tuple[Link, ...]:
        """Return the links to the instances that this one comes after and that are not closed yet."""
        return tuple(one for one in self.links if one.kind == AFTER and one.outgoing and not one.closed)

    def to_json(self) -> dict[str, Any]:
        """Return the instance for JSON, with whose turn it is, its clocks, what was erased, and what was said."""
        return {
            **self.instance.to_json(),
            "turn": self.turn,
            "waits_for": list(self.waits_for),
            "clocks": [as_json({name: getattr(clock, name) for name in _CLOCK}) for clock in self.clocks],
            "erased": [each.to_json() for each in self.erased],
            "remark": None if self.remark is None else self.remark.to_json(),
            "urges": [each.to_json() for each in self.urges],
            "instructions": [each.to_json() for each in self.instructions],
            "each": [one.to_json() for one in self.each],
            "targets": [one.to_json() for one in self.targets],
            "timeline": [one.to_json() for one in self.timeline],
            "holders": dict(self.holders),
            "waits_for_items": [one.number for one in self.waits_for_items],
            "papers": [one.to_json() for one in self.papers],
            "parts": [one.to_json() for one in self.parts],
            "plan": None if self.plan is None else self.plan.to_json(),
        }


_CLOCK = ("clock", "status", "due_on", "due_at", "left", "provisional")


def _line_titles(rules: Catalogue, definition: Definition) -> dict[str, str]:
    """Return the titles of the values that units report: of a sheet's lines, or of those of the matter or its parts."""
    parts = (rules.newest(each.scenario).definition for each in definition.children if each.scenario in rules.scenarios)
    reporting = [each.progress.sheet for each in (definition, *parts) if each.progress is not None]
    sheets = [definition.sheet, *(rules.newest(name).definition.sheet for name in reporting if name in rules.scenarios)]
    rule = next((each for each in sheets if each is not None), None)
    return {} if rule is None else {name: declared.title for name, declared in rule.lines.items()}


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An instance, the definition that it is pinned to, and its history.

    `timezone` is the scenario's, for showing instants to people.
    """

    instance: Instance
    definition: Definition
    timezone: ZoneInfo
    history: tuple[HistoryEntry, ...]


class Situations(Reader):
    """Shows instances together with the definitions that they are pinned to."""

    def situation(
        self,
        number: str,
        *,
        viewer: str | None = None,
        by: str | None = None,
        history: bool = False,
        session: Guest | None = None,
    ) -> Situation:
        """Return an instance with its definition, clocks, links and requests for decisions, read in one snapshot.

        Args:
            number: what people quote, such as WT-2026-0001.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            by: a unit or `unit/person`; `allowed` then says which triggers it can pull now, and `possible` what else it
                can do.
            history: whether the history comes along, as the verb of that name returns it.
            session: your own.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: if the unit `by` may do nothing here and is unknown.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        check_texts(viewer=viewer)
        core = self._core
        actor = None
        if by is not None:
            check_texts(by=by)
            actor = core.actor(by, subject=number, trigger="allowed")
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            record = record_of(connection, number)
            core.keep_up(connection, record.directory, acting=actor is not None)
            who = core.viewer(viewer)
            compiled, subject = load(core.catalogue, connection, record)
            records = instances.read_history(connection, record.id)
            recorded = read_history(records)
            parts = parts_view(core.catalogue, connection, subject, record.id, now=now)
            links = [Link.of(one) for one in relations.links(connection, record.id)]
            may = [] if actor is None else allowed_now(core, connection, compiled, subject, actor, now=now)
        return Situation(
            instance_of(compiled, subject, now=now, viewer=who),
            compiled.definition,
            why_due(compiled, subject, recorded, now=now),
            compiled.calendar.timezone,
            tuple(links),
            tuple(pending_of(compiled, subject)),
            tuple(may),
            erased_fields(recorded),
            last_remark(compiled.definition, subject.units, recorded, who),
            urges(compiled, recorded),
            instructions(compiled.definition, subject.units, recorded, who),
            each_acts(compiled, subject),
            target_views(compiled, subject, now),
            days_of(compiled, subject, links),
            dict(subject.holders),
            papers_of(compiled, subject, recorded),
            parts,
            plan_view(subject, links),
            _line_titles(core.catalogue, compiled.definition),
            () if actor is None else possible_now(compiled, as_today(core, subject), actor, now=now),
            tuple(as_read(compiled.definition, subject.units, map(HistoryEntry.of, records), who)) if history else (),
        )

    def case_files(
        self,
        *,
        scenario: str | None = None,
        numbers: Iterable[str] | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[CaseFile]:
        """Return all instances, or those of a scenario, with their definitions and history, in the order of `find`.

        With `numbers`, they are the instances that have these, in this order.

        They are read in one snapshot, in a few statements however many there are.
        Raises UnknownScenario if there are none, and no loaded or stored definition is of this scenario, and
        UnknownInstance if there is none with one of the numbers.
        """
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            if numbers is None:
                found = self.find(scenario=scenario, viewer=viewer, session=connection)
            else:
                found = self._numbered(connection, listed("numbers", numbers), viewer)
            histories = instances.read_histories(connection, [item.number for item in found])
            pinned = {number: digest for number, (digest, _) in histories.items()}
            rules = {digest: core.catalogue.pinned(connection, digest, number) for number, digest in pinned.items()}
        files = []
        for item in found:
            digest, entries = histories[item.number]
            compiled = rules[digest]
            history = as_read(compiled.definition, item.units, map(HistoryEntry.of, entries), core.viewer(viewer))
            files.append(CaseFile(item, compiled.definition, compiled.calendar.timezone, tuple(history)))
        return files

    def _numbered(self, connection: Connection, numbers: Sequence[str], viewer: str | None) -> list[Instance]:
        """Return the instances with these numbers; raises UnknownInstance."""
        core = self._core
        for number in numbers:
            check_texts(number=number)
        check_texts(viewer=viewer)
        records = {record.number: record for record in queries.numbered(connection, numbers)}
        if missing := [number for number in numbers if number not in records]:
            raise UnknownInstance(missing[0])
        ordered = [records[number] for number in dict.fromkeys(numbers)]
        if ordered:
            core.follow(connection, ordered[0].directory)
        now, who = core.now(), core.viewer(viewer)
        loaded = load_all(core.catalogue, connection, ordered)
        return [instance_of(compiled, subject, now=now, viewer=who) for compiled, subject in loaded]
