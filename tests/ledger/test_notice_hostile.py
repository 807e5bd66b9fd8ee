"""A file of a few kilobytes does not cost gigabytes or minutes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import hostile_documents
import pytest
from hostile_documents import documents

from duban.ledger import NoticeError, read_notice

PROGRAM = Path(hostile_documents.__file__)
HEAD = "关于印发工作方案的通知\n\n"
TASK = "1.建立制度（牵头单位：市住建局）\n"


@pytest.fixture(scope="module")
def answers() -> list[str]:
    """Return what a process of its own, in English, made of each document, and what memory it used."""
    run = subprocess.run([sys.executable, PROGRAM], capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_each_is_answered_in_one_line(answers: list[str]) -> None:
    expected = {name: answer for name, (_, answer) in documents().items()}
    told = dict(line.split(": ", 1) for line in answers[:-1])
    assert told.keys() == expected.keys()
    assert [name for name in expected if expected[name] not in told[name]] == [], told


def test_all_of_them_need_less_than_256_megabytes(answers: list[str]) -> None:
    assert int(answers[-1]) < 256


def lines_run(text: str) -> int:
    """Return how many calls it takes to read a text: what a clock would measure, but the same on every machine."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read_notice(text.encode(), source="plan")
    except NoticeError:
        pass
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "again",
    [
        pytest.param("\n", id="blank lines"),
        pytest.param(" \n", id="lines of blanks"),
        pytest.param("序号\n任务\n责任单位\n", id="headings of a table, a cell to a line"),
        pytest.param("序号\n任务\n责任单位\n1\n建立制度\n", id="tables in which nobody has anything to do"),
        pytest.param("序号|任务|责任单位\n", id="headings of a table"),
        pytest.param("1.建立制度\n", id="tasks without units"),
        pytest.param("一、建设\n（一）建设\n1.建设\n", id="chapters"),
        pytest.param("责任单位：\n", id="labels"),
        pytest.param("— 1 —\n", id="page numbers"),
        pytest.param("（牵头单位：", id="brackets that do not close"),
    ],
)
def test_four_times_the_text_takes_four_times_the_work(again: str) -> None:
    few, many = (lines_run(HEAD + TASK + again * (count // len(again)) + "\n2.完成任务") for count in (4000, 16000))
    assert many < 5 * few
