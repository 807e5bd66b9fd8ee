"""Newer rules number papers otherwise, or name their clocks and fields anew: what was signed stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letters import FILE, OFFICE, SIGNER, draft, late, made

from duban.scenarios import read_scenario
from duban.workflow.people.made_up import MadeUpPeople

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban import Engine
    from duban.testing import FixedClock


def newer(make_engine: MakeEngine, *changes: tuple[str, str]) -> Engine:
    """Make an engine that knows the rules in a newer version too."""
    words = FILE.read_text("utf-8")
    for old, new in (("version: 1", "version: 2"), *changes):
        assert old in words, old
        words = words.replace(old, new)
    return make_engine(scenarios=[FILE, read_scenario(words, "newer.yaml")], directory=MadeUpPeople())


def test_a_draft_is_signed_under_the_number_of_the_newer_rules(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    engine.sign(draft(engine, number), by=SIGNER)
    clock.set("2024-04-12T09:00+08:00")
    engine.sweep()
    later = newer(make_engine, ("云督办〔{year}〕{seq}号", "云政督〔{year}〕{seq}号"), ("完成时限", "办理时限"))
    result = later.migrate("letter", by=OFFICE, clocks={"完成时限": "办理时限"})
    assert [one.number for one in result.moved] == [number]
    later.sign(draft(later, number), by=SIGNER)
    assert [(each.number, each.level) for each in later.papers()] == [
        ("云督办〔2024〕1号", "第一次"),
        ("云政督〔2024〕1号", "第二次"),
    ]
    found = later.verify()
    assert (found.findings, dict(found.unjudged)) == ((), {})


def test_what_a_signer_wrote_is_held_by_the_new_name_of_its_field(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = made(make_engine)
    number = late(engine, clock).number
    clock.set("2024-04-16T09:00+08:00")
    engine.sweep()
    engine.sign(draft(engine, number, "专报"), by=SIGNER, data={"judgement": "停在审批", "proposal": "请协调"})
    later = newer(make_engine, ("judgement", "finding"), ("proposal", "advice"))
    while later.pending(number=number):
        later.decide(later.pending(number=number)[0].id, approve=False, by=SIGNER, note="另行研究")
    later.migrate("letter", by=OFFICE, fields={"judgement": "finding", "proposal": "advice"})
    data = later.instance(number).data
    assert (data["finding"], data["advice"]) == ("停在审批", "请协调")
    found = later.verify()
    assert (found.findings, dict(found.unjudged)) == ((), {})
