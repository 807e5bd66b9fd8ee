"""What an instance remembers comes back as it was, from what is written today and from what was written before."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from duban.states.clocks.ledger import ClockLedger, ClockStatus
from duban.states.definition import Light
from duban.states.memory import recall, remember
from duban.states.subject import Actor, Linked, Pull, Subject, Waiting
from duban.states.time.durations import Duration, Unit

NINE = datetime(2024, 4, 1, 1, tzinfo=UTC)
FRIDAY = date(2024, 4, 26)
GIVEN = datetime(2024, 4, 26, 17, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def clock(name: str) -> ClockLedger:
    return ClockLedger(
        name=name,
        round=2,
        lap=3,
        status=ClockStatus.PAUSED,
        started_at=NINE,
        lap_at=NINE,
        since=None,
        halted_at=NINE,
        consumed=4,
        unit=Unit.WORKING_DAYS,
        budget=Duration(5, Unit.WORKING_DAYS),
        given=None,
        due_on=FRIDAY,
        due_at=NINE,
        provisional=True,
        revision="china/1",
        light=Light.YELLOW,
    )


def bare() -> Subject:
    return Subject("WT-1", "issue", "x", "整改", NINE, NINE)


def full() -> Subject:
    subject = bare()
    subject.units = {"lead": ("市优化办",), "responsible": ("市住建局", "市税务局")}
    subject.texts = {"responsible": ("市直各部门",)}
    subject.data = {"措施": "上门\n“走访”", "次数": 3, "比例": 0.5, "附件": {"name": "图.jpg"}, "多选": ["甲", "乙"]}
    subject.given = {"措施": 2}
    subject.pulls = {
        "签收": Pull(2, Actor("市住建局", "张三"), (Actor("市税务局"),)),
        "退单": Pull(1, Actor("市优化办")),
    }
    subject.clocks = {"整改时限": clock("整改时限"), "答复时限": replace(clock("答复时限"), given=FRIDAY, budget=None)}
    subject.clocks["办结时限"] = replace(clock("办结时限"), given=GIVEN, budget=None)
    subject.claimed = {"整改时限": ("due - 2 working days", "due"), "答复时限": ()}
    subject.closed_light = Light.RED
    subject.stays, subject.shed, subject.granted = {"挂账": 2}, {"yellow": 1}, {"整改时限": 1}
    subject.signed = {"申请销号": {"lead": Actor("市优化办", "李四")}}
    asked = Waiting(7, "整改时限", ("leader",), Actor("市住建局"), NINE, FRIDAY, Duration(3, Unit.HOURS), note="施工")
    held = Waiting(9, "整改时限", ("leader",), Actor("system"), NINE, FRIDAY, rung="due")
    subject.waiting = {7: asked, 9: held}
    subject.reports_to, subject.joined, subject.repeats = ("WT-0",), ("会办",), 2
    subject.linked = {
        "WT-2": Linked("销号", closed=True, units=("市住建局", "市税务局")),
        "WT-3": Linked("整改", closed=False),
    }
    subject.edition, subject.first_entered = 2, {"整改": NINE}
    subject.children = {"会办": {"市住建局": "WT-2"}}
    return subject


def recalled(memory: str) -> Subject:
    columns = ("WT-1", "issue", "x", "整改", 1, 1)
    return recall(memory, *columns, ongoing=False, opened_at=NINE, closed_at=None)


@pytest.mark.parametrize("subject", [bare(), full()], ids=["bare", "full"])
def test_a_subject_comes_back_as_it_was(subject: Subject) -> None:
    read = recalled(remember(subject))
    for name in Subject.__struct_fields__:
        if name != "read":
            assert getattr(read, name) == getattr(subject, name), name
    assert remember(read) == remember(subject)


def test_what_was_never_there_is_not_written() -> None:
    assert set(json.loads(remember(bare()))) == {
        *("entered_at", "units", "texts", "data", "given", "pulls", "clocks", "claimed"),
    }


def test_a_memory_without_an_edition_is_judged_by_the_first() -> None:
    assert "edition" not in json.loads(remember(bare()))
    assert recalled(remember(bare())).edition == 1


def test_a_clock_that_was_touched_is_written_anew() -> None:
    read = recalled(remember(full()))
    read.clocks["整改时限"] = replace(read.clocks["整改时限"], lap=4, light=None)
    again = recalled(remember(read))
    assert again.clocks["整改时限"] == replace(clock("整改时限"), lap=4, light=None)
    assert again.clocks["答复时限"] == full().clocks["答复时限"]


def test_a_memory_of_an_earlier_version_reads_the_same() -> None:
    # Before 0.2 instants were written with +00:00, and now with Z.
    text = remember(full())
    read = recalled(text.replace("01:00:00Z", "01:00:00+00:00"))
    assert "+00:00" not in text
    assert read.clocks == full().clocks
    assert read.waiting == full().waiting


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"entered_at": 3}', "{"])
def test_what_is_no_memory_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        recalled(text)
