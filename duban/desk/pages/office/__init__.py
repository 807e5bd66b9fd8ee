"""The office's own pages: messages, units and people, accounts, and whether all is well."""

from duban.desk.pages.office import accounts, checkup, messages, units, units_changed

PAGES = (*messages.PAGES, *units_changed.PAGES, *units.PAGES, *checkup.PAGES, *accounts.PAGES)

__all__ = ["PAGES"]
