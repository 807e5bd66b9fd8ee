"""Lists: queries with many conditions, pages by cursor, rows with turn and last act, counts, and many at once."""

from __future__ import annotations

import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url, text

from duban import Directory, Engine, InvalidData, InvalidUnits, Query, Unit, UnknownName, UnknownScenario, UnknownState
from duban.states import OutOfCalendar

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import MakeEngine, OpenMatter

    from duban.testing import FixedClock

pytestmark = pytest.mark.usefixtures("english")

ISSUE = {"lead": "市优化办", "responsible": ["市住建局", "市教育局"]}


@pytest.fixture
def office(make_engine: MakeEngine, open_matter: OpenMatter, clock: FixedClock) -> Engine:
    """Give an office with seven matters, one of each kind, and the day on which the first is overdue.

    1 overdue and returned with a reason, 2 in review, 3 closed, 4 without a due date, 5 of another scenario and signed
    for by one of two units, 6 opened a week later with a source, 7 likewise and not signed for.
    """
    engine = make_engine(scenarios=["issue", make_engine().definition("matter")])
    one, two, three = [open_matter(engine, title=title).number for title in ("老旧小区", "取号机故障", "公示栏 100%")]
    for number in (one, two, three):
        engine.fire(number, "签收", by="市住建局/唐瑞")
    for number in (one, two, three):
        engine.fire(number, "申请销号", by="市住建局/唐瑞", data={"measure": "更换"})
    engine.fire(one, "退回整改", by="市优化办/方晓宁", note="只换了一台")
    engine.remark(one, "下周再看", by="市优化办/方晓宁", to="office")
    engine.fire(three, "通过", by="市优化办/方晓宁")
    open_matter(engine, title="持续推进", ongoing=True)
    engine.open("issue", title="办事指南", units=ISSUE, by="市优化办", data={"source": "群众投诉", "reporter": "王某"})
    engine.fire(engine.find(scenario="issue")[0].number, "签收", by="市教育局/韩立群")
    clock.advance(timedelta(days=9))
    for no in (6, 7):
        open_matter(
            engine, title=f"第{no}件", source="省平台", external_no=str(no), data={"deadline": date(2024, 5, no)}
        )
    engine.fire(numbers(engine, Query(external_no="6", source="省平台"))[0], "签收", by="市住建局")
    return engine


def numbers(engine: Engine, query: Query, **asked: Any) -> list[str]:  # noqa: ANN401 - as `page` takes them
    return [row.instance.number for row in engine.page(query, **asked).items]


def titles(engine: Engine, query: Query, **asked: Any) -> set[str]:  # noqa: ANN401 - likewise
    return {row.instance.title for row in engine.page(query, **asked).items}


ALL = {"老旧小区", "取号机故障", "公示栏 100%", "持续推进", "办事指南", "第6件", "第7件"}
FOUND: list[tuple[dict[str, Any], set[str]]] = [
    ({}, ALL),
    ({"open_only": True}, ALL - {"公示栏 100%"}),
    ({"scenario": "问题整改"}, {"办事指南"}),
    ({"scenario": ["matter", "issue"], "state": ["复核", "销号"]}, {"取号机故障", "公示栏 100%"}),
    ({"state": "整改", "open_only": True}, {"老旧小区", "第6件"}),
    ({"light": "red"}, {"老旧小区", "取号机故障"}),
    ({"light": ["red", "yellow"], "open_only": True, "state": "复核"}, {"取号机故障"}),
    ({"unit": ["市教育局", "市督考办"], "role": "responsible"}, {"办事指南"}),
    ({"waiting_for": "市优化办"}, {"取号机故障"}),
    ({"waiting_for": "市教育局"}, set()),  # it has signed for its part
    ({"waiting_for": ["市住建局", "市教育局"], "scenario": "issue"}, {"办事指南"}),
    ({"text": "公示栏 100%"}, {"公示栏 100%"}),
    ({"text": "1_0"}, set()),
    ({"text": "ｓｘ-2024 故障"}, {"取号机故障"}),
    ({"number": ["sx-2024-0001", "SX-2024-0002", "SX-2024-0099"]}, {"老旧小区", "取号机故障"}),
    ({"source": "省平台"}, {"第6件", "第7件"}),
    ({"source": "省平台", "external_no": "7"}, {"第7件"}),
    ({"opened_from": date(2024, 4, 2)}, {"第6件", "第7件"}),
    ({"opened_to": date(2024, 4, 1), "state": "复核"}, {"取号机故障"}),
    ({"closed_from": date(2024, 4, 1), "closed_to": date(2024, 4, 1)}, {"公示栏 100%"}),
    ({"due_from": date(2024, 5, 7), "due_to": date(2024, 5, 7)}, {"第7件"}),
    ({"due_to": date(2024, 5, 6), "source": "省平台"}, {"第6件"}),
    ({"quiet_since": date(2024, 4, 2), "open_only": True}, {"老旧小区", "取号机故障", "持续推进", "办事指南"}),
    ({"data": {"measure": "更换"}}, {"老旧小区", "取号机故障", "公示栏 100%"}),
    ({"data": {"问题来源": "群众投诉"}}, {"办事指南"}),
    ({"data": {"deadline": date(2024, 5, 6)}}, {"第6件"}),
    ({"unit": "市教育局", "scope": "own"}, {"办事指南"}),  # whoever asks supervises it
]


def test_each_condition_finds_what_it_says_in_every_order_and_counts_as_many(office: Engine) -> None:
    for asked, found in FOUND:
        query = Query(**asked)
        for order in ("due", "-due", "opened", "-opened", "closed", "-acted", "number"):
            assert titles(office, query, order=order, viewer="市督考办") == found, (asked, order)
        assert office.count(query, viewer="市督考办").total == len(found), asked
        assert sum(office.count(query, by="light", viewer="市督考办").by.values()) == len(found), asked


def test_lists_count_by_what_they_show(office: Engine) -> None:
    open_only = Query(open_only=True)
    assert office.count(open_only, by="light").by == {"red": 2, "yellow": 1, "green": 3}
    assert office.count(open_only, by="state").by == {"整改": 2, "复核": 1, "交办": 3}
    assert office.count(by="scenario").by == {"matter": 6, "issue": 1}
    assert office.count(open_only, by="waiting_for").by == {"市住建局": 5, "市优化办": 1}
    assert office.count(Query(scenario="issue"), by="unit").by == dict.fromkeys(
        ("市优化办", "市住建局", "市教育局", "市督考办", "市领导"), 1
    )
    capped = office.count(at_most=3)
    assert (capped.total, capped.more) == (3, True)
    assert not office.count(at_most=7).more


def test_a_light_that_has_come_on_is_found_before_and_after_a_sweep(office: Engine, clock: FixedClock) -> None:
    clock.advance(timedelta(days=60))
    asked = Query(light="red", open_only=True)
    before = numbers(office, asked), office.count(by="light").by
    assert len(before[0]) == 5
    office.sweep()
    assert (numbers(office, asked), office.count(by="light").by) == before
    assert office.find(light="red", open_only=True, limit=3) == office.find(light="red", open_only=True)[:3]
    assert office.verify().ok


def test_pages_lead_on_and_back_through_every_order_without_a_gap(office: Engine) -> None:
    for order in ("due", "-due", "opened", "-opened", "closed", "-closed", "acted", "-acted", "number", "-number"):
        whole = numbers(office, Query(), order=order)
        assert len(whole) == len(set(whole)) == 7
        seen, page = [], office.page(order=order, limit=2)
        assert page.previous is None
        while page.next is not None:
            seen.append(page)
            page = office.page(order=order, limit=2, cursor=page.next)
        seen.append(page)
        assert [row.instance.number for each in seen for row in each.items] == whole, order
        for earlier in reversed(seen[:-1]):
            assert page.previous is not None
            page = office.page(order=order, limit=2, cursor=page.previous)
            assert page.items == earlier.items
        assert page.previous is None
    assert numbers(office, Query(), order="-number") == numbers(office, Query(), order="number")[::-1]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # the servers of tests know no other order
def test_pages_by_number_follow_the_order_of_the_database(
    make_engine: MakeEngine, matter_file: Path, tmp_path: Path, database_url: str
) -> None:
    for name, prefix in (("Beta", "B"), ("alpha", "A")):
        content = matter_file.read_text("utf-8").replace("scenario: matter", f"scenario: {name}").replace("SX", prefix)
        (tmp_path / f"{name}.yaml").write_text(content, "utf-8")
    with closing(sqlite3.connect(make_url(database_url).database or "")) as connection:
        connection.executescript(  # "alpha" before "Beta", as many a server of PostgreSQL sorts
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'scenario VARCHAR NOT NULL', "
            "'scenario VARCHAR NOT NULL COLLATE NOCASE') WHERE name = 'duban_instance'"
        )
    engine = make_engine(scenarios=sorted(tmp_path.glob("*.yaml")))
    for name in ("Beta", "alpha", "Beta", "alpha"):
        engine.open(name, by="市优化办", title=name, units={"lead": "市优化办", "responsible": "市住建局"})
    for query in (Query(), Query(unit="市住建局")):
        whole = numbers(engine, query, order="number")
        seen, page = [], engine.page(query, order="number", limit=1)
        while page.next is not None:
            seen.append(page)
            page = engine.page(query, order="number", limit=1, cursor=page.next)
        seen.append(page)
        assert [row.instance.number for each in seen for row in each.items] == whole
        assert [each[0] for each in whole] == ["A", "A", "B", "B"]
        for earlier in reversed(seen[:-1]):
            page = engine.page(query, order="number", limit=1, cursor=page.previous)
            assert page.items == earlier.items
        assert numbers(engine, query, order="-number") == whole[::-1]


def test_a_page_goes_on_where_it_ended_although_others_were_opened_meanwhile(
    office: Engine, open_matter: OpenMatter
) -> None:
    first = office.page(order="-opened", limit=3)
    open_matter(office, title="新的")
    assert first.next is not None
    second = office.page(order="-opened", limit=3, cursor=first.next)
    assert not {row.instance.number for row in first.items} & {row.instance.number for row in second.items}
    assert "新的" not in {row.instance.title for row in second.items}


def test_a_row_says_whose_turn_it_is_what_was_done_last_and_why_it_came_back(office: Engine) -> None:
    (row,) = office.page(Query(text="老旧小区")).items
    assert (row.turn, row.waits_for) == ("responsible", ("市住建局",))
    assert row.last is not None
    assert (row.last.kind, row.last.by) == ("remark", "市优化办/方晓宁")
    assert row.returned is not None
    assert (row.returned.trigger, row.returned.note) == ("退回整改", "只换了一台")
    assert row.remark is not None
    assert row.remark.text == "下周再看"
    (seen,) = office.page(Query(text="老旧小区"), viewer="市住建局").items
    assert seen.remark is None
    assert (row.to_json()["number"], row.to_json()["waits_for"]) == (row.instance.number, ["市住建局"])
    (closed,) = office.page(Query(state="销号")).items
    assert (closed.turn, closed.waits_for, closed.returned) == (None, (), None)
    assert closed.last is not None
    assert closed.last.trigger == "通过"
    (signed,) = office.page(Query(scenario="issue")).items
    assert signed.waits_for == ("市住建局",)


REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"scenario": ["matter", "isue"]}, UnknownScenario, r"no scenario 'isue'; did you mean 'issue'\?"),
    ({"state": ["整改", "整盖"]}, UnknownState, r"state '整盖': no scenario has it; did you mean '整改'\?"),
    ({"unit": ["市住建局", "市住建居"]}, InvalidUnits, r"no unit '市住建居', .*did you mean '市住建局'\?"),
    ({"waiting_for": "市住建居"}, InvalidUnits, "did you mean '市住建局'"),
    ({"unit": "市住建局", "role": "responsble"}, InvalidUnits, "did you mean 'responsible'"),
    ({"data": {"measur": 1}}, UnknownName, r"field 'measur': no scenario has such a field; did you mean 'measure'\?"),
    ({"data": {"reporter": "王某"}}, UnknownName, "field 'reporter': it is private, and nobody finds anything by it"),
    ({"role": "lead"}, InvalidData, "name the unit too"),
    ({"scope": "own"}, InvalidData, "scope: is that of somebody who reads: name the viewer"),
    ({"scope": "mine"}, InvalidData, "scope: 'mine' is none; there are: own, below, lead, all"),
    ({"light": "pink"}, InvalidData, "light: 'pink' is not a valid Light"),
    ({"text": "一 二 三 四 五 六"}, InvalidData, "text: has more than 5 words"),
    ({"text": "长" * 65}, InvalidData, "text: is longer than 64 characters"),
    ({"external_no": "6"}, InvalidData, "name the source too"),
    ({"due_from": "2024-04-01"}, InvalidData, "due_from: has to be a day, or an aware datetime"),
    ({"state": 3}, InvalidData, "state: has to be text, or a list of texts, not 3"),
    ({"open_only": True, "closed_from": date(2024, 4, 1)}, InvalidData, "what is open was not closed"),
    ({"opened_to": date.max}, OutOfCalendar, "the day asked for is outside of the years 1950 to 2150"),
    ({"light": {"purple"}}, InvalidData, "light: 'purple' is not a valid Light; there are green"),
    ({"light": [["red"]]}, InvalidData, "light: has to be text, or a list of texts"),
    ({"waiting_for": "市住建局", "ended": "void"}, InvalidData, "waiting_for: what was closed waits for nobody"),
]


def test_what_nobody_knows_or_can_ask_is_refused_in_one_line(office: Engine) -> None:
    for asked, error, message in REFUSED:
        for ask in (office.page, office.count):
            with pytest.raises(error, match=message) as refused:
                ask(Query(**asked))
            assert "\n" not in str(refused.value)
    assert office.find(unit="市住建局", open_only=True, ended="void", limit=3) == []
    with pytest.raises(InvalidData, match=r"order: nothing is listed by 'du'; did you mean 'due'\?"):
        office.page(order="du")
    with pytest.raises(InvalidData, match="limit: has to be a whole number from 1 to 500, not 501"):
        office.page(limit=501)
    with pytest.raises(InvalidData, match=r"by: nothing is counted by 'ligth'; did you mean 'light'\?"):
        office.count(by="ligth")


def test_a_cursor_belongs_to_its_query_order_and_reader(office: Engine) -> None:
    cursor = office.page(limit=2).next
    assert cursor is not None
    assert office.page(Query(open_only=False), limit=5, cursor=cursor).items
    units = {"市住建局", "市教育局"}
    waiting = office.page(Query(waiting_for=units), limit=1).next
    assert office.page(Query(waiting_for=sorted(units)), limit=1, cursor=waiting).items
    others: list[dict[str, Any]] = [{"query": Query(open_only=True)}, {"order": "-due"}, {"viewer": "市住建局"}]
    for other in others:
        with pytest.raises(InvalidData, match="cursor: belongs to another query, order or reader"):
            office.page(**{"query": Query(), **other}, limit=2, cursor=cursor)
    mark, _, (due, key), _ = json.loads(urlsafe_b64decode(cursor + "=="))
    keys = ([due, 2**63], ["0001-01-01T00:00:00+14:00", key], ["9999-12-31T23:59:59-14:00", key], [due, "1"])
    odd = [urlsafe_b64encode(json.dumps([mark, 0, each]).encode()).decode() for each in keys]
    for wrong in ("", "x", cursor[:-3], "A" * 3000, *odd):
        with pytest.raises(InvalidData, match=r"cursor: is none that a page has given|belongs to"):
            office.page(limit=2, cursor=wrong)


def test_what_may_be_done_with_many_is_what_may_be_done_with_each(office: Engine) -> None:
    asked = numbers(office, Query())
    found = office.allowed_many(asked, by="市住建局/唐瑞")
    assert list(found) == asked
    assert found == {number: office.allowed(number, by="市住建局/唐瑞") for number in asked}
    assert office.allowed_many([], by="市住建局") == {}


def test_a_scope_is_that_of_the_viewer_of_the_units_below_and_of_what_was_opened_under_it(
    make_engine: MakeEngine, open_matter: OpenMatter
) -> None:
    units = [Unit("市政府"), Unit("市住建局", parent="市政府"), Unit("住房科", aliases=("房科",), parent="市住建局")]
    engine = make_engine(directory=Directory([*units, Unit("市优化办"), Unit("市督考办"), Unit("市教育局")]))
    mine = open_matter(
        engine, title="本局的", units={"lead": "市教育局", "responsible": ["市住建局"]}, by="市教育局"
    ).number
    below = open_matter(
        engine, title="科里的", units={"lead": "市教育局", "responsible": ["房科"]}, by="市教育局"
    ).number
    part = open_matter(engine, title="分办的", units={"lead": "市优化办", "responsible": ["市优化办"]}).number
    other = open_matter(engine, title="别人的", units={"lead": "市优化办", "responsible": ["市优化办"]}).number
    with engine.database.writing() as connection:
        keys = dict(connection.execute(text("SELECT number, id FROM duban_instance")).all())
        link = (
            "INSERT INTO duban_link (from_id, to_id, kind, at) SELECT :f, :t, 'child_of', opened_at FROM duban_instance"
        )
        connection.execute(text(f"{link} WHERE id = :t"), {"f": keys[part], "t": keys[mine]})
    led = {"led_parts": True}
    for viewer, scope, found, *more in (
        ("市教育局", "own", {mine, below, part}, led),  # it leads what was divided
        ("市教育局", "below", {mine, below, part}, led),
        ("市住建局/唐瑞", "own", {mine}, led),  # it only works on it
        ("市住建局", "below", {mine, below}, led),
        ("市优化办", "own", {part, other}, led),
        ("市教育局", "own", {mine, below}),
        ("市住建局/唐瑞", "own", {mine}),
        ("市住建局", "below", {mine, below}),
        ("市政府", "below", {mine, below}),
        ("房科", "own", {below}),
        ("市住建局", "lead", {mine, part}),
        ("市住建局", "all", {mine, below, part, other}),
    ):
        query = Query(scope=scope, **(more[0] if more else {}))
        assert set(numbers(engine, query, viewer=viewer)) == found, (viewer, scope)
        assert engine.count(query, viewer=viewer).total == len(found)
        assert set(numbers(engine, replace(query, open_only=True), viewer=viewer, order="number")) == found
        wholes = replace(query, wholes_only=True)
        assert set(numbers(engine, wholes, viewer=viewer)) == found - {part}
        assert engine.count(wholes, by="light", viewer=viewer).total == len(found - {part})
        counted = engine.page(replace(query, light="red"), lights=True, viewer=viewer)
        assert (counted.items, dict(counted.lights)) == ((), {"green": len(found)})


@pytest.mark.parametrize(
    "changed",
    [
        "duban_instance SET light = 0, light_until = NULL WHERE red_at IS NOT NULL",
        "duban_instance SET light_until = due_at WHERE light_until IS NOT NULL",
        "duban_instance SET turn = 'lead' WHERE turn = 'responsible'",
        "duban_instance SET acted_at = due_at WHERE due_at IS NOT NULL",
        """duban_instance SET latest = '{"act":1}'""",
        "duban_binding SET open = (1 = 1)",
        "duban_binding SET done = (1 = 1)",
    ],
)
def test_what_lists_go_by_is_held_against_the_history(office: Engine, changed: str) -> None:
    assert office.verify().ok
    with office.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {changed}")
    assert not office.verify().ok
