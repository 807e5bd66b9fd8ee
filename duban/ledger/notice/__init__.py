"""Reading a notice (工作方案, 责任分解表): from the published file to its numbered tasks."""

from duban.ledger.notice.amending import NoticeHead, TaskCells, amended, cells_of, with_task
from duban.ledger.notice.reading import Notice, NoticeItem, read_notice
from duban.ledger.notice.wording import DatedStep

__all__ = [
    "DatedStep",
    "Notice",
    "NoticeHead",
    "NoticeItem",
    "TaskCells",
    "amended",
    "cells_of",
    "read_notice",
    "with_task",
]
