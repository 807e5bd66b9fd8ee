"""What waits for somebody: their work, the unit's sheet, what is to be decided, who is to be rung."""

from duban.desk.pages.work import calls, decisions, done, mine, sheet, sheet_in, together

PAGES = (*mine.PAGES, *done.PAGES, *sheet.PAGES, *sheet_in.PAGES, *calls.PAGES, *decisions.PAGES, *together.PAGES)

__all__ = ["PAGES"]
