"""A closed matter as one PDF, and a year's archive: readable, by the reader's rights, the same bytes, never half."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from duban import Engine, Settings, words
from duban.evidence import Evidence
from duban.ledger import StillOpen, archive_matter, archive_year, matter_pdf
from duban.ledger.archives import pages_in
from duban.testing import FixedClock
from duban.workflow import ArchiveSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE, DOER, CANARY = "市优化办", "市住建局", "金丝雀13800138000"
MATTER = Path(__file__).parents[1] / "storage" / "matter.yaml"
HOSTILE = '#read("/etc/passwd") <b>窗口</b> $x$ *重* \u202e反\x07 𠮷'


def engine_in(folder: Path, place: str = "") -> Engine:
    settings = Settings(
        database=place or f"sqlite:///{folder / 'duban.db'}",
        folder=folder,
        evidence=Evidence(folder="files", free_mb=0),
        archive=ArchiveSettings(retention={"issue": "10年"}, default="30年"),
    )
    return Engine(settings, scenarios=["issue", MATTER], clock=FixedClock("2024-04-01T09:00+08:00"), channels={})


@pytest.fixture
def engine(empty_database_url: str, tmp_path: Path) -> Iterator[Engine]:
    with engine_in(tmp_path, empty_database_url) as made, words.speaking("zh"):
        yield made


def closed(engine: Engine, title: str = HOSTILE) -> str:
    units = {"lead": OFFICE, "responsible": DOER}
    number = engine.open("issue", title=title, units=units, by=f"{OFFICE}/李四", data={"reporter": CANARY}).number
    engine.fire(number, "签收", by=f"{DOER}/张三")
    proof = engine.put_file(io.BytesIO("说明".encode()), name="说明.txt", by=DOER)
    engine.fire(number, "申请销号", by=DOER, data={"measure": "增设窗口", "evidence": [proof]})
    engine.void(number, by=OFFICE, note="并入他件")
    return number


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[place].get_textpage().get_text_bounded() for place in range(len(document))]
    return "\n".join(pages).replace("\r", "").replace("\u200b", "")


def test_it_says_what_happened_who_was_told_and_how_it_is_proved(engine: Engine, tmp_path: Path) -> None:
    number = closed(engine)
    made = archive_matter(engine, number, tmp_path / "卷.pdf")
    pdf = (tmp_path / "卷.pdf").read_bytes()
    said = text_of(pdf).replace("\n", "")
    for expected in ("事项卷宗", number, "牵头单位", DOER, "签收", "增设窗口", "并入他件", "说明.txt", "交办通知"):
        assert expected in said, expected
    assert hashlib.sha256("说明".encode()).hexdigest() in said
    assert engine.history(number)[-1].hash in said
    assert '#read("/etc/passwd") <b>窗口</b> $x$ *重*' in said, "what people write is shown, not run"
    assert (made.retention, made.pages, made.sha256) == ("10年", pages_in(pdf), hashlib.sha256(pdf).hexdigest())
    assert stat.S_IMODE((tmp_path / "卷.pdf").stat().st_mode) == 0o600
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == made.pages
        marks = [each.get_title() for each in document.get_toc()]
        assert marks == ["办理过程", "审批和文书", "消息", "佐证材料目录", "证明"]
        found = document[0].get_textpage().search("牵头单位")
        assert found.get_next() is not None, "Chinese can be searched for"
    assert matter_pdf(engine, number) == pdf, "the same state is the same bytes"
    with pytest.raises(FileExistsError):
        archive_matter(engine, number, tmp_path / "卷.pdf")


def test_what_is_private_is_there_for_whom_it_is_and_what_was_erased_is_said_to_be(engine: Engine) -> None:
    number = closed(engine)
    assert CANARY in text_of(matter_pdf(engine, number))
    for viewer in ("外单位", ""):
        assert CANARY not in text_of(matter_pdf(engine, number, viewer=viewer))
    engine.erase(number, "reporter", by=OFFICE, note="本人要求删除")
    said = text_of(matter_pdf(engine, number)).replace("\n", "")
    assert CANARY not in said
    assert f"已删除（{OFFICE}，2024-04-01 09:00：本人要求删除）" in said


def test_what_is_open_is_not_archived(engine: Engine, tmp_path: Path) -> None:
    number = engine.open("issue", title="甲", units={"lead": OFFICE, "responsible": DOER}, by=OFFICE).number
    with pytest.raises(StillOpen, match=number):
        archive_matter(engine, number, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_it_quotes_the_anchor_that_holds_its_history(engine: Engine, tmp_path: Path) -> None:
    number = closed(engine)
    engine.anchor(tmp_path / "anchors.jsonl")
    said = text_of(matter_pdf(engine, number, anchors=tmp_path / "anchors.jsonl")).replace("\n", "")
    last = engine.history(number)[-1]
    assert f"第{last.seq}条，见锚定日志 anchors.jsonl" in said
    assert said.count(last.hash) == 2
    other = closed(engine, "乙")
    assert "这份日志里没有" in text_of(matter_pdf(engine, other, anchors=tmp_path / "anchors.jsonl"))


def test_a_year_has_a_file_for_each_and_a_register_and_goes_on_where_it_was(engine: Engine, tmp_path: Path) -> None:
    numbers, folder = [closed(engine, title) for title in ("甲", "乙/\\:*?", "=乙")], tmp_path / "2024"
    engine.open("issue", title="没有办结", units={"lead": OFFICE, "responsible": DOER}, by=OFFICE)
    counted: list[tuple[int, int | None]] = []
    made = archive_year(engine, 2024, folder, progress=lambda done, total: counted.append((done, total)))
    assert counted == [(1, 3), (2, 3), (3, 3)]
    assert [each.number for each in made.matters] == numbers
    assert made.made == 3
    names = sorted(each.name for each in folder.iterdir())
    assert names[1:] == sorted([*(each.file for each in made.matters), *(f"register.{end}" for end in _FORMS)])
    assert made.matters[1].file == f"{numbers[1]} 乙_____.pdf"
    with (folder / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [(row["编号"], row["保管期限"], row["办结"]) for row in rows] == [
        (number, "10年", "2024-04-01") for number in numbers
    ]
    assert rows[2]["事项"] == "'=乙", "no formula"
    for row in rows:
        pdf = (folder / row["文件"]).read_bytes()
        assert (hashlib.sha256(pdf).hexdigest(), row["页数"]) == (row["SHA-256"], str(pages_in(pdf)))
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    again = archive_year(engine, 2024, folder)
    assert (again.made, again.matters) == (0, made.matters)
    closed(engine, "丙")
    more = archive_year(engine, 2024, folder)
    assert (more.made, len(more.matters)) == (1, 4)
    assert all((folder / each.file).read_bytes() == before[each.file] for each in made.matters)
    assert (folder / "register.csv").read_bytes() != before["register.csv"]
    assert archive_year(engine, 2023, tmp_path / "2023").matters == ()


_FORMS = ("csv", "html", "xlsx")


def test_nothing_of_others_is_overwritten(engine: Engine, tmp_path: Path) -> None:
    closed(engine, "甲")
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        archive_year(engine, 2024, taken)
    assert [each.name for each in taken.iterdir()] == ["notes.txt"]
    made = archive_year(engine, 2024, tmp_path / "own")
    changed = tmp_path / "own" / made.matters[0].file
    changed.write_bytes(b"stamped by hand")
    with pytest.raises(FileExistsError) as refused:
        archive_year(engine, 2024, tmp_path / "own")
    assert refused.value.filename == str(changed)
    assert changed.read_bytes() == b"stamped by hand"


KILLED = """
import os, signal, sys
from pathlib import Path
from test_archives import engine_in
from duban import words
from duban.ledger import archive_year
folder = Path(sys.argv[1])
def stop(done, total):
    if done == 2:
        os.kill(os.getpid(), signal.SIGKILL)
with engine_in(folder) as engine, words.speaking("zh"):
    archive_year(engine, 2024, folder / "out", progress=stop)
"""


def test_a_kill_in_the_middle_leaves_whole_files_and_the_rest_is_made_later(tmp_path: Path) -> None:
    with engine_in(tmp_path) as engine, words.speaking("zh"):
        for title in ("甲", "乙", "丙", "丁"):
            closed(engine, title)
    where = os.pathsep.join([*sys.path, str(Path(__file__).parent)])
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], check=False, env={**os.environ, "PYTHONPATH": where}
    )
    assert ran.returncode == -signal.SIGKILL
    there = [*(tmp_path / "out").glob("*.pdf")]
    assert len(there) == 2
    assert all(pages_in(each.read_bytes()) for each in there)
    with engine_in(tmp_path) as engine, words.speaking("zh"):
        made = archive_year(engine, 2024, tmp_path / "out")
        assert (made.made, len(made.matters)) == (2, 4)
        once = archive_year(engine, 2024, tmp_path / "once")
    assert [each.sha256 for each in once.matters] == [each.sha256 for each in made.matters]
