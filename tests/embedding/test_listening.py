"""Being told: listeners inside of the transaction and after the commit, in an engine's own transactions."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from duban import (
    BatchRefused,
    KeyReused,
    ListenerFailed,
    Objection,
    SessionNeeded,
    TransitionRefused,
    UnknownName,
    UnknownScenario,
    UnknownState,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import MakeEngine, OpenMatter, Rows
    from sqlalchemy.orm import Session

    from duban import Engine, Happening
    from duban.storage import Guest
    from duban.testing import FixedClock

LATE = "2024-04-12T09:00+08:00"
"""Behind the last rung of a matter that was opened on the first of April: that pulls 强制复核."""


@pytest.fixture
def told() -> list[Happening]:
    return []


@pytest.fixture
def diary(engine: Engine) -> Callable[[], list[str]]:
    """Make a table of the application's own beside ours, and return what reads it."""
    with engine.database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE diary (line VARCHAR(99))"))

    def read() -> list[str]:
        with engine.database.engine.connect() as connection:
            return list(connection.execute(text("SELECT line FROM diary ORDER BY line")).scalars())

    return read


def write(session: Session, line: str) -> None:
    session.execute(text("INSERT INTO diary VALUES (:line)"), {"line": line})


def shown(told: list[Happening]) -> list[tuple[str, str | None, str | None]]:
    return [(each.what, each.trigger, each.to_state) for each in told]


def objecting(_happening: Happening, session: Session) -> None:
    write(session, "objected")
    why = "the shop is closed"
    raise Objection(why, facts={"until": "Monday"})


def test_a_listener_hears_what_was_done_by_whom_and_how_it_stands(
    engine: Engine, open_matter: OpenMatter, told: list[Happening]
) -> None:
    for what in ("opening", "act", "closing"):
        engine.on(what, told.append)
    number = open_matter(engine, data={"reporter": "王某"}).number
    engine.fire(number, "签收", by="市住建局/张三", key="k-1")
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "增设窗口"})
    engine.fire(number, "通过", by="市优化办")
    assert shown(told) == [
        ("opening", None, "交办"),
        ("act", "签收", "整改"),
        ("act", "申请销号", "复核"),
        ("act", "通过", "销号"),
        ("closing", "通过", "销号"),
    ]
    signed = told[1]
    assert (signed.by, signed.key, signed.number, signed.scenario) == ("市住建局/张三", "k-1", number, "matter")
    assert (signed.from_state, signed.at, signed.kind) == ("交办", engine.now(), "act")
    assert signed.instance.state == "整改"
    assert signed.instance.data["reporter"] == "王某"  # trusted code, not the responsible unit, which may not see it
    assert signed.entry == engine.history(number)[1]
    assert signed.entries == (signed.entry,)
    assert told[-1].instance == engine.instance(number)
    assert signed.to_json()["instance"]["number"] == number
    with pytest.raises(AttributeError):
        signed.key = "k-2"  # type: ignore[misc]


def test_as_a_decorator_it_leaves_the_function_as_it_is_and_off_ends_it(
    engine: Engine, open_matter: OpenMatter, told: list[Happening]
) -> None:
    @engine.on("opening")
    @engine.on("entry", scenario="督办事项")
    def hear(happening: Happening) -> None:
        told.append(happening)

    open_matter(engine)
    assert sorted(each.what for each in told) == ["entry", "opening"]
    engine.off(hear)
    open_matter(engine)
    assert len(told) == 2
    with pytest.raises(ValueError, match="hear"):
        engine.off(hear)


def test_listeners_are_called_in_their_order_for_what_they_want_to_hear(
    engine: Engine, open_matter: OpenMatter
) -> None:
    said: list[str] = []
    engine.on("entry", lambda _: said.append("second to none"))
    engine.on("act", lambda _: said.append("act"), trigger=["签收", "挂起"])
    engine.on("act", lambda _: said.append("state"), state="复核")
    engine.on("entry", lambda *_: said.append("inside"), when="inside")
    number = open_matter(engine).number
    said.clear()
    engine.fire(number, "签收", by="市住建局")
    assert said == ["inside", "second to none", "act"]
    said.clear()
    engine.fire(number, "申请销号", by="市住建局", data={"measure": "…"})
    assert said == ["inside", "second to none", "state"]


@pytest.mark.usefixtures("english")
def test_a_name_that_is_mistyped_is_refused_when_it_is_said(engine: Engine) -> None:
    with pytest.raises(ValueError, match="what= cannot be 'acts'; did you mean 'act'"):
        engine.on("acts", print)  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="when= cannot be 'before'"):
        engine.on("act", print, when="before")  # type: ignore[call-overload]
    with pytest.raises(UnknownScenario):
        engine.on("act", print, scenario="mater")
    with pytest.raises(UnknownName, match="did you mean '签收'"):
        engine.on("act", print, trigger=["申请销号", "签受"])
    with pytest.raises(UnknownState):
        engine.on("act", print, state="销")
    with pytest.raises(TypeError, match="takes two arguments: the happening, and the session"):
        engine.on("act", lambda _: None, when="inside")
    with pytest.raises(TypeError, match="takes one argument: the happening"):
        engine.on("act", lambda _, __: None)

    async def awaited(_happening: Happening) -> None: ...

    with pytest.raises(TypeError, match=r"AsyncEngine\.on takes one that is awaited"):
        engine.on("act", awaited)
    with pytest.raises(TypeError, match="a listener is a function, not str"):
        engine.on("act", "print")  # type: ignore[call-overload]


def test_what_a_listener_inside_writes_is_committed_with_the_act(
    engine: Engine, open_matter: OpenMatter, diary: Callable[[], list[str]]
) -> None:
    def note(happening: Happening, session: Session) -> None:
        # The row of what was opened is there already, for a foreign key of the application's.
        standing = session.execute(text("SELECT state FROM duban_instance WHERE number = :n"), {"n": happening.number})
        write(session, f"{happening.number} {standing.scalar_one()}")

    engine.on("entry", note, when="inside")
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    assert diary() == [f"{number} 交办", f"{number} 整改"]


@pytest.mark.usefixtures("english")
def test_an_objection_refuses_the_act_with_every_reason_and_leaves_nothing(
    engine: Engine, open_matter: OpenMatter, diary: Callable[[], list[str]], rows: Rows, told: list[Happening]
) -> None:
    number = open_matter(engine).number

    def also(_happening: Happening, _session: Session) -> None:
        why = "and so is the office"
        raise Objection(why)

    engine.on("act", objecting, when="inside")
    engine.on("act", also, when="inside")
    engine.on("act", told.append)
    before = rows()
    with pytest.raises(TransitionRefused) as refused:
        engine.fire(number, "签收", by="市住建局", key="k")
    assert (refused.value.subject, refused.value.trigger, refused.value.codes) == (number, "签收", ("listener",) * 2)
    first = refused.value.blockers[0]
    assert str(first) == "the shop is closed"
    assert (first.facts["until"], first.facts["number"]) == ("Monday", number)
    assert "and so is the office" in str(refused.value)
    assert (rows(), diary(), told) == (before, [], [])
    engine.off(objecting)
    engine.off(also)
    assert engine.fire(number, "签收", by="市住建局", key="k").state == "整改"  # a refusal does not use up its key


def test_an_objection_to_an_opening_takes_no_number(
    engine: Engine, open_matter: OpenMatter, diary: Callable[[], list[str]]
) -> None:
    engine.on("opening", objecting, when="inside")
    with pytest.raises(TransitionRefused) as refused:
        open_matter(engine, key="k")
    assert (refused.value.subject, refused.value.trigger) == ("窗口排队过长", "open")
    engine.off(objecting)
    assert open_matter(engine, key="k").number == "SX-2024-0001"
    assert diary() == []


def test_a_batch_is_refused_as_a_batch_and_told_one_by_one(
    engine: Engine, open_matter: OpenMatter, told: list[Happening]
) -> None:
    numbers = [open_matter(engine).number for _ in range(3)]
    engine.on("act", told.append)
    bad = numbers[1:]

    def choosy(happening: Happening, _session: Session) -> None:
        if happening.number in bad:
            raise Objection(happening.number)

    engine.on("act", choosy, when="inside")
    with pytest.raises(BatchRefused) as refused:
        engine.fire_many(numbers, "签收", by="市住建局")
    assert [each.subject for each in refused.value.refusals] == bad
    assert told == []
    bad.clear()
    engine.fire_many(numbers, "签收", by="市住建局")
    assert [each.number for each in told] == numbers
    engine.on("opening", objecting, when="inside")
    with engine.database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE diary (line VARCHAR(99))"))
    with pytest.raises(BatchRefused):
        engine.open_many("matter", [{"units": {"lead": "市优化办", "responsible": "市住建局"}}] * 2, by="市优化办")
    assert len(engine.find()) == 3


def test_what_fails_inside_fails_the_act_with_its_own_error(
    engine: Engine, open_matter: OpenMatter, rows: Rows
) -> None:
    number = open_matter(engine).number
    engine.on("act", lambda *_: {}["missing"], when="inside")
    before = rows()
    with pytest.raises(KeyError, match="missing"):
        engine.fire(number, "签收", by="市住建局")
    assert rows() == before


def test_who_fails_after_the_commit_is_logged_and_holds_up_nobody(
    engine: Engine, open_matter: OpenMatter, told: list[Happening], caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_happening: Happening) -> None:
        message = "the bell is broken"
        raise RuntimeError(message)

    engine.on("opening", fails)
    engine.on("opening", told.append)
    with caplog.at_level(logging.ERROR, "duban.listeners"):
        number = open_matter(engine).number
    assert engine.instance(number).state == "交办"
    assert [each.number for each in told] == [number]
    (record,) = caplog.records
    assert (record.name, record.msg.facts["number"]) == ("duban.listeners", number)
    assert "fails" in record.msg.facts["listener"]
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "the bell is broken"


def test_a_repeat_a_dry_run_and_a_question_tell_nobody(
    engine: Engine, open_matter: OpenMatter, told: list[Happening]
) -> None:
    engine.on("entry", told.append)
    engine.on("entry", lambda happening, _: told.append(happening), when="inside")
    item = open_matter(engine, key="k", source="省平台", external_no="7")
    assert open_matter(engine, key="k", source="省平台", external_no="7") == item
    assert open_matter(engine, source="省平台", external_no="7") == item
    assert len(told) == 2
    engine.fire(item.number, "签收", by="市住建局", key="f")
    engine.fire(item.number, "签收", by="市住建局", key="f")
    with pytest.raises(KeyReused):
        engine.fire(item.number, "挂起", by="市优化办", key="f")
    assert len(told) == 4
    engine.allowed(item.number, by="市住建局")
    engine.why_not(item.number, "通过", by="市住建局")
    engine.migrate("matter", by="市优化办", dry_run=True)
    engine.import_calendar(dry_run=True)
    engine.preview("matter", [{"units": {"lead": "市优化办", "responsible": "市住建局"}}], by="市优化办")
    assert len(told) == 4


def test_rungs_are_told_and_what_they_pull(
    engine: Engine, open_matter: OpenMatter, clock: FixedClock, told: list[Happening]
) -> None:
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    engine.on("rung", told.append)
    engine.on("act", told.append)
    clock.set(LATE)
    fired = engine.sweep().fired
    rungs = [each for each in told if each.what == "rung"]
    assert len(rungs) == fired > 0
    assert {each.by for each in told} == {"system"}
    assert (told[-1].what, told[-1].trigger, told[-1].to_state) == ("act", "强制复核", "复核")
    assert rungs[0].entry.payload["clock"] == "办理时限"
    told.clear()
    engine.sweep()
    assert told == []


def test_a_listener_that_refuses_a_rung_holds_up_that_instance_alone_and_the_rung_comes_once(
    engine: Engine,
    open_matter: OpenMatter,
    clock: FixedClock,
    diary: Callable[[], list[str]],
    told: list[Happening],
) -> None:
    numbers = [open_matter(engine).number for _ in range(3)]
    bad = {numbers[0]: Objection("not yet"), numbers[1]: ValueError("broken")}

    def choosy(happening: Happening, session: Session) -> None:
        write(session, happening.number)
        if happening.number in bad:
            raise bad[happening.number]

    engine.on("rung", choosy, when="inside")
    engine.on("rung", told.append)
    clock.set("2024-04-08T09:00+08:00")
    result = engine.sweep()
    assert {failure.number for failure in result.failures} == set(bad)
    assert {each.number for each in told} == {numbers[2]}
    assert set(diary()) == {numbers[2]}
    bad.clear()
    clock.advance(timedelta(minutes=6))
    assert engine.sweep().failures == ()
    fired = [(each.number, each.entry.payload["rung"]) for each in told]
    assert len(fired) == len(set(fired))
    assert {number for number, _ in fired} == set(numbers)
    assert sorted(diary()) == sorted(number for number, _ in fired)
    assert engine.verify().ok


def test_decisions_are_told_and_what_they_bring(make_engine: MakeEngine, told: list[Happening]) -> None:
    engine = make_engine(scenarios=["issue"], directory=None)
    item = engine.open("issue", units={"lead": "A", "responsible": ["B"]}, by="A")
    engine.fire(item.number, "签收", by="B")
    engine.on("decision", told.append)
    engine.extend(item.number, "整改时限", "3 working days", by="B", note="材料未到")
    assert told == []
    (pending,) = engine.pending(number=item.number)
    engine.decide(pending.id, approve=True, by=pending.units[0])
    assert [(each.what, each.by) for each in told] == [("decision", pending.units[0])]


def test_a_listener_inside_may_act_by_the_session_that_it_is_given_and_by_no_other(
    engine: Engine, open_matter: OpenMatter, told: list[Happening]
) -> None:
    other = open_matter(engine).number
    wrong: list[Any] = []

    def follow(happening: Happening, session: Session) -> None:
        if happening.number == other:
            return
        for wrongly in (
            lambda: engine.fire(other, "签收", by="市住建局"),
            lambda: engine.instance(happening.number),
            engine.sweep,
        ):
            with pytest.raises(SessionNeeded) as refused:
                wrongly()
            wrong.append(refused.value)
        assert engine.instance(happening.number, session=session).state == "整改"
        engine.fire(other, "签收", by="市住建局", session=session)

    number = open_matter(engine).number
    engine.on("act", follow, when="inside")
    engine.on("act", told.append)
    engine.fire(number, "签收", by="市住建局")
    assert len(wrong) == 3
    assert engine.instance(other).state == "整改"
    assert [each.number for each in told] == [number, other]


def test_a_refusal_that_a_listener_inside_runs_into_refuses_the_act(
    engine: Engine, open_matter: OpenMatter, rows: Rows
) -> None:
    number, other = open_matter(engine).number, open_matter(engine).number

    def follow(happening: Happening, session: Session) -> None:
        if happening.number == number:
            engine.fire(other, "通过", by="市优化办", session=session)

    engine.on("act", follow, when="inside")
    before = rows()
    with pytest.raises(TransitionRefused) as refused:
        engine.fire(number, "签收", by="市住建局")
    assert (refused.value.subject, refused.value.trigger) == (other, "通过")
    assert rows() == before


def test_a_listener_after_the_commit_may_do_whatever_it_likes(
    engine: Engine, open_matter: OpenMatter, told: list[Happening]
) -> None:
    other = open_matter(engine).number

    def follow(happening: Happening) -> None:
        told.append(happening)
        assert engine.instance(happening.number).state == "整改"  # others see it as well
        if happening.number != other:
            engine.fire(other, "签收", by="市住建局")

    engine.on("act", follow)
    number = open_matter(engine).number
    engine.fire(number, "签收", by="市住建局")
    assert [each.number for each in told] == [number, other]


def test_a_transaction_of_several_acts_tells_in_their_order_once_it_is_committed(
    engine: Engine, open_matter: OpenMatter, told: list[Happening]
) -> None:
    engine.on("entry", told.append)

    def both(session: Guest) -> None:
        item = open_matter(engine, session=session)
        engine.fire(item.number, "签收", by="市住建局", session=session)
        assert told == []

    engine.transact(both)
    assert shown(told) == [("entry", None, "交办"), ("entry", "签收", "整改")]

    def neither(session: Guest) -> None:
        both(session)
        raise KeyError

    told.clear()
    with pytest.raises(KeyError):
        engine.transact(neither)
    assert told == []


def test_listeners_may_come_and_go_while_others_act(engine: Engine, open_matter: OpenMatter) -> None:
    heard: list[Happening] = []
    engine.on("opening", heard.append)
    done = threading.Event()

    def come_and_go() -> None:
        while not done.is_set():

            def passing(_happening: Happening) -> None: ...

            engine.on("opening", passing)
            engine.off(passing)

    restless = [threading.Thread(target=come_and_go) for _ in range(2)]
    for thread in restless:
        thread.start()
    try:
        numbers = [open_matter(engine).number for _ in range(20)]
    finally:
        done.set()
        for thread in restless:
            thread.join()
    assert [each.number for each in heard] == numbers


def test_a_listener_that_ends_the_transaction_is_told_that_it_may_not(engine: Engine, open_matter: OpenMatter) -> None:
    def ends(_happening: Happening, session: Session) -> None:
        session.execute(text("SELECT 1"))
        session.rollback()

    engine.on("opening", ends, when="inside")
    with pytest.raises(ListenerFailed, match="ends"):
        open_matter(engine)
    assert engine.find() == []
