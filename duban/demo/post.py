"""What was sent in the demo: when, to whom and why, read from the outbox and the histories."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.ledger import moment_words
from duban.states import medium_title
from duban.storage import OutboxRecord, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from duban.ledger import Happening, LedgerRow
    from duban.workflow import Engine

_STATUS = {
    outbox.DELIVERED: "已送达",
    outbox.WITHDRAWN: "已撤回",
    outbox.DEAD: "未送达",
    outbox.PENDING: "待发",
}
_HEADINGS = (
    "发出时间", "方式", "消息", "编号", "事项", "收件单位", "收件人", "地址", "主送/抄送", "缘由", "结果", "说明",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Posted:
    """One message of the outbox; `at` is when it was settled, local (none while it waits), `why` what caused it."""

    at: datetime | None
    medium: str
    message: str
    number: str
    title: str
    unit: str
    contact: str
    address: str
    is_copy: bool
    urgent: bool
    why: str
    because: str
    status: str

    @property
    def sent(self) -> bool:
        """Return whether it was delivered."""
        return self.status == outbox.DELIVERED

    @property
    def result(self) -> str:
        """Return how it ended, in words."""
        return _STATUS.get(self.status, self.status)


def read_posted(engine: Engine, rows: Sequence[LedgerRow], *, scenario: str) -> list[Posted]:
    """Return every message, in the order of sending; those that wait last."""
    zone = engine.catalogue.newest(scenario).calendar.timezone
    by_number = {row.number: row for row in rows}
    with engine.database.reading() as connection:
        records = outbox.list_messages(connection)
    posted = [
        Posted(
            at=None if record.settled_at is None else record.settled_at.astimezone(zone),
            medium=medium_title(record.medium),
            message=record.message,
            number=record.number,
            title=by_number[record.number].title,
            unit=record.unit,
            contact=record.contact,
            address=record.address,
            is_copy=record.is_copy,
            urgent=record.urgent,
            why=_why(record, by_number[record.number].happened),
            because=words.told(json.loads(record.facts).get("because") or record.reason),
            status=record.status,
        )
        for record in records
    ]
    return sorted(posted, key=lambda one: (one.at is None, one.at or one.number))


def _why(record: OutboxRecord, happened: Sequence[Happening]) -> str:
    """Return the rung, or the act, that this message was decided for."""
    if record.rung is not None:
        return f"{record.clock}{moment_words(record.rung)}"
    cause = next(
        (one for one in happened if one.at == record.created_at and one.kind in {"open", "act", "assign"}), None
    )
    return record.message if cause is None else f"{cause.who.partition('/')[0]}{cause.trigger or '立项'}"


def write_posted(posted: Sequence[Posted], path: Path) -> None:
    """Write all messages as a table that an office's spreadsheet opens."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        writer.writerows(
            [
                _cell(text)
                for text in (
                    "" if one.at is None else f"{one.at:%Y-%m-%d %H:%M}",
                    one.medium,
                    one.message,
                    one.number,
                    one.title,
                    one.unit,
                    one.contact,
                    one.address,
                    "抄送" if one.is_copy else "主送",
                    one.why,
                    one.result,
                    one.because,
                )
            ]
            for one in posted
        )


def _cell(text: str) -> str:
    # A notice is untrusted: no cell of it may become a formula.
    return f"'{text}" if text.startswith(_FORMULA) else text
