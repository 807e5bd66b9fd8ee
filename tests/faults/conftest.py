"""An office whose mail leaves by a server that fails, and whose SMS leave by one that does not."""

from __future__ import annotations

import asyncio
import os
import shutil
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from postfix import Postfix, running_postfix

from duban import Contact, Directory, Settings, Unit
from duban.notifiers import Notifier, SmtpNotifier
from duban.testing import RecordingNotifier
from duban.workflow import Level, Operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import MakeEngine, Rows

    from duban import DeliveryResult, Engine, Message, Receipt
    from duban.testing import FixedClock

    MakeOffice = Callable[..., "Office"]

ADMIN = "13900000000"
SMS = "短信"


@pytest.fixture(scope="session")
def _postfix() -> Iterator[Postfix]:
    if shutil.which("postfix") is None or os.geteuid() != 0:
        reason = "Debian's postfix has to be installed, and root has to run the tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running_postfix() as server:
        yield server


@pytest.fixture
def postfix(_postfix: Postfix) -> Iterator[Postfix]:
    """Give the session's Postfix, which takes everything unless the test says otherwise."""
    yield _postfix
    _postfix.desk.reset()


class Pager(RecordingNotifier):
    """A channel for SMS that works, and may tell when it has sent one."""

    def __init__(self) -> None:
        super().__init__()
        self.tell: Callable[[], object] = lambda: None

    async def send(self, message: Message) -> Receipt:
        receipt = await super().send(message)
        self.tell()
        return receipt


@dataclass
class Office:
    """An engine that mails people by their places, and what became of that; each office has a domain of its own."""

    engine: Engine
    clock: FixedClock
    sms: Pager
    domain: str
    rows: Rows

    def call(self, *places: int) -> None:
        """Decide a mail to the people of these places."""
        for place in places:
            self.engine.open("call", title=f"第{place}件", units={"lead": f"单位{place}"}, by=f"单位{place}")

    def call_by_sms(self) -> None:
        self.engine.open("call", title="短信", units={"lead": SMS}, by=SMS)

    def deliver(self, **passing: float) -> DeliveryResult:
        """Deliver once, after so much time has passed."""
        self.clock.advance(timedelta(**passing))
        return asyncio.run(self.engine.deliver())

    async def delivering(self, minutes: float) -> DeliveryResult:
        """Deliver once beside a server in this event loop, after so many minutes."""
        self.clock.advance(timedelta(minutes=minutes))
        return await self.engine.deliver()

    def address(self, place: int) -> str:
        return f"u{place}@{self.domain}"

    def mails(self) -> dict[str, dict[str, Any]]:
        """Return the rows of all mails by their Message-IDs, each with its `receipts`."""
        tables = self.rows()
        found = {row["id"]: {**row, "receipts": []} for row in tables["duban_outbox"] if self._is_mine(row)}
        for receipt in sorted(tables["duban_receipt"], key=lambda row: row["id"]):
            if receipt["outbox_id"] in found:
                found[receipt["outbox_id"]]["receipts"].append(receipt["outcome"])
        return {f"<{row['message_id']}>": row for row in found.values()}

    def _is_mine(self, row: dict[str, Any]) -> bool:
        return bool(row["medium"] == "email" and row["message_id"].endswith(f"@{self.domain}"))

    def states(self) -> Counter[tuple[str, int]]:
        """Count the mails by their status and number of attempts."""
        return Counter((row["status"], row["attempts"]) for row in self.mails().values())

    def reasons(self, *statuses: str) -> list[str]:
        """Return what is said of the mails of these statuses, in English."""
        return [each.reason or "" for each in self.engine.outbox(statuses=statuses) if each.medium == "email"]

    def troubles(self) -> dict[str, str]:
        """Return what the operators would be told, by its code: what is wrong and why."""
        return {each.code: f"{each.found} {each.why}" for each in self.engine.troubles()}


@pytest.fixture
def make_office(
    make_engine: MakeEngine,
    database_url: str,
    clock: FixedClock,
    rows: Rows,
    english: None,  # noqa: ARG001
) -> MakeOffice:
    """Return what makes an office of so many people; `mail` makes its channel, or is the settings of one."""

    def make(
        mail: Any,  # noqa: ANN401
        *,
        many: int = 6,
        addresses: dict[int, str] | None = None,
        sms: Callable[[], Notifier] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Office:
        domain = f"d{uuid.uuid4().hex[:10]}.example"
        units = [f"单位{place}" for place in range(many)]
        pager = Pager()
        channels = {
            "email": mail if callable(mail) else lambda: SmtpNotifier(**{"sender": f"督办 <d@{domain}>", **mail}),
            "sms": sms or (lambda: pager),
        }
        people = [
            Contact(unit, "张三", Level.HANDLER, email=(addresses or {}).get(place, f"u{place}@") + domain)
            for place, unit in enumerate(units)
        ]
        people.append(Contact(SMS, "李四", Level.HANDLER, mobile="13800000001"))
        own = {
            "message_domain": domain,
            "operators": Operators(sms=(ADMIN,), sms_template="SMS_2", locale="en"),
            "heartbeat_seconds": 0.05,
        }
        engine = make_engine(
            Settings.plain(database_url).model_copy(update={**own, **options}),
            scenarios=[Path(__file__).parent / "call.yaml"],
            directory=Directory([*map(Unit, units), Unit(SMS)], people),
            channels=channels,
        )
        return Office(engine, clock, pager, domain, rows)

    return make
