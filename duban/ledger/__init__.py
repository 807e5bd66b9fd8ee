"""The office's paper: notices, the ledger, its page and the demo."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from duban.ledger.errors import DemoChannelDown, DemoFolderTaken, NoticeError
from duban.ledger.importing import ImportedTask, ImportResult, default_importer, import_notice, preview_notice
from duban.ledger.notice import Notice, NoticeItem, read_notice
from duban.ledger.notice_file import read_notice_file
from duban.ledger.sample import SAMPLES

if TYPE_CHECKING:
    from duban.ledger.demo import DemoResult, run_demo
    from duban.ledger.narrative import (
        Happening,
        length_words,
        link_words,
        moment_words,
        skip_words,
        tell,
        withdrawal_words,
    )
    from duban.ledger.page import render_page
    from duban.ledger.table import LedgerRow, Overview, UnitScore, ledger_rows, overview

# Reading a notice must start fast, and has no use for what draws pages and plays a year.
_ON_DEMAND = {
    "DemoResult": "demo",
    "Happening": "narrative",
    "LedgerRow": "table",
    "Overview": "table",
    "UnitScore": "table",
    "ledger_rows": "table",
    "length_words": "narrative",
    "link_words": "narrative",
    "moment_words": "narrative",
    "overview": "table",
    "render_page": "page",
    "run_demo": "demo",
    "skip_words": "narrative",
    "tell": "narrative",
    "withdrawal_words": "narrative",
}

__all__ = [
    "SAMPLES",
    "DemoChannelDown",
    "DemoFolderTaken",
    "DemoResult",
    "Happening",
    "ImportResult",
    "ImportedTask",
    "LedgerRow",
    "Notice",
    "NoticeError",
    "NoticeItem",
    "Overview",
    "UnitScore",
    "default_importer",
    "import_notice",
    "ledger_rows",
    "length_words",
    "link_words",
    "moment_words",
    "overview",
    "preview_notice",
    "read_notice",
    "read_notice_file",
    "render_page",
    "run_demo",
    "skip_words",
    "tell",
    "withdrawal_words",
]


if not TYPE_CHECKING:  # A type checker that saw this would take any misspelt name for an object.

    def __getattr__(name: str) -> object:
        if name in _ON_DEMAND:
            found: object = getattr(import_module(f"{__name__}.{_ON_DEMAND[name]}"), name)
            return found
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
