"""Searching by words: Chinese ones of two characters above all, whatever the index knows, and nothing private."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from crowd import together
from sqlalchemy import text as sql
from sqlmodel import Session, select

from duban import Directory, Engine, InvalidData, Query, Unit
from duban.storage.statements.searching import sought
from duban.storage.tables import InstanceRow
from duban.workflow.reads import text_match
from duban.workflow.services import indexer

if TYPE_CHECKING:
    from conftest import MakeEngine, Rows

pytestmark = pytest.mark.usefixtures("english")

APPEAL = Path(__file__).parent.parent / "scenarios" / "appeal.yaml"
UNITS = {"lead": ["市信访局"], "responsible": ["市城管执法局"]}
CANARY = "欧阳金丝雀"

MATTERS: list[dict[str, Any]] = [
    {"title": "办事大厅取号机故障，群众排长队", "source": "省平台", "external_no": "ＳＰ－２０２６－７７"},
    {"title": "人民路路灯不亮", "data": {"content": "从人民路口到二桥，晚上漆黑一片", "kind": "城市管理"}},
    {"title": "关于“厕所革命”推进缓慢的问题", "data": {"witness": "李四", "reporter": CANARY}},
    {"title": "Wi-Fi信号差，50%时间连不上", "data": {"photos": [{"name": "测速_截图.PNG", "sha256": "0" * 64}]}},
    {"title": "云督〔2026〕3号督办件：𠮷祥路积水", "units": {**UNITS, "responsible": ["市水务局"]}},
    {"title": "小区电梯停运", "data": {"content": "三号\u200b楼 电梯\u3000停运十天"}},
]

WORDS = {
    "取号": [1],
    "取号机": [1],
    "排长队 取号": [1],
    "取号 路灯": [],
    "号取": [],
    "路灯": [2],
    "人民路": [2],
    "漆黑": [2],
    "城市管理": [2],
    "厕所革命": [3],
    "“厕所": [3],
    "路": [2, 5],
    "灯": [2],
    "队": [1],
    "𠮷": [5],
    "𠮷祥": [5],
    "wi-fi": [4],
    "ＷＩ－ＦＩ": [4],
    "0%": [4],
    "%": [4],
    "_": [4],
    "测速": [4],
    "\\": [],
    "云督[2026]3号": [5],
    "(2026)": [5],
    "三号楼": [6],
    "三号\u200b楼": [6],
    "停运\u3000电梯": [6],
    "sp-2026-77": [1],
    "省平台": [1],
    "SQ-2024-0004": [4],
    "sq-2024": [1, 2, 3, 4, 5, 6],
    "0004": [4],
    "004": [4],
    "水务": [5],
    "市信访局": [1, 2, 3, 4, 5, 6],
    "长队 路灯": [],
    CANARY: [],
    "金丝": [],
    "不亮人民": [],
}
"""What is looked for, and which of the matters have it."""


@pytest.fixture
def office(make_engine: MakeEngine) -> Engine:
    """Give an engine on an office with the matters above, whose texts were never taken."""
    made = make_engine(scenarios=[APPEAL], directory=Directory.empty())
    for matter in MATTERS:
        made.open("appeal", by="市信访局", **{"units": UNITS, **matter})
    return made


def found(engine: Engine, text: str, **more: object) -> list[int]:
    """Return which matters have the words, in the order in which they were opened."""
    return sorted(int(item.number[-4:]) for item in engine.find(text=text, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("few", [50_000, 2, 0])
def test_words_are_found_before_and_after_the_texts_were_taken(
    office: Engine, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many are looked at one by one; of more the list is gone through, or all texts.
    monkeypatch.setattr(sought, "few", lambda _last, **_: few)
    assert {words: found(office, words) for words in WORDS} == WORDS
    assert office.index_texts().instances == len(MATTERS)
    assert {words: found(office, words) for words in WORDS} == WORDS
    office.correct("SQ-2024-0002", title="人民路路灯已修好", by="市信访局", note="重名")
    for behind in (1, 0):
        assert {words: found(office, words, limit=9) for words in WORDS} == WORDS
        assert {each: found(office, each) for each in ("不亮", "修好", "重名")} == {
            "不亮": [],
            "修好": [2],
            "重名": [2],
        }
        for words in ("路", "路灯", "取号 路灯"):
            query = Query(text=words)
            assert sorted(int(row.instance.number[-4:]) for row in office.page(query).items) == WORDS[words]
            assert office.count(query, by="state").total == office.count(query).total == len(WORDS[words])
        assert office.index_texts().to_json() == {"instances": behind, "behind": 0}


def test_what_changes_is_found_at_once_and_what_is_gone_is_not(office: Engine) -> None:
    office.index_texts()
    number = "SQ-2024-0001"
    office.fire(number, "转办", by="市信访局", note="请三日内派人检修")
    office.assign(number, "responsible", ["市政务服务局"], by="市信访局")
    office.remark(number, "已联系厂家报修", by="市信访局", to="units")
    office.remark(number, "厂家拖延，拟约谈", by="市信访局")
    office.instruct(
        number,
        "此件要严查",
        leader="市长",
        on=date(2024, 4, 1),
        demand="五日内报结果",
        by="市信访局",
    )
    expected = {"检修": [1], "政务": [1], "报修": [1], "五日内": [1], "约谈": [], "严查": []}
    assert {words: found(office, words) for words in expected} == expected
    office.index_texts()
    assert {words: found(office, words) for words in expected} == expected
    assert 1 not in found(office, "城管执法"), "another unit does it now"


def test_what_was_closed_or_ended_is_found_as_well(office: Engine) -> None:
    office.fire("SQ-2024-0001", "转办", by="市信访局")
    office.fire("SQ-2024-0001", "办结", by="市城管执法局")
    office.void("SQ-2024-0002", by="市信访局", note="重复登记")
    office.index_texts()
    (voided,) = office.find(text="路灯")
    assert (voided.ended, found(office, "取号"), found(office, "重复登记")) == ("void", [1], [2])
    assert (found(office, "取号", open_only=True), found(office, "路", open_only=True)) == ([], [5])


def test_other_conditions_hold_as_well(office: Engine) -> None:
    office.index_texts()
    assert found(office, "路", unit="市水务局") == [5]
    assert found(office, "市信访局", limit=2) == [1, 2]
    assert found(office, "路", state="办理") == []


def test_a_unit_is_found_by_each_of_its_names(office: Engine, make_engine: MakeEngine) -> None:
    office.index_texts()
    known = Directory([Unit("市城市管理执法局", ("市城管执法局", "城管局")), Unit("市信访局"), Unit("市水务局")])
    later = make_engine(scenarios=[APPEAL], directory=known)
    for name in ("城管局", "市城市管理执法局", "市城管执法局"):
        assert found(later, name) == [1, 2, 3, 4, 6]
        assert found(later, f"{name} 路灯") == [2]


def test_a_word_that_many_have_counts_beside_a_unit_with_another_name(
    office: Engine, make_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.index_texts()
    monkeypatch.setattr(sought, "few", lambda _last, **_: 2)
    later = make_engine(scenarios=[APPEAL], directory=Directory([Unit("水务", ("电梯",)), Unit("市信访局")]))
    assert (found(later, "水务"), found(later, "水务 城管")) == ([5, 6], [6])


def test_no_private_value_is_in_the_index(office: Engine, rows: Rows) -> None:
    office.index_texts()
    assert CANARY not in repr(rows()["duban_search"])
    office.erase("SQ-2024-0003", "reporter", by="市信访局", note=f"{CANARY}要求删除"[len(CANARY) :])
    assert (found(office, CANARY), found(office, "要求删除")) == ([], [3])


def test_a_guest_sees_what_its_own_transaction_has_written(office: Engine) -> None:
    office.index_texts()
    with Session(office.database.engine) as session:
        office.correct("SQ-2024-0002", title="路灯改为地灯", by="市信访局", note="更正", session=session)
        assert [item.number for item in office.find(text="地灯", session=session)] == ["SQ-2024-0002"]
        session.rollback()
    assert (found(office, "地灯"), found(office, "不亮")) == ([], [2])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("字" * 65, "text: is longer than 64 characters"),
        ("一 二 三 四 五 六", "text: has more than 5 words"),
        (" \u3000\u200b", "text: has no word that could be looked for"),
        ("", "text: has no word that could be looked for"),
        ("取\x00号", "text: contains a NUL character"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(office: Engine, text: str, why: str) -> None:
    with pytest.raises(InvalidData, match=why):
        office.find(text=text)


def act_and_take(url: str, worker: int) -> int:
    """Correct titles, and take texts in between, as daemons and applications do at the same time."""
    with Engine(url, scenarios=[APPEAL], directory=Directory.empty()) as engine:
        for turn in range(6):
            number = f"SQ-2024-000{(worker + turn) % len(MATTERS) + 1}"
            engine.correct(number, title=f"更正{worker}之{turn}：新标题", by="市信访局", note=f"说明{worker}之{turn}")
            engine.index_texts()
    return worker


def test_nothing_is_lost_when_processes_act_and_take_texts_at_once(
    office: Engine, database_url: str, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.index_texts()
    assert together(act_and_take, [(database_url, worker) for worker in range(4)]) == [0, 1, 2, 3]
    assert office.index_texts().behind == 0
    titles = {item.title: int(item.number[-4:]) for item in office.find()}
    assert {title: found(office, title[:6]) for title in titles} == {
        title: [number] for title, number in titles.items()
    }
    assert [len(found(office, f"说明{worker}之{turn}")) for worker in range(4) for turn in range(6)] == [1] * 24
    kept = rows()
    monkeypatch.setattr(indexer, "BATCH", 4)  # in several transactions
    assert office.index_texts(anew=True).instances == len(MATTERS)
    made_anew = rows()
    for table in ("duban_search", "duban_search_pair"):
        assert sorted(map(repr, made_anew[table])) == sorted(map(repr, kept[table])), "made anew it is the same"
    assert kept["duban_search"]


def test_what_cannot_be_read_is_found_by_its_row(office: Engine) -> None:
    with office.database.writing() as connection:
        connection.execute(sql("UPDATE duban_instance SET memory = '{}' WHERE number = 'SQ-2024-0001'"))
    assert office.index_texts().behind == 0
    with office.database.reading() as connection:
        such = text_match(office._core, connection, "取号").where
        assert connection.execute(select(InstanceRow.number).where(such)).scalars().all() == ["SQ-2024-0001"]
    assert found(office, "电梯") == [6]
