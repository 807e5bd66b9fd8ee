"""The office's own pages: messages, units and people, and whether all is well."""

from duban.desk.pages.office import messages

PAGES = messages.PAGES

__all__ = ["PAGES"]
