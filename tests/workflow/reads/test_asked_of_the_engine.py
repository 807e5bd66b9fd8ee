"""What an engine is asked beside its instances: their own rules, files, drafts, and several verbs at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from sqlmodel import Session

from duban import Definition, Engine, InvalidUnits, TransitionRefused, UnknownInstance, UnknownVersion
from duban.scenarios import read_scenario

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban.storage import Guest
    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")


def version(matter_file: Path, number: int) -> Definition:
    text = matter_file.read_text("utf-8").replace("version: 1", f"version: {number}")
    return read_scenario(text.encode(), "matter.yaml")


def test_an_instance_s_own_rules_are_read_by_its_number(
    make_engine: MakeEngine, matter_file: Path, open_matter: OpenMatter
) -> None:
    first, second = version(matter_file, 1), version(matter_file, 2)
    older = open_matter(make_engine(scenarios=[first])).number
    engine = make_engine(scenarios=[second])
    newer = open_matter(engine).number
    assert (engine.rules(older), engine.rules(newer)) == (first, second)
    assert make_engine(scenarios=["issue"]).rules(older).digest == first.digest, "no file of it is loaded any more"
    with pytest.raises(UnknownInstance):
        engine.rules("M-1900-1")


def test_the_loaded_rules_are_named_by_scenario_and_version(make_engine: MakeEngine, matter_file: Path) -> None:
    first, second = version(matter_file, 1), version(matter_file, 2)
    engine = make_engine(scenarios=[first, second, "issue"])
    assert [(each.scenario, each.version) for each in engine.definitions()] == [("matter", 2), ("issue", 5)]
    assert (engine.definition("matter"), engine.definition("matter", 1)) == (second, first)
    with pytest.raises(UnknownVersion):
        engine.definition("matter", 3)
    assert str(engine.working_calendar("issue").timezone) == "Asia/Shanghai"


def test_a_situation_says_on_demand_what_somebody_may_do(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    assert engine.situation(number).allowed == ()
    for unit in ("市住建局", "市优化办"):
        assert list(engine.situation(number, by=unit).allowed) == engine.allowed(number, by=unit)
    with pytest.raises(InvalidUnits, match="no unit '市住健局'"):
        engine.situation(number, by="市住健局")


def test_an_explanation_is_what_the_three_questions_answer(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock
) -> None:
    number = open_matter(engine).number
    clock.advance(timedelta(days=30))
    engine.sweep()
    found = engine.explain(number)
    assert found.due == engine.why_due(number)
    assert found.escalated == engine.why_escalated(number) != ()
    assert found.not_yet == engine.why_not(number)
    with pytest.raises(UnknownInstance):
        engine.explain("M-1900-1")


def test_one_instance_is_explained_by_reading_it_once(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine, data={"reporter": "王某"}).number
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine.database.engine, "before_cursor_execute", note)
    try:
        engine.explain(number)
        explained, seen = seen, []
        engine.situation(number, by="市住建局")
    finally:
        event.remove(engine.database.engine, "before_cursor_execute", note)
    for statements in (explained, seen):
        reads = [one for one in statements if not one.startswith("BEGIN")]
        assert len(reads) <= 4, reads
        assert sum("FROM duban_instance" in one and "memory" in one for one in reads) == 1, reads


def test_verbs_that_are_called_together_are_one_transaction(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number

    def sign_and_fail(session: Guest) -> None:
        engine.fire(number, "签收", by="市住建局", session=session)
        engine.fire(number, "通过", by="市教育局", session=session)

    with pytest.raises(TransitionRefused):
        engine.transact(sign_and_fail)
    assert engine.instance(number).state == "交办"

    def sign(session: Guest) -> str:
        return engine.fire(number, "签收", by="市住建局", session=session).state

    assert engine.transact(sign) == engine.instance(number).state == "整改"


def test_verbs_that_are_called_together_join_the_application_s_transaction(
    engine: Engine, open_matter: OpenMatter
) -> None:
    number = open_matter(engine).number
    with Session(engine.database.engine) as session:
        item = engine.transact(lambda ours: engine.fire(number, "签收", by="市住建局", session=ours), session=session)
        assert engine.situation(number, session=session).instance.state == item.state == "整改"
        assert engine.case_files(session=session)[0].history[-1].trigger == "签收"
        assert engine.explain(number, session=session).due == engine.why_due(number, session=session)
        session.rollback()
    assert engine.instance(number).state == "交办"


def test_case_files_come_in_the_order_of_the_numbers_that_are_asked_for(
    engine: Engine, open_matter: OpenMatter
) -> None:
    one, two, _ = [open_matter(engine, title=title).number for title in ("甲", "乙", "丙")]
    engine.fire(two, "签收", by="市住建局")

    files = engine.case_files(numbers=[two, one, two])

    assert [file.instance.number for file in files] == [two, one]
    assert [len(file.history) for file in files] == [2, 1]
    assert engine.case_files(numbers=[]) == []
    with pytest.raises(UnknownInstance):
        engine.case_files(numbers=[one, "XX-1"])


def test_drafts_show_what_will_leave_and_send_nothing(engine: Engine, open_matter: OpenMatter) -> None:
    number = open_matter(engine).number
    drafts, entries = engine.drafts(number=number), engine.outbox()
    assert [draft.id for draft in drafts] == [entry.id for entry in entries]
    assert all(number in draft.subject + draft.text and not draft.fault for draft in drafts)
    assert engine.drafts(after=drafts[-1].id) == []
    assert {entry.status for entry in engine.outbox()} == {"pending"}, "to look at them sends nothing"


def test_numbers_are_known_by_their_beginning_and_by_what_is_close(engine: Engine, open_matter: OpenMatter) -> None:
    first, second = open_matter(engine).number, open_matter(engine).number
    assert [number for number, _ in engine.numbers(first[:3])] == [second, first]
    assert engine.numbers(first, limit=1)[0][0] == first
    assert engine.numbers("没有") == []
    assert engine.nearest_number(f" {first.lower()}") == first
    assert engine.nearest_number("没有") is None


def test_looking_for_a_number_makes_no_database(tmp_path: Path) -> None:
    with Engine(f"sqlite:///{tmp_path / 'none.db'}", scenarios=["issue"]) as engine:
        assert engine.numbers() == []
        assert engine.nearest_number("WT-2024-0001") is None
    assert list(tmp_path.iterdir()) == []
