"""The office's own pages: messages, units and people, and whether all is well."""

from duban.desk.pages.office import checkup, messages, units, units_changed

PAGES = (*messages.PAGES, *units_changed.PAGES, *units.PAGES, *checkup.PAGES)

__all__ = ["PAGES"]
