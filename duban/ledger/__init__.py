"""The office's paper: notices, the ledger and reports."""

from duban.ledger.errors import NoticeError
from duban.ledger.importing import ImportedTask, ImportResult, default_importer, import_notice, preview_notice
from duban.ledger.narrative import Happening, moment_words, skip_words, tell
from duban.ledger.notice import Notice, NoticeItem, read_notice
from duban.ledger.sample import SAMPLES

__all__ = [
    "SAMPLES",
    "Happening",
    "ImportResult",
    "ImportedTask",
    "Notice",
    "NoticeError",
    "NoticeItem",
    "default_importer",
    "import_notice",
    "moment_words",
    "preview_notice",
    "read_notice",
    "skip_words",
    "tell",
]
