"""What people read, in their own language: codes and facts become text here, from gettext catalogues (zh, en).

English stands in the code, with named `{places}`; `locale/zh/LC_MESSAGES/duban.po` holds the Chinese, and `make words`
brings it up to date with the code. Imports nothing of ours, so that every room may speak.
"""

from duban.words.catalogue import plural
from duban.words.filling import clauses, listed, text
from duban.words.lengths import amount_of, length
from duban.words.lines import retold
from duban.words.reader import Language, language, locale, speaking
from duban.words.refusals import refusal

__all__ = [
    "Language",
    "amount_of",
    "clauses",
    "language",
    "length",
    "listed",
    "locale",
    "plural",
    "refusal",
    "retold",
    "speaking",
    "text",
]
