"""Plays a scenario's examples, its own tests, with the real engine on a virtual clock and a throw-away database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.notifiers import ConsoleNotifier
from duban.scenarios import DEEDS, needed
from duban.states import FieldType, StatesError, is_among, media
from duban.storage import queries, relations
from duban.workflow.clock import FixedClock
from duban.workflow.errors import TransitionRefused, WorkflowError
from duban.workflow.people import MadeUpPeople
from duban.workflow.play.differing import differs
from duban.workflow.play.others import Others
from duban.workflow.play.results import ExampleResult, tell_history
from duban.workflow.play.step_words import step_deed, step_title
from duban.workflow.play.throwaway import throwaway_engine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from duban.states import Definition
    from duban.workflow.engine import Engine
    from duban.workflow.values import Pending

BAD_INPUT = (WorkflowError, StatesError, ValueError)
"""What the engine raises for an act that makes no sense; one that does but is refused raises TransitionRefused."""

_SAYINGS = frozenset({"remark", "urge", "answer", "report"})
_CHANGES = ("divide", "correct", "void", "withdraw", "link")


def play_examples(definition: Definition, *, among: Iterable[Definition] = ()) -> tuple[ExampleResult, ...]:
    """Play every example of a scenario, each on its own database; `among` has the other scenarios that it may open."""
    return tuple(play_example(definition, example, among=among) for example in definition.examples)


def play_example(
    definition: Definition, example: Mapping[str, Any], *, among: Iterable[Definition] = ()
) -> ExampleResult:
    """Play one example up to the first step that does not come out as expected; `failures` says how it does instead.

    Those who are told at `open` count as told in the first step, since the opening itself is not a step.
    """
    opening = example["open"]
    rows = [*example.get("contacts", ()), *opening.get("contacts", ())]
    clock = FixedClock("1970-01-01T00:00Z")
    try:
        people = MadeUpPeople(rows, groups=opening.get("groups"))
    except ValueError as error:
        return ExampleResult(example["name"], tuple(words.headed("contacts", line) for line in str(error).splitlines()))
    ways: dict[str, type[ConsoleNotifier]] = dict.fromkeys((each.name for each in media()), ConsoleNotifier)
    with throwaway_engine(
        scenarios=[definition, *needed(definition, among)], directory=people, channels=ways, clock=clock
    ) as engine:
        play = Play(definition, engine, clock, recurring=any("of" in step for step in example["steps"]))
        failures = play.open(opening)
        for place, step in enumerate(example["steps"], start=1):
            if failures:
                break
            failures = [
                words.text("step {place} ({title}): {problem}", place=place, title=step_title(step), problem=problem)
                for problem in play.step(step)
            ]
        failures = failures or play.unreadable()
        history = play.history() if failures else ()
    return ExampleResult(example["name"], tuple(failures), history)


class Play:
    """One example being played: its engine, its clock, and the last entries of the step before by number (`_seen`).

    With `recurring`, what the scenarios open by themselves is opened on its day.
    """

    def __init__(self, definition: Definition, engine: Engine, clock: FixedClock, *, recurring: bool = False) -> None:
        self._definition = definition
        self._engine = engine
        self._others = Others(engine)
        self._clock = clock
        self._zone: ZoneInfo = engine.working_calendar(definition.scenario).timezone
        self._number = ""
        self._seen: dict[str, int] = {}
        self._recurring = recurring

    def history(self) -> tuple[str, ...]:
        """Return the history so far, one line of text per entry."""
        return tell_history(self._engine.history(self._number), self._zone) if self._number else ()

    def unreadable(self) -> list[str]:
        """Render every message in the outbox, and return why some cannot be rendered, one line each."""
        faults = [
            words.text("message {message}: {fault}", message=one.message, fault=one.fault)
            for one in self._engine.drafts()
            if one.fault
        ]
        return list(dict.fromkeys(faults))

    def open(self, opening: Mapping[str, Any]) -> list[str]:
        """Open the instance; return what went wrong, one line each."""
        self._clock.set(self.instant(opening["at"]))
        units: Mapping[str, Any] = opening.get("units", {})
        by = opening.get("by") or _opener(self._definition, units)
        if by is None:
            problem = words.text("the first required role has no unit; say who opens it with `by`")
            return [words.headed("open", problem)]
        try:
            item = self._engine.open(
                self._definition.scenario,
                by=by,
                title=opening.get("title"),
                units=units,
                data=self._data(opening.get("with", {})),
                ongoing=opening.get("ongoing", False),
                new_units=_names(units),
            )
        except TransitionRefused as refusal:
            return [words.headed("open", words.text("refused: {reasons}", reasons=_reasons(refusal)))]
        except BAD_INPUT as error:
            return [words.headed("open", error)]
        self._number = item.number
        return []

    def step(self, step: Mapping[str, Any]) -> list[str]:
        """Sweep up to the step's time, act, and check; return what is not as the step says, one line each."""
        at = self.instant(step["at"])
        if at < self._clock.now():
            problem = words.text("{at} is before what was played last; steps go forward in time", at=step["at"])
            return [words.headed("at", problem)]
        failures = self._sweep(at)
        if failures:
            return failures
        try:
            number = self._meant(step)
        except ValueError as error:
            return [words.headed("of", error)]
        if any(deed in step for deed in DEEDS):
            failures = self._act(step)
        if not failures:
            failures = self._check(number, step.get("expect", {}))
        self._look()
        return failures

    def _meant(self, step: Mapping[str, Any]) -> str:
        """Return the number of the item that a step is about; ValueError if that is none, or several."""
        name = step.get("of")
        if name is None:
            return self._number
        others = [item for item in self._engine.find() if item.number != self._number]
        found = [item.number for item in others if name in {item.number, item.scenario}] or [
            item.number for item in others if any(name in units for units in item.units.values())
        ]
        if len(found) == 1:
            return found[0]
        facts = {"name": name, "found": found, "there": [f"{item.number} ({item.scenario})" for item in others]}
        if found:
            raise ValueError(words.Line('several items fit "{name}": {found}; write the number', **facts))
        if others:
            raise ValueError(words.Line('nothing that was opened fits "{name}"; there are {there}', **facts))
        raise ValueError(words.Line('nothing that was opened fits "{name}": nothing was', **facts))

    def _look(self) -> None:
        """Remember what was told so far, so that the next step only speaks of what it brings."""
        for item in self._engine.find() if self._recurring else ():
            self._seen[item.number] = self._engine.history(item.number)[-1].seq

    def _sweep(self, at: datetime) -> list[str]:
        """Sweep at each instant up to `at` at which something is due, and set the clock to `at`; return what failed."""
        while (wake := self.next_wake()) is not None and wake <= at:
            self._clock.set(max(wake, self._clock.now()))
            result = self._engine.sweep()
            if result.failures:
                now = f"{self._clock.now().astimezone(self._zone):%Y-%m-%d %H:%M}"
                return [words.text("sweep at {at}: {reason}", at=now, reason=result.failures[0].reason)]
        self._clock.set(at)
        return []

    @property
    def number(self) -> str:
        """Return the number of the instance; empty if it was not opened."""
        return self._number

    def next_wake(self) -> datetime | None:
        """Return the next instant at which something is due for the instance, or for one that it opened; else None."""
        if self._recurring:
            return self._engine.next_instant(deliveries=False)
        with self._engine.database.reading() as connection:
            instants = [queries.next_wake(connection), relations.next_errand(connection)]
        return min((instant for instant in instants if instant is not None), default=None)

    def _act(self, step: Mapping[str, Any]) -> list[str]:
        expected = step.get("refused")
        what = step_deed(step)
        try:
            self.carry_out(step)
        except TransitionRefused as refusal:
            if expected in refusal.codes:
                return []
            found = words.text(
                "expected it to go through, found it refused: {reasons}"
                if expected is None
                else "expected it to be refused ({code}), found it refused: {reasons}",
                code=expected,
                reasons=_reasons(refusal),
            )
            return [words.headed(what, found)]
        except BAD_INPUT as error:
            return [words.headed(what, error)]
        if expected is None:
            return []
        return [words.headed(what, words.text("expected it to be refused ({code}), it went through", code=expected))]

    def carry_out(self, step: Mapping[str, Any]) -> None:
        """Carry out the act of a step; raises what the engine raises, and ValueError if nothing waits for `decide`."""
        number, by, note = self._meant(step), step["by"], step.get("note")
        if "extend" in step:
            asked = step["extend"]
            data = {name: asked[name] for name in ("reason_code",) if name in asked}
            self._engine.extend(number, asked["clock"], asked["length"], by=by, note=note, data=data)
        elif "decide" in step or "opine" in step or "sign" in step:
            self._settle(number, step)
        elif "excuse" in step:
            self._engine.excuse(number, step["excuse"]["act"], step["excuse"]["unit"], by=by, note=note)
        elif changes := [verb for verb in _CHANGES if verb in step]:
            self._change(number, changes[0], step)
        elif "assign" in step:
            for role, units in step["assign"].items():
                self._engine.assign(number, role, units, by=by, note=note)
        elif saying := next(iter(_SAYINGS & step.keys()), None):
            self._say(number, saying, step)
        else:
            data = self._data(step.get("with", {}), number)
            units = step.get("units")
            new = _names(units)
            for unit in self._actors(number, by):
                self._engine.fire(number, step["do"], by=unit, data=data, note=note, units=units, new_units=new)

    def _settle(self, number: str, step: Mapping[str, Any]) -> None:
        """Decide what waits, or give an opinion on it, as a step says; raises ValueError if nothing waits.

        Of several it is that which the unit may decide, or has to speak on; of these, the oldest.
        """
        by, leader, waiting = step["by"], step.get("on_behalf"), self._engine.pending(number=number)
        if "sign" in step:
            self._sign(number, step, waiting)
            return
        if not waiting:
            raise ValueError(words.Line("nothing waits for a decision"))
        who = (leader or by).partition("/")[0]
        mine = [each for each in waiting if is_among(who, each.asked if "opine" in step else each.units)]
        asked = (mine or waiting)[0].id
        if "opine" in step:
            self._engine.opine(asked, step["opine"], by=by)
            return
        approve = step["decide"] == "approve"
        self._engine.decide(asked, approve=approve, by=by, note=step.get("note"), on_behalf=leader)

    def _sign(self, number: str, step: Mapping[str, Any], waiting: Iterable[Pending]) -> None:
        """Sign the draft of a paper; raises ValueError if none waits."""
        paper, data = step["sign"], self._data(step.get("with", {}), number)
        drafts = [each.id for each in waiting if each.paper == paper]
        if not drafts:
            raise ValueError(words.Line('no draft of "{paper}" waits for a signature', paper=paper))
        self._engine.sign(drafts[0], by=step["by"], data=data, note=step.get("note"))

    def _actors(self, number: str, by: str | Mapping[str, str]) -> tuple[str, ...]:
        """Return who acts: a unit, or each unit of a role that still owes the act; raises ValueError if none does."""
        if isinstance(by, str):
            return (by,)
        owing = self._engine.instance(number).owing.get(by["each"], ())
        if not owing:
            raise ValueError(words.Line('no unit of "{role}" owes anything now', role=by["each"]))
        return owing

    def _divide(self, number: str, parts: Any, by: str, note: str | None) -> None:  # noqa: ANN401 - as the author writes
        """Hand out parts by hand, as a step says."""
        listed = parts if isinstance(parts, list) else [parts]
        wanted: list[Any] = [
            {"title": part.get("title"), "units": part["units"], "data": part.get("with")} for part in listed
        ]
        new = [name for part in listed for name in _names(part["units"])]
        self._engine.divide(number, wanted, by=by, note=note, new_units=new)

    def _change(self, number: str, verb: str, step: Mapping[str, Any]) -> None:
        """Divide, correct, void or take back, as a step says; raises ValueError if nobody has asked for anything."""
        by, note = step["by"], step.get("note")
        if verb == "divide":
            self._divide(number, step["divide"], by, note)
        elif verb == "link":
            self._others.link(number, step["link"], by=by)
        elif verb == "correct":
            self._engine.correct(number, self._data(step["correct"], number), by=by, note=note or "")
        elif verb == "void":
            self._engine.void(number, by=by, note=note or "")
        elif asked := [each.id for each in self._engine.pending(number=number) if each.kind != "release"]:
            self._engine.withdraw(number, asked[0], by=by, note=note)
        else:
            raise ValueError(words.Line("nothing waits for a decision"))

    def _say(self, number: str, verb: str, step: Mapping[str, Any]) -> None:
        """Remark, urge, answer or report, as a step says; raises ValueError if there is no urge to answer."""
        by, said = step["by"], step[verb]
        if verb == "report":
            self._engine.report(number, said, by=by)
        elif verb == "remark":
            self._engine.remark(number, said, by=by)
        elif verb == "urge":
            self._engine.urge(number, by=by, note=said)
        elif asked := self._asked(number):
            self._engine.answer(number, asked[-1], said, by=by)
        else:
            raise ValueError(words.Line("nobody has urged anybody yet"))

    def _asked(self, number: str) -> list[int]:
        """Return the entries that can be answered, in order: urges, and papers that somebody has still to answer."""
        standing = self._engine.situation(number)
        asked = [each.seq for each in standing.urges] + [each.seq for each in standing.papers if each.waiting]
        return sorted(asked)

    def _check(self, number: str, expect: Mapping[str, Any]) -> list[str]:
        told = self._told(number)
        item = self._engine.instance(number)
        papers = [each.number for each in self._engine.papers(number=number)] if "papers" in expect else []
        plain = [(name, wanted) for name, wanted in expect.items() if name != "target"]
        found = [differs(name, wanted, item, told, papers) for name, wanted in plain]
        targets = self._others.targets_differ(expect.get("target", {}), number)
        return targets + [line for line in found if line is not None]

    def _told(self, number: str) -> list[str]:
        """Return the units that were told of an item since the last step, in order, each once."""
        fresh = [entry for entry in self._engine.history(number) if entry.seq > self._seen.get(number, 0)]
        if fresh:
            self._seen[number] = fresh[-1].seq
        return list(dict.fromkeys(unit for entry in fresh for unit in entry.facts.told or ()))

    def instant(self, text: str) -> datetime:
        """Return the instant that a text means; without a zone it is in the scenario's."""
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=self._zone) if found.tzinfo is None else found

    def _data(self, values: Mapping[str, Any], number: str = "") -> dict[str, Any]:
        """Return the values with names of files turned into references: examples have no file contents."""
        other = number not in {"", self._number}
        fields = (self._engine.rules(number) if other else self._definition).fields
        files = {name for name in values if name in fields and fields[name].type is FieldType.FILE}
        return {name: _referred(value) if name in files else value for name, value in values.items()}


def _names(units: Any) -> list[str]:  # noqa: ANN401 - units as a verb takes them
    """Return the units that are named: an example may play units that the people it names do not belong to."""
    if isinstance(units, str):
        return [units]
    several = units.values() if isinstance(units, Mapping) else units if isinstance(units, list | tuple) else ()
    return [name for each in several for name in _names(each)]


def _opener(definition: Definition, units: Mapping[str, Any]) -> str | None:
    """Return a unit of the role that may open; if it has none, whose opening anybody may do, of the first required."""
    required = next((role.name for role in definition.roles.values() if role.required), None)
    for name in (definition.opens_by, required):
        if name is None:
            continue
        named = units.get(name, definition.roles[name].default)
        unit = named if isinstance(named, str) else next(iter(named or ()), None)
        if unit is not None:
            return unit
    return None


def _referred(value: Any) -> Any:  # noqa: ANN401 - as the author wrote it
    if isinstance(value, list):
        return [_referred(item) for item in value]
    if isinstance(value, str) and value:
        return {"name": value, "sha256": hashlib.sha256(value.encode()).hexdigest()}
    return value


def _reasons(refusal: TransitionRefused) -> str:
    return words.clauses(words.headed(blocker.code, blocker.message) for blocker in refusal.blockers)
