"""The pages: one file for each, with its rules; `PAGES` are all of them."""

from duban.desk.pages import (
    accounts,
    bulk,
    calls,
    decisions,
    done,
    explained,
    figures,
    files,
    item,
    kind_changes,
    kinds,
    ledger,
    matrix,
    matter,
    me,
    office,
    opening,
    opening_list,
    opening_plan,
    sent_codes,
    sheet,
    sign_in,
    views,
    work,
)
from duban.desk.pages.lost import NOT_FOUND, other_method, unread
from duban.desk.serving import Page

_FILES = (
    work,
    done,
    sheet,
    calls,
    decisions,
    ledger,
    figures,
    kind_changes,
    kinds,
    views,
    bulk,
    matrix,
    opening,
    opening_list,
    opening_plan,
    item,
    explained,
    matter,
    me,
    sent_codes,
    office,
    accounts,
    sign_in,
    files,
)

PAGES: tuple[Page, ...] = tuple(page for file in _FILES for page in file.PAGES)

__all__ = ["NOT_FOUND", "PAGES", "other_method", "unread"]
