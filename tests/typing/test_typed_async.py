"""The async door as a typed program goes through it: the same verbs, each awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, assert_type

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession as SqlModelAsyncSession

from duban import (
    AddressMended,
    Allowed,
    Anchored,
    AtHand,
    CalendarImport,
    CalendarView,
    Call,
    CaseFile,
    Contact,
    ContactEntry,
    Count,
    Deeds,
    Definition,
    DeliveryResult,
    Departure,
    Directory,
    DirectoryChange,
    DirectoryImport,
    Draft,
    Engine,
    Erasure,
    EventsOrdered,
    Evidence,
    Explanation,
    FeedEvent,
    FeedPage,
    Figures,
    FilesTidied,
    FileView,
    HandOver,
    Happening,
    Health,
    HistoryEntry,
    Indexed,
    Instance,
    Level,
    Link,
    LinkShown,
    Matrix,
    MessageLink,
    MessagePreview,
    Migration,
    NoEvidence,
    OpenedFile,
    OperatorsTold,
    OutboxEntry,
    Page,
    Pending,
    Query,
    Receipt,
    ScenarioVersion,
    Settings,
    Situation,
    SweepResult,
    TargetView,
    TransitionRefused,
    Trouble,
    Unit,
    UnitEntry,
    UnknownLink,
    UrgeOutcome,
    Verification,
    WhyDue,
    WhyEscalated,
    WhyNot,
    WorkingCalendar,
)
from duban.aio import AsyncEngine
from duban.workflow import (
    BounceNoted,
    BouncesRead,
    MarkedAddress,
    OpeningPreview,
    PaperContent,
    PaperDue,
    PaperView,
    ReceiptsPolled,
)

if TYPE_CHECKING:
    from duban.testing import FixedClock, RecordingNotifier

OFFICE_PAPERS = Path(__file__).parents[1] / "workflow" / "scenarios" / "office_papers.yaml"
UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


async def of_plans(engine: AsyncEngine, number: str) -> None:
    """Have a task of one plan carried over into the next, and a sheet reported on."""
    plan = (await engine.open("plan", title="方案", by="市优化办")).number
    following = (await engine.open("plan", title="下年方案", by="市优化办")).number
    assert_type(await engine.include(plan, [number], by="市优化办"), Instance)
    assert_type(await engine.carry_over(plan, following, by="市优化办"), Instance)
    with pytest.raises(TransitionRefused):
        assert_type(await engine.report(number, {number: {"done": "已办"}}, by="市住建局"), Instance)


async def commands(engine: AsyncEngine) -> str:
    item = await engine.open("issue", by="市优化办", title="来信", units=UNITS, source="省平台", external_no="1")
    assert_type(item, Instance)
    number = item.number
    assert_type(await engine.assign(number, "responsible", ["市住建局"], by="市优化办", note="转办"), Instance)
    assert_type(await engine.fire(number, "签收", by="市住建局", data={}, key="a", expect=2), Instance)
    assert_type(await engine.extend(number, "整改时限", "5 working days", by="市住建局"), Instance)
    waiting = await engine.pending(unit="市优化办")
    assert_type(waiting, list[Pending])
    assert_type(await engine.decide(waiting[0].id, approve=True, by="市优化办"), Instance)
    others = await engine.open_many(
        "issue", [{"title": "来信", "units": UNITS, "data": {"reporter": "李某"}}], by="市优化办"
    )
    assert_type(others, list[Instance])
    (other,) = others
    assert_type(await engine.fire_many([other.number], "签收", by="市住建局"), list[Instance])
    assert_type(await engine.link(number, other.number, by="市优化办"), Instance)
    assert_type(await engine.remark(number, "已电话了解", by="市优化办"), Instance)
    day = date(2024, 4, 1)
    assert_type(await engine.instruct(number, "抓紧", by="市优化办", leader="市领导", on=day), Instance)
    assert_type(await engine.urge(other.number, by="市优化办"), Instance)
    assert_type(await engine.answer(other.number, 4, "正在办", by="市住建局"), Instance)
    assert_type(await engine.urge_many(by="市优化办", note="请抓紧"), list[UrgeOutcome])
    assert_type(await engine.call_list(), list[Call])
    assert_type(await engine.matrix(scenario="issue"), Matrix)
    assert_type(await engine.figures(by="month"), Figures)
    assert_type(await engine.versions(), list[ScenarioVersion])
    assert_type(await engine.targets(number), tuple[TargetView, ...])
    assert_type(await engine.hand_on(number, to="经办", by="市住建局"), Instance)
    assert_type(await engine.correct(number, by="市优化办", note="笔误", title="窗口少"), Instance)
    again = await engine.extend(number, "整改时限", "2 working days", by="市住建局")
    asked = (await engine.pending(number=again.number))[0].id
    assert_type(await engine.withdraw(number, asked, by="市住建局"), Instance)
    assert_type(await engine.erase(other.number, "reporter", by="市优化办", note="反映人要求"), Erasure)
    follower, gone = await engine.open_many("issue", [{"units": UNITS}, {"units": UNITS}], by="市优化办")
    assert_type(await engine.merge(follower.number, number, by="市优化办", note="并案"), Instance)
    assert_type(await engine.void(gone.number, by="市优化办", note="停办"), Instance)
    with pytest.raises(TransitionRefused):  # nobody's opinion is asked for, and no step asks each unit
        assert_type(await engine.opine(f"{number}#1", "同意", by="市优化办"), Instance)
    with pytest.raises(TransitionRefused):
        assert_type(await engine.excuse(number, "签收", "市住建局", by="市优化办", note="不涉及"), Instance)
    with pytest.raises(TransitionRefused):  # nor lets anybody divide by hand
        assert_type(await engine.divide(number, [{"units": "市住建局"}], by="市优化办"), Instance)
    return number


async def kept(engine: AsyncEngine) -> None:
    assert_type(await engine.import_units([Unit("市住建局")], by="市优化办"), DirectoryImport)
    people = [Contact("市住建局", "张三", Level.HANDLER)]
    assert_type(await engine.import_contacts(people, by="市优化办"), DirectoryImport)
    assert_type(await engine.rename_unit("市住建局", "市建设局", by="市优化办", dry_run=True), HandOver)
    assert_type(await engine.merge_units(["市住建局"], "市建设局", by="市优化办", dry_run=True), HandOver)
    assert_type(await engine.split_unit("市住建局", ["市建设局"], by="市优化办", dry_run=True), HandOver)
    assert_type(await engine.directory_history(), list[DirectoryChange])
    await engine.refresh_directory()
    assert_type(await engine.refresh_scenarios(), tuple[Definition, ...])
    colleague = Contact("市住建局", "李四", Level.LEADER, email="a@b.cn")
    assert_type(await engine.set_contact(colleague, by="市优化办"), DirectoryImport)
    days = date(2999, 1, 1), date(2999, 1, 2)
    assert_type(await engine.away("市住建局/张三", *days, by="市优化办"), DirectoryImport)
    assert_type(await engine.back("市住建局/张三", by="市优化办"), DirectoryImport)
    assert_type(await engine.mend_address("email", "a@b.cn", "b@b.cn", by="市优化办"), AddressMended)
    assert_type(await engine.leave("市住建局/张三", by="市优化办", dry_run=True), Departure)
    assert_type(await engine.close_unit("市住建局", by="市优化办"), HandOver)


async def questions(engine: AsyncEngine, number: str) -> None:
    assert_type(await engine.instance(number, viewer="市住建局"), Instance)
    assert_type(await engine.find(open_only=True, limit=5), list[Instance])
    assert_type(await engine.find(owing="市住建局"), list[Instance])
    assert_type(await engine.page(Query(unit="市住建局"), limit=5), Page)
    assert_type(await engine.count(by="light"), Count)
    assert_type(await engine.counts(by=["light"]), dict[str, Count])
    assert_type(await engine.at_hand("市住建局", by="市住建局"), AtHand)
    assert_type(await engine.deeds("市住建局", since=date(2024, 4, 1)), Deeds)
    assert_type(await engine.allowed_many([number], by="市住建局"), dict[str, list[Allowed]])
    assert_type(await engine.opened("省平台", "1"), Instance | None)
    assert_type(await engine.opened_for("省平台"), dict[str, Instance])
    assert_type(await engine.history(number), list[HistoryEntry])
    assert_type(await engine.events(), FeedPage)
    assert_type(await engine.order_events(), EventsOrdered)
    followed = engine.follow()
    assert_type(followed, AsyncIterator[FeedEvent])
    await anext(followed)
    assert_type(await engine.allowed(number, by="市住建局"), list[Allowed])
    assert_type(await engine.links(number), list[Link])
    assert_type(await engine.why_due(number), tuple[WhyDue, ...])
    assert_type(await engine.why_escalated(number), tuple[WhyEscalated, ...])
    assert_type(await engine.why_not(number), tuple[WhyNot, ...])
    assert_type(await engine.calendar("china"), CalendarView)
    assert_type(await engine.health(), Health)
    assert_type(await engine.has_database(), bool)
    await engine.require_in_place()
    assert_type(await engine.verify(), Verification)
    assert_type(await engine.anchor("anchors.jsonl"), Anchored)
    assert_type(await engine.next_instant(), datetime | None)


async def looks(engine: AsyncEngine, number: str) -> None:
    assert_type(await engine.situation(number, by="市住建局"), Situation)
    assert_type(await engine.preview("issue", [], by="市优化办"), OpeningPreview)
    assert_type(await engine.case_files(scenario="issue"), list[CaseFile])
    assert_type(await engine.explain(number), Explanation)
    assert_type(await engine.rules(number), Definition)
    assert_type(await engine.definitions(), list[Definition])
    assert_type(await engine.definition("issue"), Definition)
    assert_type(await engine.working_calendar("issue"), WorkingCalendar)
    assert_type(await engine.today(), date)
    assert_type(await engine.units(), list[UnitEntry])
    assert_type(await engine.contacts(), list[ContactEntry])
    assert_type(await engine.outbox(statuses=["delivered"]), list[OutboxEntry])
    assert_type(await engine.drafts(number=number), list[Draft])
    assert_type(await engine.preview_message(1), list[MessagePreview])
    assert_type(await engine.papers(number=number, unanswered=True), list[PaperView])
    with pytest.raises(TransitionRefused):
        assert_type(await engine.read_draft(f"{number}#99", viewer="市督考办"), Draft)
    with pytest.raises(TransitionRefused):
        assert_type(await engine.sign(f"{number}#99", by="市督考办/段知远", data={}), Instance)
    with pytest.raises(NoEvidence):
        assert_type(await engine.put_file("a.pdf", by="市优化办"), dict[str, str])
    with pytest.raises(NoEvidence):
        assert_type(await engine.open_file(number, "0" * 64), OpenedFile)
    assert_type(await engine.files(number), list[FileView])
    assert_type(await engine.tidy_files(), FilesTidied)
    await engine.on_file_opened(lambda _: None)

    @engine.on("opening")
    async def hear(happening: Happening) -> None:
        assert_type(await engine.instance(happening.number), Instance)

    assert_type(engine.off(hear), None)
    assert_type(await engine.numbers("WT"), list[tuple[str, str]])
    assert_type(await engine.nearest_number(number), str | None)


async def services(engine: AsyncEngine) -> None:
    assert_type(await engine.sweep(stop=lambda: False), SweepResult)
    assert_type(await engine.deliver(), DeliveryResult)
    assert_type(await engine.tell_operators(), OperatorsTold)
    assert_type(await engine.troubles(), list[Trouble])
    assert_type(await engine.media_waiting(), tuple[str, ...])
    assert_type(await engine.index_texts(), Indexed)
    assert_type(await engine.import_calendar("china", {date(2024, 4, 10): (False, None)}), CalendarImport)
    assert_type(await engine.migrate("issue", by="市优化办", dry_run=True), Migration)
    assert_type(await engine.retry(), tuple[list[int], list[int]])
    assert_type(await engine.outbox_counts(), dict[str, int])
    assert_type(await engine.received([]), tuple[list[int], list[str]])
    assert_type(await engine.bounced(b""), list[BounceNoted])
    assert_type(await engine.link_of((await engine.outbox())[0].id), MessageLink | None)
    with pytest.raises(UnknownLink):
        assert_type(await engine.by_link("x" * 52), LinkShown)
    with pytest.raises(UnknownLink):
        assert_type(await engine.follow_link("x" * 52), Instance)
    assert_type(await engine.read_bounces(), BouncesRead)
    assert_type(await engine.poll_receipts(), ReceiptsPolled)
    assert_type(await engine.marked_addresses(), list[MarkedAddress])
    assert_type(await engine.address_works("email", "zhang@example.org", by="市督考办"), bool)
    assert_type(await engine.give_up([], by="市督考办", note="号码已停用"), tuple[list[int], list[int]])
    assert_type(await engine.send_test(medium="email", to="zhang@example.org"), Receipt)
    assert_type(await engine.send_directly(medium="email", to="zhang@example.org", text="739104"), Receipt)
    assert_type(await engine.transact(lambda session: engine.engine.find(session=session)), list[Instance])


def test_the_same_verbs_are_awaited(
    tmp_path: Path, clock: FixedClock, people: Directory, mail: RecordingNotifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # for the anchors are written where one stands

    async def story() -> None:
        async with AsyncEngine(
            Settings.plain(f"sqlite:///{tmp_path / 'a.db'}"),
            scenarios=["issue", "plan"],
            directory=people,
            channels={"email": lambda: mail},
            clock=clock,
        ) as engine:
            assert_type(engine, AsyncEngine)
            assert_type(engine.engine, Engine)
            assert_type(await engine.prepare(), None)
            number = await commands(engine)
            await of_plans(engine, number)
            clock.advance(timedelta(days=30))
            await services(engine)
            await questions(engine, number)
            await looks(engine, number)

    asyncio.run(story())
    assert mail.sent


def test_any_async_session_of_theirs_will_do(tmp_path: Path, clock: FixedClock) -> None:
    async def story() -> None:
        file = tmp_path / "theirs.db"
        sql = create_async_engine(f"sqlite+aiosqlite:///{file}")
        engine = AsyncEngine(f"sqlite:///{file}", scenarios=["issue"], clock=clock)
        assert_type(await engine.create_tables(), tuple[str | None, str])
        await kept(engine)
        async with AsyncSession(sql) as plain, plain.begin():
            assert_type(await engine.open("issue", by="市优化办", units=UNITS, session=plain), Instance)
        async with SqlModelAsyncSession(sql) as sqlmodel, sqlmodel.begin():
            assert_type(await engine.find(session=sqlmodel), list[Instance])
        async with sql.begin() as connection:
            assert_type(await engine.find(session=connection), list[Instance])
        await sql.dispose()
        assert_type(await engine.close(), None)

    asyncio.run(story())


def test_papers_are_drafted_filed_and_voided(tmp_path: Path, clock: FixedClock) -> None:
    clerk, signer = "市优化办/方晓宁", "市督考办/段知远"
    evidence = Evidence(folder=str(tmp_path / "files"), free_mb=0)
    settings = Settings(database=f"sqlite:///{tmp_path / 'office.db'}", evidence=evidence)

    async def story() -> None:
        async with AsyncEngine(settings, scenarios=[OFFICE_PAPERS], clock=clock) as engine:
            await engine.create_tables()
            number = (await engine.open("office_papers", by="市优化办", units={"responsible": ["市住建局"]})).number
            assert_type(await engine.draft(number, "督办通知单", by=clerk, text="请办理。"), Instance)
            waiting = (await engine.pending(number=number))[0].id
            seen = (await engine.read_draft(waiting)).revision
            assert_type(await engine.edit_draft(waiting, by=clerk, title="限期办理", revision=seen), Instance)
            content = await engine.draft_content(waiting, viewer="市督考办")
            assert_type(content, PaperContent)
            assert (content.title, content.text, content.number) == ("限期办理", "请办理。", "")
            await engine.sign(waiting, by=signer)
            due = await engine.papers_to_file(number=number)
            assert_type(due, list[PaperDue])
            seq = due[0].asked
            assert_type(await engine.paper_content(number, seq, viewer="市督考办"), PaperContent)
            assert_type(await engine.put_off_paper(number, seq, "no fonts"), None)
            assert await engine.papers_to_file() == []
            assert_type(await engine.file_paper(number, seq, {"通知.pdf": b"%PDF-1.7\n"}), bool)
            (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\nsealed\n%%EOF\n")
            scan = await engine.put_file(tmp_path / "scan.pdf", by=clerk)
            assert_type(await engine.add_scan(number, seq, scan, by=clerk), Instance)
            assert_type(await engine.void_paper(number, seq, by=signer, note="主送有误"), Instance)
            (paper,) = await engine.papers()
            assert ([each.name for each in paper.files], paper.void) == (["通知.pdf", "scan.pdf"], "主送有误")

    asyncio.run(story())
