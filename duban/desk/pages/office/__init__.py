"""The office's own pages: messages, units and people, and whether all is well."""

from duban.desk.pages.office import messages, units, units_changed

PAGES = (*messages.PAGES, *units_changed.PAGES, *units.PAGES)

__all__ = ["PAGES"]
