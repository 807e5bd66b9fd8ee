"""文件: the register of papers, one paper, and drafting."""

from duban.desk.pages.papers import drafting, paper, register

PAGES = (*register.PAGES, *paper.PAGES, *drafting.PAGES)

NAV_TEXTS = register.NAV_TEXTS

__all__ = ["NAV_TEXTS", "PAGES"]
