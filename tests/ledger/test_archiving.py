"""Archiving a plan: it ends, and its folder has a readable file for each matter, without what is private."""

from __future__ import annotations

import csv
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban import Engine, TransitionRefused
from duban.ledger import NoArchiving, archive_plan
from duban.ledger.archives import pages_in
from duban.testing import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE, DOER, CANARY = "市优化办", "市住建局", "金丝雀-13800138000"
MATTER = Path(__file__).parents[1] / "storage" / "matter.yaml"
WEEKDAY = "2024-04-01T09:00+08:00"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'plan.db'}"
    with Engine(url, scenarios=["plan", MATTER], clock=FixedClock(WEEKDAY)) as engine:
        yield engine


@pytest.fixture
def plan(engine: Engine) -> str:
    """Open a plan of three matters: one void, one that was carried over, one open."""
    old, new = (engine.open("plan", title=f"{year}年工作方案", by=OFFICE).number for year in (2024, 2025))
    units = {"lead": OFFICE, "responsible": DOER}
    numbers = [
        engine.open(
            "matter", title=title, units=units, by=f"{OFFICE}/李四", data={"reporter": CANARY}, note="群众反映"
        ).number
        for title in ("甲事", "乙事", "丙事")
    ]
    engine.include(old, numbers, by=OFFICE)
    engine.fire(numbers[0], "签收", by=f"{DOER}/张三")
    engine.void(numbers[0], by=OFFICE, note="上级已撤销")
    engine.carry_over(old, new, numbers[1:2], by=OFFICE)
    return old


def settle(engine: Engine, plan: str) -> None:
    for item in engine.find(plan=plan, open_only=True):
        if item.title == "丙事":
            engine.void(item.number, by=OFFICE, note="停办")


class Text(HTMLParser):
    """What a page shows."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


def test_it_is_refused_while_a_task_is_open_and_leaves_nothing(engine: Engine, plan: str, tmp_path: Path) -> None:
    with pytest.raises(TransitionRefused) as refused:
        archive_plan(engine, plan, tmp_path / "archive", by=OFFICE, retention="30年")
    (blocker,) = refused.value.blockers
    still = [item.number for item in engine.find(plan=plan, open_only=True) if item.title == "丙事"]
    assert (blocker.code, blocker.facts["open"]) == ("tasks", still)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []
    assert engine.instance(plan).state == "实施"


def test_a_task_is_no_plan_and_no_folder_is_left_of_what_is_refused(engine: Engine, plan: str, tmp_path: Path) -> None:
    (task,) = [item.number for item in engine.find(plan=plan, open_only=True) if item.title == "丙事"]
    engine.fire(task, "签收", by=f"{DOER}/张三")
    for number in (task, plan):
        with pytest.raises(TransitionRefused):
            archive_plan(
                engine, number, tmp_path / "new" / "newer" / "archive", by=OFFICE, retention="30年", trigger="归档"
            )
    assert not (tmp_path / "new").exists()
    with pytest.raises(TransitionRefused, match=f"{task}.*{plan}"):
        archive_plan(engine, task, tmp_path / "archive", by=OFFICE, trigger="办结")


def test_the_plan_ends_and_each_matter_has_a_file(engine: Engine, plan: str, tmp_path: Path) -> None:
    settle(engine, plan)
    made = archive_plan(engine, plan, tmp_path / "archive", by=f"{OFFICE}/李四", retention="30年", note="年度归档")
    assert engine.instance(plan).state == "已归档"
    assert engine.instance(plan).data["retention"] == "30年"
    tasks = [item.number for item in engine.find(plan=plan)]
    assert {matter.number for matter in made.matters} == {plan, *tasks}
    names = {path.name for path in (tmp_path / "archive").iterdir()}
    files = {name for matter in made.matters for name in (matter.file, matter.pdf)}
    assert names == {"index.csv", "index.html", *files}
    for matter in made.matters:
        pdf = (tmp_path / "archive" / matter.pdf).read_bytes()
        assert (hashlib.sha256(pdf).hexdigest(), pages_in(pdf)) == (matter.pdf_sha256, matter.pages)
        assert hashlib.sha256((tmp_path / "archive" / matter.file).read_bytes()).hexdigest() == matter.sha256
    assert engine.verify().ok


def test_a_file_tells_who_did_what_and_why_and_nothing_private(engine: Engine, plan: str, tmp_path: Path) -> None:
    settle(engine, plan)
    archive_plan(engine, plan, tmp_path / "archive", by=f"{OFFICE}/李四", retention="30年")
    pages = {path.name: path.read_text("utf-8") for path in (tmp_path / "archive").glob("*.html")}
    assert not any(CANARY in page for page in pages.values())
    assert not any(re.search(r'(src|href)="(?!SX-|FA-)', page) for page in pages.values()), "it loads nothing"
    (one,) = [page for page in pages.values() if "甲事" in page and "签收" in page]
    said = Text(one).said
    for expected in ("经手记录", f"{DOER}/张三", f"{OFFICE}/李四", "上级已撤销", "2024-04-01 09:00"):
        assert expected in said, expected
    own = Text(pages[f"{plan}.html"]).said
    assert "30年" in own
    assert any("归档" in each for each in own)


def test_the_index_says_what_became_of_each_and_for_how_long_it_is_kept(
    engine: Engine, plan: str, tmp_path: Path
) -> None:
    settle(engine, plan)
    archive_plan(engine, plan, tmp_path / "archive", by=OFFICE, retention="永久")
    with (tmp_path / "archive" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["事项"]: row for row in csv.DictReader(file)}
    assert {row["保管期限"] for row in rows.values()} == {"永久"}
    assert rows["乙事"]["结转到"] == "FA-2024-02"
    assert (rows["甲事"]["状态"], rows["甲事"]["办结"]) == ("整改（已撤销）", "2024-04-01")
    assert (rows["甲事"]["牵头单位"], rows["甲事"]["责任单位"]) == (OFFICE, DOER)
    assert "共3项，销号0项，停办2项，结转1项" in Text((tmp_path / "archive" / "index.html").read_text("utf-8")).said


def test_it_needs_a_period_a_free_folder_and_an_open_plan(engine: Engine, plan: str, tmp_path: Path) -> None:
    settle(engine, plan)
    with pytest.raises(TransitionRefused) as refused:
        archive_plan(engine, plan, tmp_path / "archive", by=OFFICE)
    assert refused.value.codes == ("requires",)
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "old.txt").write_text("", "utf-8")
    with pytest.raises(FileExistsError):
        archive_plan(engine, plan, taken, by=OFFICE, retention="30年")
    assert engine.instance(plan).state == "实施"
    archive_plan(engine, plan, tmp_path / "deep" / "archive", by=OFFICE, retention="30年")
    with pytest.raises(NoArchiving):
        archive_plan(engine, plan, tmp_path / "again", by=OFFICE, retention="30年")
