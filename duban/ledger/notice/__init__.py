"""Reading a notice (工作方案, 责任分解表): from the published file to its numbered tasks."""

from duban.ledger.notice.reading import Notice, NoticeItem, read_notice

__all__ = ["Notice", "NoticeItem", "read_notice"]
