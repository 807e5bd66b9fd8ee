"""Every reason why something is refused, provoked, and said wholly in the language of whoever reads it."""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from papers_refused import papers_refused
from plans_and_parts import PART, PLAN, started
from refused_approvals import of_approvals
from reports_refused import reports_refused

from duban import Engine, TransitionRefused
from duban.ledger import archive_plan
from duban.scenarios import read_scenario
from duban.states import (
    Act,
    Actor,
    Blocker,
    Issued,
    Proposal,
    Renames,
    Subject,
    Urge,
    answer_blockers,
    decision_blockers,
    extension_blockers,
    grant_blockers,
    instruct_blockers,
    migration_blockers,
    parse_duration,
    refusal_blockers,
    signing_blockers,
    urge_blockers,
)
from duban.states.clocks.starting import start_clock
from duban.states.subject import Pull, Waiting
from duban.testing import FixedClock
from duban.words import speaking
from duban.words.refusals import SENTENCES
from duban.workflow.instance import divide_blockers, stranger_blockers, withdrawal_blockers
from duban.workflow.people.made_up import MadeUpPeople
from duban.workflow.rules import Compiled, judge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HAN = re.compile(r"[\u4e00-\u9fff]")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEAD, DOER, STRANGER = Actor("Audit"), Actor("Works", "Ann"), Actor("Parks")

RULES = """
scenario: trial
version: 2
title: Trial
number: "T-{year}-{seq:04d}"
calendar: DE
timezone: Europe/Berlin
opens_by: lead
roles:
  lead: {title: leading office, required: true}
  doer: {title: responsible office, required: true, many: true}
fields:
  cause: {title: Cause, type: string, required: true}
  plan: {title: Plan, type: text}
  name: {title: Reporter, type: string, private: [lead]}
states:
  new: {initial: true, waits_for: doer}
  work: {waits_for: doer}
  check: {waits_for: lead}
  done: {final: true}
transitions:
  accept: {from: new, to: work, by: doer}
  report: {from: work, to: check, by: doer, requires: [plan, note]}
  renew: {from: work, to: work, by: doer, requires: [plan], fresh: true}
  approve: {from: check, to: done, by: lead, not_by: report}
  large: {from: work, to: check, by: doer, when: "cause == 'big'"}
  hurry: {from: work, to: check, by: doer, within: 2 working days, times: 1}
  sign: {from: work, to: check, by: {all: [lead, doer]}}
  expire: {from: work, to: check, by: system}
clocks:
  period: {starts: open, stops: done, budget: 5 working days}
extension:
  - {clock: period, by: doer, approve: lead, at_most: 3 working days}
corrects: {fields: [plan]}
ladder:
  period:
    - {at: due - 2 working days, id: early, light: blue}
    - {at: due, light: red, notify: doer, message: late}
messages:
  late: {subject: Late, text: Late}
"""


def rules(*changes: tuple[str, str], version: int = 2) -> Compiled:
    """Return the rules, with some of their text replaced."""
    text = RULES
    for old, new in (("version: 2", f"version: {version}"), *changes):
        assert old in text, old
        text = text.replace(old, new)
    return Compiled(read_scenario(text, "trial.yaml"))


def part(first: str, last: str) -> str:
    return RULES[RULES.index(first) : RULES.index(last)]


@dataclass
class Matter:
    """An instance of the rules in some state, and what is refused to it."""

    compiled: Compiled = field(default_factory=rules)
    state: str = "work"
    changes: dict[str, Any] = field(default_factory=dict)

    def subject(self) -> Subject:
        units = {"lead": ("Audit",), "doer": ("Works",)}
        given = {"units": units, "entered_at": NOW, **self.changes}
        return Subject("T-2026-0001", "trial", "Pothole", self.state, NOW, **given)

    def judged(self, trigger: str, by: Actor = DOER, *, now: datetime = NOW) -> list[Blocker]:
        return [*judge(self.compiled, self.subject(), Act(trigger, by), now=now).blockers]

    def asked(self, clock: str = "period", length: str = "2 working days", *, now: datetime = NOW) -> list[Blocker]:
        more = parse_duration(length)
        definition, calendar = self.compiled.definition, self.compiled.calendar
        return extension_blockers(definition, self.subject(), clock, more, DOER, now=now, calendar=calendar)

    def decided(self, seq: int) -> list[Blocker]:
        definition, calendar = self.compiled.definition, self.compiled.calendar
        return decision_blockers(definition, self.subject(), seq, DOER, now=NOW, calendar=calendar)

    def moved(
        self, new: Compiled, *, now: datetime = NOW, names: Renames | None = None, **states: str
    ) -> list[Blocker]:
        old, to = (self.compiled.definition, self.compiled.calendar), (new.definition, new.calendar)
        return migration_blockers(old, to, self.subject(), now=now, states=states, names=names)


def running(compiled: Compiled) -> dict[str, Any]:
    rule = compiled.definition.clocks["period"]
    return {"clocks": {"period": start_clock(rule, round=1, at=NOW, calendar=compiled.calendar)}}


def waiting(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - a field of what waits
    asked = {"length": parse_duration("1 working day"), **more}
    return {"waiting": {7: Waiting(7, "period", ("lead", "doer"), DOER, NOW, date(2026, 3, 2), **asked)}}


def of_acts() -> Iterator[Blocker]:
    yield from Matter().judged("accept", STRANGER)
    yield from Matter().judged("expire")
    yield from Matter().judged("report")
    yield from Matter().judged("renew")
    yield from Matter().judged("large")
    yield from Matter().judged("hurry", now=NOW + timedelta(days=9))
    yield from Matter(changes={"pulls": {"hurry": Pull(1, DOER)}}).judged("hurry")
    yield from Matter(state="check", changes={"pulls": {"report": Pull(1, LEAD)}}).judged("approve", LEAD)
    worded = rules(
        ("not_by: report}", "not_by: report, why: Two offices}"), ("== 'big'\"}", "== 'big'\", why: Too small}")
    )
    yield from Matter(worded).judged("large")
    yield from Matter(worded, "check", {"pulls": {"report": Pull(1, LEAD)}}).judged("approve", LEAD)
    named = {"pulls": {"report": Pull(1, Actor("Works", "Ann"))}, "edition": 2}
    yield from Matter(state="check", changes=named).judged("approve", LEAD)
    yield from Matter(changes={"signed": {"sign": {"doer": DOER}}}).judged("sign")
    yield from Matter(changes={"units": {"doer": ("Works",)}}).judged("sign")


FILE = "file: {from: new, to: work, by: {each: doer}, requires: [plan], excuse: {by: lead, requires: [note]}}"


def of_each_unit(folder: Path) -> Iterator[Blocker]:
    compiled = rules(("  expire:", f"  {FILE}\n  expire:"))
    units = {"lead": "Audit", "doer": ["Works", "Parks", "Audit", "Roads"]}
    database = f"sqlite:///{folder}/each.db"
    with Engine(database, scenarios=[compiled.definition], clock=FixedClock("2026-03-02T09:00+01:00")) as engine:
        number = engine.open("trial", title="Pothole", units=units, by="Audit", data={"cause": "rain"}).number
        yield from refused(engine.fire, number, "file", by="Works")
        yield from refused(engine.fire, number, "file", by="Works", data={"plan": "fill", "name": "Z"})
        engine.fire(number, "file", by="Works/Ann", data={"plan": "fill"})
        yield from refused(engine.fire, number, "file", by="Works/Bob", data={"plan": "fill"})
        for unit in ("Audit", "Trams", "Works"):
            yield from refused(engine.excuse, number, "file", unit, by="Audit", note="no part in it")
        engine.excuse(number, "file", "Parks", by="Audit", note="no part in it")
        yield from refused(engine.excuse, number, "file", "Parks", by="Audit", note="no part in it")
        yield from refused(engine.excuse, number, "lead", "Parks", by="Audit", note="no part in it")
    bare = rules(("  expire:", "  file: {from: new, to: work, by: {each: doer}}\n  expire:"), version=3)
    with Engine(database, scenarios=[bare.definition], clock=FixedClock("2026-03-02T09:00+01:00")) as engine:
        number = engine.open("trial", title="Pothole", units=units, by="Audit", data={"cause": "rain"}).number
        yield from refused(engine.excuse, number, "file", "Parks", by="Audit", note="no part in it")


def of_parts() -> Iterator[Blocker]:
    parts = "\nchildren: {scenario: trial, on: work, each: doer, as: doer, join: %s, then: gather}\nladder:"
    gather = ("  expire:", "  gather: {from: work, to: check, by: [doer, system]}\n  expire:")
    for join in ("all", "any", "2"):
        compiled = rules(gather, ("\nladder:", parts % join))
        yield from Matter(compiled).judged("gather")
        yield from Matter(compiled, changes={"children": {"work": {"Works": "T-2026-0002"}}}).judged("gather")


def of_dividing() -> Iterator[Blocker]:
    by_hand = "breakdown: {by: lead, requires: [note]}"
    parts = f"\nchildren: {{scenario: trial, on: work, each: doer, as: doer, {by_hand}}}\nladder:"
    compiled = rules(("\nladder:", parts))

    def refusing(matter: Matter, by: Actor = LEAD) -> list[Blocker]:
        return divide_blockers(matter.compiled.definition, matter.subject(), by, note=None)

    yield from refusing(Matter())
    yield from refusing(Matter(compiled, "new"))
    yield from refusing(Matter(compiled), STRANGER)
    yield from refusing(Matter(compiled, changes={"joined": ("work",)}))
    yield from stranger_blockers(compiled.definition, Matter(compiled).subject(), ["Parks"])


def of_more_time() -> Iterator[Blocker]:
    matter = Matter()
    bare = rules((part("extension:", "ladder:"), ""))
    timeless = rules((RULES[RULES.index("clocks:") :], ""))
    ledger = running(matter.compiled)["clocks"]["period"]
    yield from Matter(state="done", changes={"closed_at": NOW}).asked()
    yield from matter.asked("periods")
    yield from matter.asked("zzz")
    yield from Matter(timeless).asked()
    yield from matter.asked()
    yield from Matter(bare).asked()
    yield from Matter(changes={"granted": {"period": 1}}).asked()
    yield from Matter(changes={"clocks": {"period": replace(ledger, due_at=None, due_on=None)}}).asked()
    yield from Matter(changes=running(matter.compiled)).asked(now=NOW + timedelta(days=30))
    yield from Matter(changes=running(matter.compiled)).asked(length="2 hours")
    yield from Matter(changes=running(matter.compiled)).asked(length="9 working days")
    yield from Matter(changes=running(matter.compiled) | waiting()).asked()
    asked = Matter(changes=waiting()).subject()
    yield from grant_blockers(asked, 7, approve=False, length=parse_duration("1 working day"))
    yield from grant_blockers(asked, 7, approve=True, length=parse_duration("2 working days"))
    yield from matter.decided(3)
    yield from Matter(changes=waiting()).decided(7)


def of_moving() -> Iterator[Blocker]:
    old, retimed = rules(), rules(("  period:", "  time:"), ("clock: period", "clock: time"), version=3)
    clock = running(old)
    yield from Matter(old).moved(rules(version=1))
    yield from Matter(old, "gone").moved(rules(version=3))
    yield from Matter(old, "done").moved(rules(version=3))
    yield from Matter(old, "gone").moved(rules(version=3), gone="done")
    yield from Matter(old, changes=clock).moved(retimed)
    used = {"clocks": {"period": replace(clock["clocks"]["period"], consumed=2)}}
    days = (
        ("budget: 5 working days", "budget: 9 calendar days"),
        ("at_most: 3 working days", "at_most: 3 calendar days"),
    )
    yield from Matter(old, changes=used).moved(rules(*days, version=3))
    late = NOW + timedelta(days=5)
    yield from Matter(old, changes=clock).moved(rules(("id: early, ", "id: earlier, "), version=3), now=late)
    yield from Matter(old, changes={"units": {"doer": ("Works",)}}).moved(rules(version=3))
    helper = ("roles:", "roles:\n  helper: {title: helping office, required: true}")
    yield from Matter(old).moved(rules(helper, version=3))
    both = {"units": {"lead": ("Audit",), "doer": ("Works", "Parks")}}
    yield from Matter(old, changes=both).moved(rules((", many: true", ""), version=3))
    told = {"given": {"name": 1, "plan": 1, "cause": 1}, "data": {"plan": "x", "cause": "y"}, "private": {"name": "z"}}
    secret = ("title: Plan, type: text", "title: Plan, type: text, private: [lead]")
    yield from Matter(old, changes=told).moved(rules((", private: [lead]", ""), secret, version=3))
    dated = (("title: Cause, type: string", "title: Cause, type: date"), ("cause == 'big'", "cause is none"))
    yield from Matter(old, changes=told).moved(rules(*dated, version=3))
    yield from Matter(old, changes=told).moved(rules(("Reporter, type: string", "Reporter, type: date"), version=3))
    alias = rules(("  name: {title: Reporter", "  alias: {title: Reporter"), version=3)
    before = {**told, "given": {**told["given"], "alias": 1}}
    yield from Matter(old, changes=before).moved(alias, names=Renames(fields={"name": "alias"}))
    left = {"clocks": {**clock["clocks"], "time": replace(clock["clocks"]["period"], name="time")}}
    yield from Matter(old, changes=left).moved(retimed, names=Renames(clocks={"period": "time"}))
    gone = rules((part("extension:", "ladder:"), ""), ("  period:", "  time:"), version=3)
    yield from Matter(old, changes=waiting()).moved(gone)
    yield from Matter(old, changes=waiting(length=None, rung="early")).moved(gone)
    yield from Matter(old, changes=waiting(length=None, act=Proposal("fire", "decline"))).moved(gone)
    signed = {"signed": {"sign": {"doer": DOER}}}
    yield from Matter(old, changes=signed).moved(rules(("{all: [lead, doer]}", "[lead, doer]"), version=3))
    yield from Matter(old, "check").moved(
        rules(("report:", "inform:"), ("not_by: report", "not_by: inform"), version=3)
    )
    parts = "\nchildren: {scenario: trial, on: work, each: doer, as: doer}\nladder:"
    yield from Matter(old).moved(rules(("\nladder:", parts), version=3))


def refused(verb: Any, *arguments: Any, **options: Any) -> tuple[Blocker, ...]:  # noqa: ANN401 - a verb of the engine
    with pytest.raises(TransitionRefused) as found:
        verb(*arguments, **options)
    return found.value.blockers


def of_the_engine(folder: Path) -> Iterator[Blocker]:
    clock = FixedClock("2026-03-02T09:00+01:00")
    units = {"lead": "Audit", "doer": ["Works"]}
    other = read_scenario(RULES.replace("scenario: trial", "scenario: other").replace("T-{", "U-{"), "other.yaml")
    with Engine(f"sqlite:///{folder}/trial.db", scenarios=[rules().definition, other], clock=clock) as engine:
        yield from refused(engine.open, "trial", title="Pothole", units=units, by="Audit")
        one, two = (
            engine.open("trial", title=title, units=units, by="Audit", data={"cause": "rain"}).number
            for title in ("Pothole", "Lamp")
        )
        yield from refused(engine.fire, one, "accept", by="system")
        yield from refused(engine.fire, one, "accept", by="Works", expect=9)
        yield from refused(engine.link, one, one, by="Audit")
        yield from refused(engine.link, one, two, "child_of", by="Audit")
        engine.link(one, two, by="Audit")
        yield from refused(engine.link, one, two, by="Audit")
        engine.fire(one, "accept", by="Works")
        engine.fire(one, "report", by="Works", data={"plan": "fill"}, note="today")
        engine.fire(one, "approve", by="Audit")
        yield from refused(engine.assign, one, "doer", ["Parks"], by="Audit")
        yield from refused(engine.erase, one, "name", by="Audit", note="asked to")
        three = engine.open("trial", title="Sign", units=units, by="Audit", data={"cause": "rain", "name": "Z"}).number
        engine.erase(three, "name", by="Audit", note="asked to")
        yield from refused(engine.erase, three, "name", by="Audit", note="asked to")


def of_changes(folder: Path) -> Iterator[Blocker]:
    clock = FixedClock("2026-03-02T09:00+01:00")
    units, given = {"lead": "Audit", "doer": ["Works"]}, {"cause": "rain", "plan": "fill"}
    why: dict[str, Any] = {"by": "Audit", "note": "a slip"}
    with Engine(f"sqlite:///{folder}/changes.db", scenarios=[rules().definition], clock=clock) as engine:
        one, two, three = (
            engine.open("trial", title=title, units=units, by="Audit", data=given).number
            for title in ("Pothole", "Lamp", "Sign")
        )
        yield from refused(engine.correct, one, {"cause": "snow"}, **why)
        yield from refused(engine.correct, one, {"plan": "fill"}, **why)
        engine.fire(one, "accept", by="Works")
        engine.extend(one, "period", "1 working day", by="Works")
        yield from refused(engine.withdraw, one, engine.pending()[0].id, by="Audit")
        yield from refused(engine.merge, one, one, **why)
        engine.merge(two, one, **why)
        yield from refused(engine.fire, two, "accept", by="Works")
        engine.void(one, **why)
        yield from refused(engine.fire, one, "renew", by="Works")
        yield from refused(engine.correct, one, {"plan": "dig"}, **why)
        yield from refused(engine.void, one, **why)
        yield from refused(engine.merge, three, one, **why)
    held = Matter(changes=waiting(length=None, rung="early")).subject()
    yield from withdrawal_blockers(held, 7, DOER)
    with Engine(f"sqlite:///{folder}/parts.db", scenarios=[PLAN, PART], directory=MadeUpPeople()) as engine:
        whole, ours = started(engine)
        yield from refused(engine.merge, ours["市教育局"], whole, by="市优化办", note="a slip")


def of_plans(folder: Path) -> Iterator[Blocker]:
    units: dict[str, Any] = {"units": {"lead": "Audit", "doer": ["Works"]}, "by": "Audit", "data": {"cause": "rain"}}
    database = f"sqlite:///{folder}/plans.db"
    with Engine(database, scenarios=[rules().definition], clock=FixedClock("2026-03-02T09:00+01:00")) as engine:
        old, new, one, two = (engine.open("trial", title=title, **units).number for title in ("2026", "2027", "a", "b"))
        yield from refused(engine.include, old, [old], by="Audit")
        engine.include(old, [one], by="Audit")
        yield from refused(engine.include, new, [one], by="Audit")
        yield from refused(engine.include, new, [old], by="Audit")
        yield from refused(engine.carry_over, old, new, [two], by="Audit")
        engine.fire(old, "accept", by="Works")
        engine.fire(old, "report", by="Works", data={"plan": "fill"}, note="today")
        yield from refused(engine.fire, old, "approve", by="Audit")
        yield from refused(engine.void, old, by="Audit", note="dropped")
        yield from refused(archive_plan, engine, one, folder / "archive", by="Audit", trigger="report")
        engine.carry_over(old, new, by="Audit")
        yield from refused(engine.carry_over, old, new, by="Audit")
        engine.fire(old, "approve", by="Audit")
        yield from refused(engine.include, old, [two], by="Audit")


def of_what_is_linked_and_handed_on(folder: Path) -> Iterator[Blocker]:
    units: dict[str, Any] = {"units": {"lead": "Audit", "doer": ["Works"]}, "by": "Audit", "data": {"cause": "rain"}}
    database = f"sqlite:///{folder}/handed.db"
    with Engine(database, scenarios=[rules().definition], clock=FixedClock("2026-03-02T09:00+01:00")) as engine:
        one, two = (engine.open("trial", title=title, **units).number for title in ("Pothole", "Lamp"))
        engine.link(one, two, "after", by="Audit")
        yield from refused(engine.link, two, one, "after", by="Audit")
        yield from refused(engine.instruct, one, "now", by="Audit", leader="Audit", on=NOW.date(), open=True)
        yield from refused(engine.hand_on, one, to=None, by="Works")
        engine.hand_on(one, to="Ann", by="Works")
        yield from refused(engine.hand_on, one, to="Ann", by="Works")
        engine.void(one, by="Audit", note="a slip")
        yield from refused(engine.hand_on, one, to="Bob", by="Works")


def of_sayings() -> Iterator[Blocker]:
    audit, late = Actor("Audit"), NOW + timedelta(hours=1)

    def urged(matter: Matter, by: Actor = audit, state: str = "work") -> list[Blocker]:
        rules, subject = matter.compiled, replace(matter.subject(), state=state)
        return urge_blockers(rules.definition, subject, by, now=late, calendar=rules.calendar)

    before = {"urges": {3: Urge(NOW, audit, ("Works",))}}
    hourly = rules(("\nladder:", "\nurge: {at_least: 3 hours}\nladder:"))
    doers = rules(("\nladder:", "\nurge: {by: doer}\nladder:"))
    yield from urged(Matter(changes={"closed_at": NOW}))
    yield from urged(Matter(), state="done")
    yield from urged(Matter(doers), DOER)
    yield from urged(Matter(changes=before))
    yield from urged(Matter(hourly, changes=before))
    yield from answer_blockers(Matter(changes=before).subject(), 2, "soon", DOER)
    yield from answer_blockers(Matter(changes=before).subject(), 3, "soon", STRANGER)
    yield from answer_blockers(Matter(changes={"urges": {3: Urge(NOW, audit)}}).subject(), 3, "soon", DOER)
    yield from of_papers()
    told = rules(("\nladder:", "\ninstructions: {of: lead}\nladder:"))
    today = NOW.date()
    for changes, leader in (({}, "Parks"), ({"units": {"doer": ("Works",)}}, "Audit")):
        subject = Matter(told, changes=changes).subject()
        yield from instruct_blockers(
            told.definition, subject, " ", audit, leader=leader, on=today + timedelta(days=1), today=today
        )


def of_papers() -> Iterator[Blocker]:
    """Yield why a draft is not signed, and a paper not answered."""
    drafts = "{at: due, light: red, paper: letter, to: doer, sign: lead, id: letter}"
    compiled = rules(
        ("{at: due, light: red, notify: doer, message: late}", drafts),
        ("\nladder:", '\npapers:\n  letter: {message: late, number: "L-{seq}"}\nladder:'),
    )
    held = waiting(length=None, rung="letter", paper="letter")
    drafted, nobody = (Matter(compiled, changes={**held, **more}).subject() for more in ({}, {"units": {}}))
    for subject in (drafted, nobody, Matter(changes=waiting()).subject()):
        yield from signing_blockers(compiled.definition, subject, 7, LEAD, ())
    yield from refusal_blockers(drafted, 7, approve=True, note=None)
    for units in (("Works",), ()):
        issued = {"papers": {3: Issued("letter", "L-1", 1, NOW, NOW.date(), units)}}
        yield from answer_blockers(Matter(changes=issued).subject(), 3, "soon", STRANGER)


MADE_ELSEWHERE = {
    "conflict/number",
    "links",
    "fault",
    "listener",
    *(each for each in SENTENCES if each.startswith("link/")),
}
"""What takes two processes, an application's own words, or rules whose like has tests of its own; the catalogue's tests
hold their places."""


def key(blocker: Blocker) -> str:
    return f"{blocker.code}/{blocker.reason}" if blocker.reason else blocker.code


@pytest.fixture(scope="module")
def provoked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Blocker]:
    folder = tmp_path_factory.mktemp("refusals")
    found = [*of_acts(), *of_parts(), *of_more_time(), *of_moving(), *of_the_engine(folder), *of_changes(folder)]
    found += [*of_each_unit(folder), *of_sayings(), *of_approvals(folder), *of_dividing(), *of_plans(folder)]
    found += [*of_what_is_linked_and_handed_on(folder), *reports_refused(), *papers_refused(folder)]
    return {key(blocker): blocker for blocker in found}


def test_every_reason_that_there_are_words_for_is_one_that_is_given(provoked: dict[str, Blocker]) -> None:
    assert provoked.keys() | MADE_ELSEWHERE == SENTENCES.keys()


@pytest.mark.parametrize("reason", sorted(SENTENCES.keys() - MADE_ELSEWHERE))
def test_a_reason_is_said_wholly_in_the_language_of_who_reads(reason: str, provoked: dict[str, Blocker]) -> None:
    blocker = provoked[reason]
    assert HAN.search(blocker.message)
    with speaking("en"):
        english = str(blocker)
    assert not HAN.search(english)
    assert not re.search(r"{(?!\"|OLD)|(?<!NEW|er\")}", english + blocker.message)
    assert blocker.to_json() == {
        "code": reason.partition("/")[0],
        "reason": reason.partition("/")[2],
        "message": blocker.message,
        "facts": blocker.facts,
    }


def test_a_refusal_is_said_in_the_language_of_who_reads_it_wherever_it_was_raised() -> None:
    refusal = TransitionRefused("T-2026-0001", "renew", Matter().judged("accept", STRANGER))
    again = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - our own; workers hand refusals on
    for each in (refusal, again):
        assert str(each).startswith("T-2026-0001“renew”不能办理：当前为“work”，“accept”只能在“new”时办理；")
        with speaking("en"):
            assert str(each) == (
                "T-2026-0001: “renew” cannot be done: it stands at “work”; “accept” can only be done at “new”; "
                "Parks is not the responsible office of this item, and may not take this step"
            )


def test_lengths_and_instants_in_a_reason_are_in_that_language_as_well(provoked: dict[str, Blocker]) -> None:
    within = "“hurry”须在进入“work”后2个工作日内办理，已于2026-03-05 00:00截止"
    assert provoked["within"].message == within
    with speaking("en-GB"):
        assert provoked["within"].message == (
            "“hurry” has to be done within 2 working days of entering “work”; that ended at 2026-03-05 00:00"
        )
        assert provoked["extension/length"].message.startswith("this time an extension may be 3 working days at most")


def test_a_code_that_is_an_applications_own_stands_for_itself() -> None:
    assert str(Blocker("budget", {"left": 3})) == "budget"
