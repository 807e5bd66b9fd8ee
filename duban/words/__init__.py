"""What people read, in their own language: codes and facts become text here, from gettext catalogues (zh, en).

English stands in the code, with named `{places}`; `locale/zh/LC_MESSAGES/duban.po` holds the Chinese, and `make words`
brings it up to date with the code. Imports nothing of ours, so that every room may speak.
"""

from duban.words.catalogue import plural
from duban.words.dates import brief_day, written_date, written_day, written_instant, written_on_weekday
from duban.words.filling import aside, clauses, headed, joined, listed, text, with_ways
from duban.words.lengths import amount_of, elapsed, left_over, length
from duban.words.line import Line, Portable, Said, SaidEach, at, said_by
from duban.words.masking import MASK, is_secret, masked
from duban.words.measuring import text_width, wrapped
from duban.words.moments import counted_from, due_after, moment
from duban.words.office import closed_as
from duban.words.quoting import nested_quotes
from duban.words.reader import LANGUAGES, Language, is_chinese, language, language_of, locale, speaking
from duban.words.reasons import Reason, kept, kept_code, told
from duban.words.refusals import refusal
from duban.words.retelling import retold
from duban.words.ways import typing_commands

__all__ = [
    "LANGUAGES",
    "MASK",
    "Language",
    "Line",
    "Portable",
    "Reason",
    "Said",
    "SaidEach",
    "amount_of",
    "aside",
    "at",
    "brief_day",
    "clauses",
    "closed_as",
    "counted_from",
    "due_after",
    "elapsed",
    "headed",
    "is_chinese",
    "is_secret",
    "joined",
    "kept",
    "kept_code",
    "language",
    "language_of",
    "left_over",
    "length",
    "listed",
    "locale",
    "masked",
    "moment",
    "nested_quotes",
    "plural",
    "refusal",
    "retold",
    "said_by",
    "speaking",
    "text",
    "text_width",
    "told",
    "typing_commands",
    "with_ways",
    "wrapped",
    "written_date",
    "written_day",
    "written_instant",
    "written_on_weekday",
]
