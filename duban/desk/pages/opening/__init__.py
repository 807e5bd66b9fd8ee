"""Opening matters: one by its form, a plan, and a list."""

from duban.desk.pages.opening import many, one, plan

PAGES = (*one.PAGES, *many.PAGES, *plan.PAGES)

__all__ = ["PAGES"]
