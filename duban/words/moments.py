"""The moments of a ladder in words."""

from __future__ import annotations

from duban.words.filling import text


def moment(anchor: str, sign: int, offset: str | None) -> str:
    """Return a rung's moment: 到期前2周, 到期, 逾期3个工作日, 起算后4小时; 2 weeks before due, when due and so on.

    `offset` is a length of time in its normal form.
    """
    due = anchor == "due"
    if offset is None:
        return text("when due") if due else text("at the start")
    if not due:
        return text("{offset:length} after the start", offset=offset)
    if sign > 0:
        return text("{offset:length} overdue", offset=offset)
    return text("{offset:length} before due", offset=offset)
