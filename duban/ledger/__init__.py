"""The office's paper: notices, the ledger and reports."""

from duban.ledger.errors import NoticeError
from duban.ledger.notice import Notice, NoticeItem, read_notice
from duban.ledger.sample import SAMPLES

__all__ = [
    "SAMPLES",
    "Notice",
    "NoticeError",
    "NoticeItem",
    "read_notice",
]
