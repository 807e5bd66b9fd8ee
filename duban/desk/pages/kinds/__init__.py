"""The kinds of matters: shown, tried ahead, and changed by two officers."""

from duban.desk.pages.kinds import changes, shown

PAGES = (*changes.PAGES, *shown.PAGES)

__all__ = ["PAGES"]
