"""Wrong uses, of which each must be an error to both type checkers: an `ignore` that is not needed is one itself.

Nothing here runs. A statement a line, so that each is held by itself; `test_typed_surface` sees to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duban
import duban.aio
import duban.ledger
import duban.notifiers
import duban.testing
import duban.workflow
from duban import Contact, Engine, Message, Receipt

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import Session

    from duban import Blocker, Directory, Instance, Notifier, Pending, Settings, TransitionRefused
    from duban.aio import AsyncEngine
    from duban.testing import FixedClock


def a_name_is_misspelt() -> None:
    duban.Engin  # type: ignore[attr-defined]
    duban.aio.AsyncEngin  # type: ignore[attr-defined]
    duban.ledger.read_notices  # type: ignore[attr-defined]
    duban.notifiers.SmtpNotifer  # type: ignore[attr-defined]
    duban.testing.FixdClock  # type: ignore[attr-defined]
    duban.workflow.Demon  # type: ignore[attr-defined]


def an_engine_is_made(directory: Directory) -> None:
    Engine("sqlite:///a.db", None)  # type: ignore[call-arg]
    Engine(bind="sqlite:///a.db")  # type: ignore[arg-type]
    Engine("sqlite:///a.db", scenarios=[1])  # type: ignore[list-item]
    Engine("sqlite:///a.db", directory={"市住建局": "a@example.org"})  # type: ignore[arg-type]
    Engine("sqlite:///a.db", channels={"email": Receipt("a", "b")})  # type: ignore[dict-item]
    Engine("sqlite:///a.db", clock="2024-04-01")  # type: ignore[arg-type]
    Engine("sqlite:///a.db", directroy=directory)  # type: ignore[call-arg]


def a_command_is_given(engine: Engine, item: Instance, session: AsyncSession) -> None:
    engine.open("issue", title="来信")  # type: ignore[call-arg]
    engine.open("issue", "来信", by="市优化办")  # type: ignore[misc]
    engine.open("issue", by="市优化办", units=["市住建局"])  # type: ignore[arg-type]
    engine.open("issue", by="市优化办", units={"lead": None})  # type: ignore[dict-item]
    engine.open("issue", by=None)  # type: ignore[arg-type]
    engine.fire(item, "签收", by="市住建局")  # type: ignore[arg-type]
    engine.fire(item.number, by="市住建局")  # type: ignore[call-arg]
    engine.fire(item.number, "签收", "市住建局")  # type: ignore[call-arg]
    engine.fire(item.number, "签收", by="市住建局", expect="3")  # type: ignore[arg-type]
    engine.fire(item.number, "签收", by="市住建局", session=session)  # type: ignore[arg-type]
    engine.fire(item.number, "签收", by="市住建局", data=["照片"])  # type: ignore[arg-type]
    engine.assign(item.number, "lead", by="市优化办")  # type: ignore[call-arg]
    engine.extend(item.number, "整改时限", 5, by="市住建局")  # type: ignore[arg-type]
    engine.decide("WT-1:3", by="市优化办")  # type: ignore[call-arg]
    engine.decide("WT-1:3", approve="yes", by="市优化办")  # type: ignore[arg-type]
    engine.link(item.number, by="市优化办")  # type: ignore[call-arg]
    engine.open_many("issue", [item], by="市优化办")  # type: ignore[list-item]
    engine.open_many("issue", [{"titel": "来信"}], by="市优化办")  # type: ignore[typeddict-unknown-key]
    engine.open_many("issue", [{"units": ["市住建局"]}], by="市优化办")  # type: ignore[typeddict-item]
    engine.fire_many([item], "签收", by="市住建局")  # type: ignore[list-item]


def an_answer_is_used(engine: Engine, item: Instance, pending: Pending, day: date) -> None:
    item.state = "销号"  # type: ignore[misc]
    item.due_on.isoformat()  # type: ignore[union-attr]
    item.closed_at < item.opened_at  # type: ignore[operator]
    item.units["lead"].append("市住建局")  # type: ignore[attr-defined]
    item.units["lead"] = ("市住建局",)  # type: ignore[index]
    item.satus  # type: ignore[attr-defined]
    pending.due_on > day  # type: ignore[operator]
    engine.opened("省平台", "7").number  # type: ignore[union-attr]
    engine.find(due_by=day)  # type: ignore[arg-type]
    engine.find(unit=["市住建局"])  # type: ignore[arg-type]
    engine.history(item.number).payload  # type: ignore[attr-defined]
    engine.allowed(item.number)  # type: ignore[call-arg]
    engine.verify(heads={item.number: "abc"})  # type: ignore[dict-item]
    engine.sweep().delivered  # type: ignore[attr-defined]
    engine.deliver().delivered  # type: ignore[attr-defined]
    engine.import_calendar("china", {day: False})  # type: ignore[dict-item]


async def an_awaited_verb(engine: AsyncEngine, item: Instance, session: Session) -> None:
    engine.open("issue", by="市优化办").number  # type: ignore[attr-defined]
    engine.sweep()  # type: ignore[unused-coroutine]
    await engine.fire(item.number, "签收")  # type: ignore[call-arg]
    await engine.fire(item.number, "签收", by="市住建局", session=session)  # type: ignore[arg-type]
    (await engine.find())["WT-1"]  # type: ignore[call-overload]
    (await engine.instance(item.number)).history  # type: ignore[attr-defined]
    with engine: ...  # type: ignore[attr-defined]  # fmt: skip


def what_an_engine_works_with(settings: Settings, clock: FixedClock, refused: TransitionRefused) -> None:
    Contact("市住建局", "张三", "handler")  # type: ignore[arg-type]
    Message("a", "sms", "139", clock.now())  # type: ignore[call-arg]
    Message(id="a", medium=7, to="139", created_at=clock.now())  # type: ignore[arg-type]
    Message(id="a", medium="sms", to="139", created_at="2024-04-01")  # type: ignore[arg-type]
    settings.databas  # type: ignore[attr-defined]
    clock.advance(3600)  # type: ignore[arg-type]
    first: Blocker = refused.blockers  # type: ignore[assignment]
    refused.blockers.append(first)  # type: ignore[attr-defined]


class Blocking:
    """Sends without being awaited, which is not what an engine asks for."""

    def send(self, message: Message) -> Receipt:
        return Receipt("blocking", message.id)


class Silent:
    """Says nothing of what became of a message, which is not what an engine asks for."""

    async def send(self, message: Message) -> None: ...


def a_notifier_of_the_wrong_shape() -> None:
    blocking: Notifier = Blocking()  # type: ignore[assignment]
    silent: Notifier = Silent()  # type: ignore[assignment]
    Engine("sqlite:///a.db", channels={"email": lambda: silent, "sms": Blocking})  # type: ignore[dict-item]
    Engine("sqlite:///a.db", channels={"email": blocking})  # type: ignore[dict-item]
