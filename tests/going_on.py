"""What must hold wherever an office's database was brought: nothing is lost, nothing happens twice, work goes on."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import datetime
from typing import Any

from rich_office import PROOF, REPORTER, SCENARIOS, Post, people
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from duban import Engine, FeedEvent
from duban.storage.tables import metadata
from duban.testing import FixedClock

Rows = dict[str, list[dict[str, Any]]]

LATER = "2024-05-10T09:30+08:00"
"""When the tenth working day after the due day has come for those that were due on 23 April."""


def read_rows(url: str) -> Rows:
    """Read all rows of all our tables that there are, past the engine, with the columns that they have."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    look = create_engine(parsed, poolclass=NullPool)
    with look.connect() as connection:
        there = inspect(connection)
        found = {
            table.name: [
                dict(row._mapping)
                for row in connection.execute(
                    text(f"SELECT * FROM {table.name}").columns(  # noqa: S608 - our own names
                        *(table.c[column["name"]] for column in there.get_columns(table.name))
                    )
                )
            ]
            for table in metadata.sorted_tables
            if there.has_table(table.name)
        }
    look.dispose()
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def check_that_it_goes_on(url: str, before: Rows) -> None:
    """Let an office whose rows were `before` go on at `url`, and hold it to what it promises."""
    end = max(row["at"] for row in before["duban_history"])
    clock, post = FixedClock(end), Post()
    with Engine(url, scenarios=SCENARIOS, directory=people(), channels={"email": lambda: post}, clock=clock) as engine:
        heads = {row["number"]: (row["head_seq"], row["head_hash"]) for row in before["duban_instance"]}
        proof = engine.verify(heads=heads)
        assert (proof.findings, set(proof.heads)) == ((), set(heads))
        for moment in (end, datetime.fromisoformat(LATER)):
            clock.set(moment)
            assert engine.sweep().failures == ()
            assert (engine.sweep().fired, engine.sweep().messages) == (0, 0)
            asyncio.run(engine.deliver())
        _acts_go_on(engine)
        _words_are_found(engine)
        _everything_is_in_the_feed(engine)
        assert engine.verify(heads=heads).ok
    after = read_rows(url)
    _nothing_twice(before, after)
    _messages_go_on(before, after, post)


def _acts_go_on(engine: Engine) -> None:
    sign = {"by": "市住建局/张三", "key": "k-sign-WT-2024-0001"}
    signed = engine.fire("WT-2024-0001", "签收", **sign)  # type: ignore[arg-type]
    assert (signed.state, signed.version) == ("整改", 2), "a key stands for what it stood for"
    assert engine.instance("WT-2024-0001", viewer="市优化办").data["reporter"] == REPORTER
    assert "reporter" not in engine.instance("WT-2024-0001", viewer="市住建局").data
    for waiting in engine.pending(unit="市优化办"):
        engine.decide(waiting.id, approve=True, by="市优化办")
    done = engine.fire("WT-2024-0001", "申请销号", by="市住建局", data=PROOF)
    assert done.state == "复核"
    assert engine.fire("WT-2024-0003", "恢复", by="市优化办").state == "整改"
    units = {"lead": "市优化办", "responsible": "市住建局"}
    following = f"WT-2024-{len(engine.find(scenario='issue')) + 1:04d}"
    assert engine.open("issue", by="市优化办", title="新问题", units=units).number == following
    again = engine.open("issue", by="市优化办", units=units, source="省平台", external_no="路灯不亮")
    assert again.number == "WT-2024-0003", "the same outside matter opens once"


def _words_are_found(engine: Engine) -> None:
    words = {"窗口 排队": ["窗口排队过长"], "新问题": ["新问题"], REPORTER: []}
    assert {each: [item.title for item in engine.find(text=each)] for each in words} == words
    assert engine.index_texts().behind == 0
    assert {each: [item.title for item in engine.find(text=each)] for each in words} == words


def _everything_is_in_the_feed(engine: Engine) -> None:
    read: list[FeedEvent] = []
    since = None
    while (page := engine.events(since=since, limit=7)).events:
        read, since = [*read, *page.events], page.next
    assert [each.position for each in read] == list(range(1, len(read) + 1))
    each_in_order: dict[str, list[int]] = {}
    for event in read:
        each_in_order.setdefault(event.number, []).append(event.seq)
    stand = {file.instance.number: file for file in engine.case_files()}
    assert each_in_order == {number: [one.seq for one in file.history] for number, file in stand.items()}
    last = {event.number: event for event in read}
    assert {number: (event.version, event.scenario_version) for number, event in last.items()} == {
        number: (file.instance.version, file.instance.scenario_version) for number, file in stand.items()
    }


def _nothing_twice(before: Rows, after: Rows) -> None:
    claims = Counter(_claim(row) for row in after["duban_claim"])
    assert {_claim(row) for row in before["duban_claim"]} <= set(claims)
    assert set(claims.values()) == {1}
    fired = Counter(
        (row["instance_id"], payload["clock"], row["round"], payload["lap"], payload["rung"])
        for row in after["duban_history"]
        if row["kind"] == "rung"
        for payload in [json.loads(row["payload"])]
    )
    assert set(fired.values()) == {1}
    assert len(after["duban_history"]) > len(before["duban_history"]) + 3, "what fell due has taken effect"
    assert "due + 10 working days" in {rung for number, _, _, _, rung in fired if number == 1}


def _claim(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("instance_id", "clock", "round", "lap", "rung"))


def _messages_go_on(before: Rows, after: Rows, post: Post) -> None:
    gone, waiting = (
        {row["message_id"] for row in before["duban_outbox"] if row["status"] in states}
        for states in (("delivered", "dead", "withdrawn"), ("pending",))
    )
    now = {row["message_id"]: row["status"] for row in after["duban_outbox"]}
    assert max(Counter(post.taken).values()) == 1
    assert gone.isdisjoint(post.taken)
    assert gone | waiting <= set(now)
    assert waiting & set(post.taken), "what was decided before leaves afterwards"
    assert {row["leased_by"] for row in after["duban_outbox"]} == {None}
