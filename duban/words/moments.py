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


def counted_from(anchor: str, sign: int, offset: str | None, due: str = "") -> str:
    """Return the same for those who check it by hand, with the due date from which it is counted, if that is known."""
    if anchor != "due":
        point = text("the start")
    else:
        point = text("the due date ({due})", due=due) if due else text("the due date")
    if offset is None:
        return text("at {point}", point=point)
    if sign > 0:
        return text("{offset:length} after {point}", offset=offset, point=point)
    return text("{offset:length} before {point}", offset=offset, point=point)


def due_after(clock: str, sign: int, offset: str | None) -> str:
    """Return when a clock is due that hangs on another one: 5 working days before “完成时限” is due."""
    if offset is None:
        return text("when “{clock}” is due", clock=clock)
    if sign > 0:
        return text("{offset:length} after “{clock}” is due", offset=offset, clock=clock)
    return text("{offset:length} before “{clock}” is due", offset=offset, clock=clock)
