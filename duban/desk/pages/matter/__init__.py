"""One matter: its page, its acts with their drafts, what explains it, and its files."""

from duban.desk.pages.matter import acts, explained, files, item

PAGES = (*item.PAGES, *explained.PAGES, *acts.PAGES, *files.PAGES)

__all__ = ["PAGES"]
