"""An office in the middle of its work, with a row in every table: what is upgraded, backed up and moved in tests.

`python tests/rich_office.py` dumps it at the present schema into `tests/storage/old/`: run it before a migration is
written, so that the schema that is about to become old is kept with data in it.
"""

from __future__ import annotations

import asyncio
import io
import sqlite3
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from duban import Contact, Directory, Engine, Level, Operators, Receipt, Settings, Unit
from duban.evidence import Evidence
from duban.notifiers import NoSuchAddress, Retryable
from duban.scenarios import shipped
from duban.storage import HEAD, outbox, queries
from duban.testing import FixedClock

if TYPE_CHECKING:
    from duban import Message

TESTS = Path(__file__).parent
SCENARIOS = [
    # What a database that was kept has been opened under: the newest would change what these acts are called.
    *(shipped(name, version=2) for name in ("issue", "complaint")),
    *(TESTS / "workflow/scenarios" / f"{name}.yaml" for name in ("plan", "part", "office_papers")),
]
RECURRING = TESTS / "workflow/scenarios/quarterly.yaml"

FROM, TO = "2024-03-29T09:00+08:00", "2024-05-09T09:05+08:00"
"""From when to when the office has worked; it goes on after that."""

UNITS = ("市优化办", "市督考办", "市住建局", "市教育局", "市公安局", "市领导")
REPORTER, PHONE = "不愿透露姓名的王某", "13900000000"
"""Private values: nobody but their roles may meet them anywhere."""

PROOF = {"measure": "增设窗口", "evidence": [{"name": "现场.jpg", "sha256": "0" * 64}]}
SIGNED = ("签收", "市住建局/张三", "k-sign")
"""A trigger that was pulled with an idempotency key, by whom, and the key."""


class Post:
    """Takes mail, but for one address that there is not and one that is full for now."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def send(self, message: Message) -> Receipt:
        """Take the mail."""
        if message.to.startswith("gone"):
            reason = "no such mailbox"
            raise NoSuchAddress(reason)
        if message.to.startswith("full"):
            reason = "mailbox full"
            raise Retryable(reason)
        self.taken.append(message.id)
        return Receipt("post", "taken")


def people() -> Directory:
    """Return a handler and a leader of each unit; of two units the post is in trouble."""
    trouble = {"市教育局": "gone", "市公安局": "full"}
    contacts = [
        Contact(unit, f"{unit}{title}", level, email=f"{trouble.get(unit, level)}{place}@example.org")
        for place, unit in enumerate(UNITS)
        for level, title in ((Level.HANDLER, "经办"), (Level.LEADER, "领导"))
    ]
    return Directory([Unit(name) for name in UNITS], contacts)


def fill(url: str) -> None:
    """Play six weeks of the office into the database at `url`."""
    clock, post = FixedClock(FROM), Post()
    settings = Settings.plain(url).model_copy(update={"operators": Operators(email=("admin@example.org",))})
    with Engine(
        settings, scenarios=[*SCENARIOS, RECURRING], directory=people(), channels={"email": lambda: post}, clock=clock
    ) as engine:
        engine.import_calendar("china", {date(2024, 6, 3): (False, "停电")})
        _begin(engine)
        for at in ("2024-04-02T10:00", "2024-04-18T10:00", "2024-04-24T09:00", "2024-04-26T09:00"):
            clock.set(f"{at}+08:00")
            engine.sweep()
            asyncio.run(engine.deliver())
            asyncio.run(engine.tell_operators())
            if at.startswith("2024-04-18"):
                _middle(engine)
        clock.set(TO)
        engine.sweep()
        _end(engine)
        engine.index_texts()
    _keep_directory(url, clock)


def keep_file(url: str) -> None:
    """Let the office name a file that is kept; its content goes, so it can be upgraded, but not backed up."""
    clock = FixedClock(TO)
    with tempfile.TemporaryDirectory() as folder:
        kept = {"directory": people(), "channels": {"email": Post}, "clock": clock, "scenarios": SCENARIOS}
        settings = Settings.plain(url).model_copy(update={"evidence": Evidence(folder=folder, free_mb=0)})
        with Engine(settings, **kept) as engine:  # type: ignore[arg-type]
            photo = engine.put_file(io.BytesIO("积水没踝".encode()), by="市优化办", name="说明.txt")
            _open(engine, "雨后积水", data={"evidence": [photo]})


def _keep_directory(url: str, clock: FixedClock) -> None:
    """Keep a directory in the database too, as an office does whose application brings none."""
    with Engine(url, scenarios=[], clock=clock) as engine:
        engine.import_units([Unit("市住建局", ("住建局",), ("市直",)), Unit("市房管局")], by="市优化办", note="建库")
        engine.import_contacts([Contact("市住建局", "张三", Level.HANDLER, email="z@example.org")], by="市优化办")
        engine.rename_unit("市房管局", "市房产局", by="市优化办", note="更名")


def _begin(engine: Engine) -> None:
    for title, more in (
        ("占道施工未公示", {"key": "k-open"}),
        ("窗口排队过长", {}),
        ("路灯不亮", {}),
        ("占道施工", {}),
    ):
        _open(engine, title, source="省平台", external_no=title, data={"reporter": REPORTER}, **more)
    for number in ("WT-2024-0001", "WT-2024-0002", "WT-2024-0003"):
        trigger, by, key = SIGNED
        engine.fire(number, trigger, by=by, key=f"{key}-{number}")
    engine.fire("WT-2024-0002", "申请销号", by="市住建局", data=PROOF)
    engine.fire("WT-2024-0002", "通过", by="市优化办")
    engine.fire("WT-2024-0003", "挂起", by="市优化办", note="待上级政策明确")
    engine.link("WT-2024-0004", "WT-2024-0001", by="市优化办")
    engine.fire("WT-2024-0004", "退单", by="市住建局", note="不属本单位职责", units="市教育局")
    engine.open(
        "complaint", by="市优化办", units={"reception": "市优化办"}, data={"reporter": REPORTER, "phone": PHONE}
    )
    engine.open(
        "complaint", by="市优化办", units={"reception": "市优化办"}, data={"reporter": REPORTER, "content": "吵"}
    )
    engine.fire("TS-2024-0001", "受理", by="市优化办", units="市教育局")
    units = {"lead": "市优化办", "helper": ["市住建局", "市教育局", "市公安局"]}
    engine.open("plan", by="市优化办", title="占道整治", units=units)
    engine.fire("ZX-2024-001", "启动", by="市优化办")


def _open(engine: Engine, title: str, **options: object) -> None:
    units = {"lead": "市优化办", "responsible": "市住建局"}
    engine.open("issue", by="市优化办", title=title, units=units, **options)  # type: ignore[arg-type]


def _middle(engine: Engine) -> None:
    engine.fire("WT-2024-0002", "重新挂账", by="市优化办", note="问题反弹")
    engine.extend("WT-2024-0001", "整改时限", "2 working days", by="市住建局", note="等待评审")
    engine.decide(engine.pending(number="WT-2024-0001")[0].id, approve=False, by="市优化办")
    engine.extend("WT-2024-0002", "整改时限", "5 working days", by="市住建局", note="等待评审")
    engine.assign("WT-2024-0004", "responsible", ["市公安局"], by="市优化办", key="k-assign")
    engine.remark("WT-2024-0001", "领导关注此件", by="市优化办")
    engine.urge("WT-2024-0001", by="市优化办", note="何时办完？")
    urged = next(each for each in engine.outbox(number="WT-2024-0001") if each.message == "催请办理")
    link = engine.link_of(urged.id)
    assert link is not None
    engine.follow_link(link.token)
    engine.urge("WT-2024-0004", by="市优化办")
    engine.instruct("WT-2024-0004", "请抓紧", by="市优化办", leader="市领导", on=engine.today(), demand="周五前报进展")


def _papers(engine: Engine) -> None:
    units = {"responsible": ["市住建局"]}
    number = engine.open("office_papers", by="市优化办", title="排涝不力", units=units).number
    for text in ("请连夜排涝。", "请三日内排涝。"):
        engine.draft(number, "督办通知单", by="市优化办/方晓宁", text=text)
    waiting = engine.pending(number=number)[0].id
    engine.edit_draft(waiting, by="市督考办/段知远", requirements="书面报告")
    engine.sign(waiting, by="市督考办/段知远")


def _end(engine: Engine) -> None:
    _papers(engine)
    engine.order_events()  # what comes behind this has no position in the feed yet
    # The part that is done has not told its plan yet: what it has to say waits as an errand.
    engine.fire("FX-2024-002", "完成", by="市教育局")
    engine.erase("TS-2024-0001", "phone", by="市优化办", note="反映人要求删除")
    with engine.database.writing() as connection:
        # What no verb does: a value erased by hand, a worker that was killed, a sweep that failed, and somebody who has
        # followed the feed.
        connection.exec_driver_sql("UPDATE duban_private SET value = NULL WHERE field = 'content'")
        outbox.lease_messages(
            connection,
            now=engine.now(),
            until=engine.now(),
            worker="elsewhere|1|1|0",
            limit=2,
            medium="email",
        )
        connection.exec_driver_sql("INSERT INTO duban_feed_follower VALUES (1, '2024-05-08 01:00:00.000000')")
        queries.wake_at(connection, 3, engine.now() + timedelta(minutes=5), set_aside="unreadable")


def dump(target: Path) -> None:
    """Write the office as SQL into a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "office.db"
        fill(f"sqlite:///{file}")
        keep_file(f"sqlite:///{file}")
        with sqlite3.connect(file) as made:
            target.write_text("\n".join(made.iterdump()) + "\n", "utf-8")
        made.close()


if __name__ == "__main__":
    place = TESTS / "storage" / "old" / f"{HEAD}-office.sql"
    dump(place)
    sys.stdout.write(f"{place}\n")
