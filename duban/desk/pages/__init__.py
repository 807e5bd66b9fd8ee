"""The pages: a room for each subject, in it a file for each page with its rules; `PAGES` are all of them."""

from duban.desk.pages import account, by_link, kinds, ledger, matter, office, opening, papers, work
from duban.desk.pages.lost import NOT_FOUND, other_method, unread
from duban.desk.serving import Page

_ROOMS = (work, ledger, papers, opening, matter, kinds, account, office, by_link)

PAGES: tuple[Page, ...] = tuple(page for room in _ROOMS for page in room.PAGES)

__all__ = ["NOT_FOUND", "PAGES", "other_method", "unread"]
