"""The pages: one file for each, with its rules; `PAGES` are all of them."""

from duban.desk.pages import accounts, files, item, me, opening, opening_plan, sign_in, work
from duban.desk.pages.lost import NOT_FOUND, unread
from duban.desk.serving import Page

PAGES: tuple[Page, ...] = (
    *work.PAGES,
    *item.PAGES,
    *opening.PAGES,
    *opening_plan.PAGES,
    *me.PAGES,
    *accounts.PAGES,
    *sign_in.PAGES,
    *files.PAGES,
)

__all__ = ["NOT_FOUND", "PAGES", "unread"]
