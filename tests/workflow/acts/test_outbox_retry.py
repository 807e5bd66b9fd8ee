"""Dead messages get a new life, whoever worded them: the scenario, or the engine itself."""

from __future__ import annotations

import ast
import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import duban
from duban import Contact, Directory, Engine, InvalidUnits, Permanent, UnknownMessage
from duban.scenarios import shipped
from duban.storage import outbox
from duban.workflow import Level
from duban.workflow.people.made_up import MadeUpPeople
from duban.workflow.rules import EXTENSION_DECIDED, EXTENSION_WAITS, OWN_NAMES, RELEASE_WAITS, Compiled, own_message

if TYPE_CHECKING:
    from conftest import MakeEngine

    from duban.notifiers import Message, Receipt
    from duban.testing import FixedClock, RecordingNotifier


NO_SUCH_USER = "550 {}: no such user"


class NoSuchUser:
    """A server that knows none of the addresses."""

    async def send(self, message: Message) -> Receipt:
        raise Permanent(NO_SUCH_USER.format(message.to))


UNITS = {"lead": "市优化办", "responsible": ["市住建局"]}


def sent_to_nobody(engine: Engine, clock: FixedClock) -> str:
    """Let the engine ask and answer in all its ways while nobody is in the directory; returns the number."""
    number = engine.open("issue", title="办事材料偏多", units=UNITS, by="市优化办").number
    engine.fire(number, "签收", by="市住建局")
    engine.extend(number, "整改时限", "5 working days", by="市住建局", note="等待专家评审")
    (waiting,) = engine.pending(number=number)
    engine.decide(waiting.id, approve=False, by="市优化办")
    engine.extend(number, "整改时限", "5 working days", by="市住建局", note="仍须等待")
    clock.set("2024-06-03T10:00+08:00")
    engine.sweep()
    return number


def test_what_the_engine_itself_says_is_addressed_anew(
    make_engine: MakeEngine, clock: FixedClock, mailbox: RecordingNotifier
) -> None:
    released = shipped("issue", version=2)  # its supervision letter is released; that of version 3 is signed
    sent_to_nobody(make_engine(scenarios=[released], directory=Directory.empty()), clock)
    engine = make_engine(scenarios=[released], directory=MadeUpPeople())
    dead = engine.outbox(statuses=[outbox.DEAD])
    assert {entry.message for entry in dead} >= {EXTENSION_WAITS, EXTENSION_DECIDED, RELEASE_WAITS}
    assert engine.retry() == ([entry.id for entry in dead], [])
    assert not engine.outbox(statuses=[outbox.DEAD])
    (number,) = {entry.number for entry in dead}
    assert [entry.kind for entry in engine.history(number)].count("readdress") == len(dead)
    assert engine.verify().ok
    asyncio.run(engine.deliver())
    assert engine.verify().ok
    assert any("申请延期" in message.subject for message in mailbox.sent)


def test_what_is_no_message_is_named_and_nothing_is_retried(make_engine: MakeEngine, clock: FixedClock) -> None:
    engine = make_engine(scenarios=["issue"], directory=Directory.empty())
    sent_to_nobody(engine, clock)
    dead = [entry.id for entry in engine.outbox(statuses=[outbox.DEAD])]
    with pytest.raises(UnknownMessage) as unknown:
        engine.retry([dead[0], 9001, 9000])
    assert unknown.value.ids == (9000, 9001)
    assert [entry.id for entry in engine.outbox(statuses=[outbox.DEAD])] == dead


def test_before_a_channel_is_set_up_a_retry_addresses_as_an_act_does(make_engine: MakeEngine) -> None:
    options: dict[str, Any] = {"scenarios": ["issue"], "channels": {}}
    make_engine(**options, directory=Directory.empty()).open("issue", title="办事材料偏多", units=UNITS, by="市优化办")
    engine = make_engine(**options, directory=MadeUpPeople())
    assert [entry.address for entry in engine.outbox()] == [""]
    engine.retry()
    assert all(entry.address for entry in engine.outbox())


@pytest.mark.parametrize("name", OWN_NAMES)
def test_each_message_of_the_engine_is_found_beside_those_of_the_definition(engine: Engine, name: str) -> None:
    compiled = Compiled(engine.definition("matter"))
    assert compiled.form(name) is own_message(name)
    assert name not in compiled.definition.messages


def test_a_message_is_looked_up_in_one_place() -> None:
    """A second place would know the definition's messages alone, and fail for the engine's own."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted((Path(duban.__file__).parent / "workflow").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "messages" and _is_a_definition(node.value)
    ]
    assert [place.partition(":")[0] for place in found] == ["compiled.py"], found


def _is_a_definition(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] == "definition"


def test_a_mended_address_is_used_and_another_person_of_the_unit_gets_it_instead(
    make_engine: MakeEngine, mailbox: RecordingNotifier
) -> None:
    wrong = [
        Contact("市住建局", "唐瑞", Level.HANDLER, email="tang@example.org"),
        Contact("市住建局", "韩立群", Level.LEADER, email="han@example.org"),
        Contact("市优化办", "方晓宁", Level.HANDLER, email="fang@example.org"),
    ]
    engine = make_engine(scenarios=["issue"], directory=Directory(None, wrong), channels={"email": NoSuchUser})
    for _ in range(3):
        engine.open("issue", title="办事材料偏多", units=UNITS, by="市优化办")
    asyncio.run(engine.deliver())
    mended, given, left = engine.outbox(statuses=[outbox.DEAD])
    assert (mended.cause, mended.address) == ("refused", "tang@example.org")
    right = [replace(wrong[0], email="tangrui@example.org"), *wrong[1:]]
    engine = make_engine(scenarios=["issue"], directory=Directory(None, right))
    assert engine.retry([mended.id]) == ([mended.id], [])
    for stranger in ("市优化办/方晓宁", "市住建局/何静"):
        with pytest.raises(InvalidUnits, match=stranger):
            engine.retry([given.id], to=stranger)
    assert engine.retry([given.id], to="市住建局/韩立群") == ([given.id], [])
    assert engine.give_up([left.id, given.id], by="市优化办", note="已电话告知") == ([left.id], [given.id])
    assert engine.retry() == ([], [])
    assert (engine.health().dead_letters, engine.troubles()) == (0, [])
    (last,) = engine.outbox(statuses=[outbox.DEAD])
    assert (last.cause, "已电话告知" in (last.reason or "")) == ("given-up", True)
    assert engine.outbox_counts() == {"pending": 2, "delivered": 0, "withdrawn": 0, "dead": 1}
    asyncio.run(engine.deliver())
    assert [message.to for message in mailbox.sent] == ["tangrui@example.org", "han@example.org"]
    assert engine.verify().ok
