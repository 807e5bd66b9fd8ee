"""One matter: its page, its acts with their drafts, what explains it, its files, and the evidence that it gathers."""

from duban.desk.pages.matter import acts, bulletin, explained, files, indicators, item, scores

PAGES = (*item.PAGES, *explained.PAGES, *indicators.PAGES, *bulletin.PAGES, *scores.PAGES, *acts.PAGES, *files.PAGES)

__all__ = ["PAGES"]
