"""The messages of the demo: when they were sent, to whom and why, from the outbox and the histories."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ledger import plain_cell
from duban.states import medium_title
from duban.workflow import STATUSES, moment_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from duban.ledger import Happening, LedgerRow
    from duban.workflow import Engine, OutboxEntry

_STATUS = {
    "delivered": "已送达",
    "withdrawn": "已撤回",
    "dead": "未送达",
    "pending": "待发",
}
_HEADINGS = (
    "发出时间", "方式", "消息", "编号", "事项", "收件单位", "收件人", "地址", "主送/抄送", "缘由", "结果", "说明",
    "合并",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posted:
    """One message of the outbox; `at` is when it was settled, local (None while it waits), `why` what caused it.

    Those with the same `left_as` left as one: a mail or SMS that a person got.
    """

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
    left_as: int
    gathered: bool

    @property
    def sent(self) -> bool:
        """Return whether it was delivered."""
        return self.status == "delivered"

    @property
    def result(self) -> str:
        """Return what became of the message, in words."""
        return _STATUS.get(self.status, self.status)


def read_posted(engine: Engine, rows: Sequence[LedgerRow]) -> list[Posted]:
    """Return every message, in the order of sending; those that still wait come last."""
    by_number = {row.number: row for row in rows}
    titles = {sheet.number: sheet.title for sheet in engine.find(scenario="sheet")}
    posted = [
        Posted(
            at=entry.settled_at,
            medium=medium_title(entry.medium),
            message=entry.message,
            number=entry.number,
            title=by_number[entry.number].title if entry.number in by_number else titles[entry.number],
            unit=entry.unit,
            contact=entry.contact,
            address=entry.address,
            is_copy=entry.is_copy,
            urgent=entry.urgent,
            why=_why(entry, by_number[entry.number].happened if entry.number in by_number else ()),
            because=entry.because or entry.reason or "",
            status=entry.status,
            left_as=entry.digest or entry.id,
            gathered=entry.digest is not None,
        )
        for entry in engine.outbox(statuses=STATUSES)
    ]
    return sorted(posted, key=lambda one: (one.at is None, one.at or one.number))


def leaves(posted: Iterable[Posted]) -> Counter[str]:
    """Return how many mails and SMS people got, by medium: what left as one counts once."""
    return Counter(medium for medium, _ in {(one.medium, one.left_as) for one in posted if one.sent})


def _why(entry: OutboxEntry, happened: Sequence[Happening]) -> str:
    """Return the rung or the act that caused the message."""
    if entry.rung is not None:
        return f"{entry.clock}{moment_words(entry.rung)}"
    cause = next(
        (one for one in happened if one.at == entry.created_at and one.kind in {"open", "act", "assign", "sign"}), None
    )
    if cause is None:
        return entry.message
    return f"{cause.who.partition('/')[0]}{cause.trigger or ('签发' if cause.kind == 'sign' else '立项')}"


def write_posted(posted: Sequence[Posted], path: Path) -> None:
    """Write all messages as a CSV table for the office's spreadsheet program."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        writer.writerows(
            [
                plain_cell(text)  # notices are untrusted
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
                    str(one.left_as) if one.gathered else "",
                )
            ]
            for one in posted
        )
